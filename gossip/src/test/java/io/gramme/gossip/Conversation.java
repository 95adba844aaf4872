package io.gramme.gossip;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A few machines named a, b, c on a network without chance: every packet takes 1 ms, every exchange 2 ms. Says in plain
 * text what each one does.
 */
final class Conversation {
    private final SimNetwork network = new SimNetwork(1, GossipConfig.lan());
    private final List<String> said = new ArrayList<>();
    private final Set<String> cut = new HashSet<>();
    private boolean silent;

    Conversation() {
        network.steadyDelays = true;
        network.link = (from, to) -> !cut.contains(name(from) + name(to));
        network.listener = this::say;
    }

    List<String> command(String[] words) {
        said.clear();
        SimNode node = words.length > 1 && words[1].length() == 1 ? node(words[1]) : null;
        switch (words[0]) {
            case "start" ->
                node.start(Arrays.stream(words)
                        .skip(2)
                        .map(name -> node(name).address)
                        .toList());
            case "run" -> network.run(Long.parseLong(words[1]));
            case "quietly" -> quietly(Long.parseLong(words[1]));
            case "kill" -> node.kill();
            case "stall" -> node.stall(Long.parseLong(words[2]));
            case "cut" -> cut.add(words[1] + words[2]);
            case "mend" -> cut.remove(words[1] + words[2]);
            case "unhealthy" -> node.carryOut(node.gossip.onHealth(network.now(), false), null);
            case "healthy" -> node.carryOut(node.gossip.onHealth(network.now(), true), null);
            case "leave" -> node.carryOut(node.gossip.onLeave(network.now()), null);
            case "copy" -> copy(node, words[2]);
            case "members" -> members(node);
            default -> throw new IllegalArgumentException(String.join(" ", words));
        }
        return said;
    }

    private void quietly(long millis) {
        silent = true;
        network.run(millis);
        silent = false;
    }

    /** A process on a copy of the node's disk starts under another name. */
    private void copy(SimNode node, String name) {
        SimNode copied = node(name);
        copied.id = node.id;
        copied.bootCounter = node.bootCounter;
        copied.startAs(
                4711,
                network.nodes.stream()
                        .filter(one -> one != copied)
                        .map(one -> one.address)
                        .toList(),
                List.of());
    }

    private void members(SimNode node) {
        for (MemberView view : node.gossip.members()) {
            said.add("  " + view.meta().name() + " " + view.state().name().toLowerCase(Locale.ROOT) + "@"
                    + view.incarnation() + " boot " + view.process().bootCounter());
        }
    }

    private SimNode node(String name) {
        int number = name.charAt(0) - 'a';
        while (network.nodes.size() <= number) {
            network.add(network.nodes.size());
        }
        return network.nodes.get(number);
    }

    private static String name(SimNode node) {
        return String.valueOf((char) ('a' + node.number));
    }

    private String name(NodeId id) {
        return network.nodes.stream()
                .filter(node -> node.id.equals(id))
                .map(Conversation::name)
                .findFirst()
                .orElse("?");
    }

    private String name(Address address) {
        return network.nodes.stream()
                .filter(node -> node.address.equals(address))
                .map(Conversation::name)
                .findFirst()
                .orElse("?");
    }

    private void say(SimNode at, Effect effect) {
        if (silent) {
            return;
        }
        String text = switch (effect.kind()) {
            case SEND_DATAGRAM -> datagram((Effect.SendDatagram) effect);
            case EXCHANGE_STATE -> "exchange state with " + name(((Effect.ExchangeState) effect).to());
            case REPLY_STATE -> "reply with state";
            case TCP_PING -> "tcp ping " + name(((Effect.TcpPing) effect).to());
            case MEMBER_CHANGED -> changed((Effect.MemberChanged) effect);
            case MEMBER_FORGOTTEN ->
                "forgets " + name(((Effect.MemberForgotten) effect).last().node());
            case ANNOUNCEMENT_CHANGED -> "hears " + ((Effect.AnnouncementChanged) effect).announcement();
            case TOLD_OF_GREATER_SELF ->
                "is told of a greater self by " + name(((Effect.ToldOfGreaterSelf) effect).by());
            case REFUSED ->
                "is refused by " + name(((Effect.Refused) effect).by()) + ": " + ((Effect.Refused) effect).verdict();
            case IDENTITY_CONFLICT ->
                "alarm: two processes are "
                        + name(((Effect.IdentityConflict) effect).known().node()) + ", the newcomer is "
                        + ((Effect.IdentityConflict) effect).verdict();
            case OTHER_CLUSTER_MET -> "alarm: another cluster";
        };
        said.add(String.format(Locale.ROOT, "%7d %s %s", network.now(), name(at), text));
    }

    private String changed(Effect.MemberChanged change) {
        MemberView before = change.before();
        String now = name(change.after().node()) + " is " + state(change.after());
        return before == null ? now : now + ", was " + state(before);
    }

    private static String state(MemberView view) {
        return view.state().name().toLowerCase(Locale.ROOT) + "@"
                + view.process().bootCounter() + "." + view.incarnation();
    }

    private String datagram(Effect.SendDatagram send) {
        Packet packet = PacketCodec.decode(send.bytes());
        StringBuilder text = new StringBuilder("-> " + name(send.to()) + " " + message(packet.message()));
        for (Delta delta : packet.deltas()) {
            text.append(" [")
                    .append(name(delta.node()))
                    .append(' ')
                    .append(delta.state().name().toLowerCase(Locale.ROOT));
            text.append('@').append(delta.process().bootCounter()).append('.').append(delta.incarnation());
            if (delta.state() == MemberState.SUSPECT || delta.state() == MemberState.DEAD) {
                text.append(" says ").append(name(delta.accuser()));
            }
            text.append(']');
        }
        return text.toString();
    }

    private String message(Message message) {
        return switch (message.kind()) {
            case NEWS -> "news";
            case PING -> "ping " + name(((Message.Ping) message).target());
            case ACK -> "ack";
            case NACK -> "nack";
            case INDIRECT_PING -> "ask to ping " + name(((Message.IndirectPing) message).target());
            case INDIRECT_ACK ->
                "ack of " + name(((Message.IndirectAck) message).answered().node());
            case REFUSAL -> "refusal " + ((Message.Refusal) message).verdict();
        };
    }
}
