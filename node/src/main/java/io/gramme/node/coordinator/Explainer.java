package io.gramme.node.coordinator;

import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.causality.RecordCodec;
import io.gramme.node.causality.Sibling;
import io.gramme.node.causality.StoredRecord;
import io.gramme.node.coordinator.Explanation.Replica;
import io.gramme.node.coordinator.Explanation.Role;
import io.gramme.node.coordinator.KeyAccount.Copy;
import io.gramme.node.coordinator.KeyAccount.Version;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Storage.Durability;
import io.gramme.node.transport.AdminMessage.Explain;
import io.gramme.node.transport.AdminMessage.Explained;
import io.gramme.node.transport.Refusal;
import io.gramme.node.transport.Reply;
import io.gramme.node.transport.Transport.Responder;
import io.gramme.ring.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Says what a shard keeps under a key, and asks all replicas of a key for that. Reads only; changes, repairs and votes
 * nothing. Lives on the shard's loop.
 */
final class Explainer {
    /** Most nodes asked for one key; a row has at most 14 owners, the rest are fallbacks in their order. */
    static final int MAX_ASKED = 64;

    private final Shard shard;
    private IntToLongFunction lastRepair = partition -> 0;

    Explainer(Shard shard) {
        this.shard = shard;
    }

    void listen() {
        shard.ports.transport().handle(Explain.class, this::onExplain);
    }

    void lastRepair(IntToLongFunction millisOfPartition) {
        lastRepair = millisOfPartition;
    }

    private void onExplain(Explain explain, Responder responder) {
        KeyAccount account = account(explain.partition(), explain.key());
        if (account == null) {
            responder.refuse(new Refusal.NotServed(Refusal.Reason.NOT_READY));
        } else {
            responder.reply(new Explained(AccountCodec.encode(account)));
        }
    }

    private @Nullable KeyAccount account(int partition, Key key) {
        Seat seat = shard.seat();
        if (seat == null) {
            return null;
        }
        List<Copy> copies = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        for (Space space : List.of(Space.LIVE, Space.RETIRED)) {
            RecordStore.Lookup lookup = seat.records().lookup(space, key);
            if (lookup instanceof RecordStore.Held held) {
                Kept kept = new Kept(held.stored(), held.entry().payload().length, List.of());
                copies.add(copy(seat, space, key, kept));
            } else if (lookup instanceof RecordStore.Broken broken) {
                unreadable.add(named(space, broken.reason()));
            }
        }
        HintStore.Lookup hint = seat.hints().lookup(key);
        if (hint instanceof HintStore.Held held) {
            List<Integer> owners = IntStream.of(held.owners()).boxed().toList();
            int bytes = RecordCodec.encode(held.stored().record()).length;
            copies.add(copy(seat, Space.HINT, key, new Kept(held.stored(), bytes, owners)));
        } else if (hint instanceof HintStore.Broken broken) {
            unreadable.add(named(Space.HINT, broken.reason()));
        }
        Storage.HeaderOutcome ledger = seat.records().storage().header(Space.LEDGER, key);
        return new KeyAccount(
                copies,
                unreadable,
                ledger instanceof Storage.HeaderFound,
                lastRepair.applyAsLong(partition),
                vote(partition));
    }

    private KeyAccount.Vote vote(int partition) {
        if (shard.trust().mayDeny(partition)) {
            return KeyAccount.Vote.FULL;
        }
        return shard.trust().maySpeak(partition) ? KeyAccount.Vote.NO_ABSENCE : KeyAccount.Vote.NONE;
    }

    private static String named(Space space, String reason) {
        String text = space.name().toLowerCase(java.util.Locale.ROOT) + ": " + reason;
        return text.length() > 250 ? text.substring(0, 250) : text;
    }

    private record Kept(StoredRecord stored, int bytes, List<Integer> keptFor) {}

    private static Copy copy(Seat seat, Space space, Key key, Kept kept) {
        KeyRecord record = kept.stored.record();
        List<Version> versions = new ArrayList<>();
        for (Sibling sibling : record.siblings()) {
            versions.add(new Version(
                    sibling.dot(),
                    sibling.hlc(),
                    sibling.content().tombstone(),
                    sibling.content().value().length(),
                    sibling.content().contentType(),
                    sibling.content().lastModifiedMillis(),
                    sibling.content().expiryMillis(),
                    sibling.aliases().size()));
        }
        Durability reached = seat.records().storage().settled(space, key, durability -> {});
        return new Copy(
                space,
                seat.records().versionHash(record),
                kept.bytes,
                reached != null && reached.isDurable(),
                record.mode(),
                record.context(),
                versions,
                kept.keptFor);
    }

    /** Asks every replica of a key; {@code null} comes back while no ring is known. */
    void explain(Key key, int budgetMillis, Consumer<@Nullable Explanation> onExplained) {
        Route route = shard.route(key);
        if (route == null) {
            onExplained.accept(null);
            return;
        }
        new Asking(route, key, onExplained).start(Math.min(budgetMillis, shard.settings.replicaMillis()));
    }

    /** One question under way; every node is heard, or has failed, within the budget. */
    private final class Asking {
        private final Route route;
        private final Key key;
        private final Consumer<@Nullable Explanation> onExplained;
        private final List<@Nullable Replica> heard = new ArrayList<>();
        private int left;
        private int notAsked;

        Asking(Route route, Key key, Consumer<@Nullable Explanation> onExplained) {
            this.route = route;
            this.key = key;
            this.onExplained = onExplained;
        }

        void start(int budgetMillis) {
            int[] owners = route.placement().owners();
            int[] fallbacks = IntStream.of(route.placement().fallbacks())
                    .filter(node -> !route.placement().target().contains(node))
                    .toArray();
            int[] nodes = IntStream.concat(IntStream.of(owners), IntStream.of(fallbacks))
                    .limit(MAX_ASKED)
                    .toArray();
            notAsked = owners.length + fallbacks.length - nodes.length;
            left = nodes.length;
            for (int i = 0; i < nodes.length; i++) {
                heard.add(null);
            }
            for (int i = 0; i < nodes.length; i++) {
                ask(i, nodes[i], budgetMillis);
            }
        }

        private void ask(int at, int node, int budgetMillis) {
            if (node == route.placement().self()) {
                hear(at, node, account(route.partition(), key), "not ready");
                return;
            }
            shard.ask(route, node, new Explain(route.partition(), key), budgetMillis, new Shard.OnAnswer() {
                @Override
                public void onReply(Reply reply) {
                    hear(at, node, decoded(reply), "sent no account");
                }

                @Override
                public void onFailure(String reason, boolean ambiguous) {
                    hear(at, node, null, reason);
                }
            });
        }

        private static @Nullable KeyAccount decoded(Reply reply) {
            try {
                return reply instanceof Explained explained ? AccountCodec.decode(explained.body()) : null;
            } catch (MalformedRecordException malformed) {
                return null;
            }
        }

        private void hear(int at, int node, @Nullable KeyAccount account, String failure) {
            Role role = route.placement().current().contains(node)
                    ? Role.OWNER
                    : route.placement().target().contains(node) ? Role.TARGET : Role.FALLBACK;
            heard.set(at, new Replica(node, role, account, account == null ? failure : ""));
            if (--left == 0) {
                List<Replica> all = new ArrayList<>();
                heard.forEach(all::add);
                onExplained.accept(new Explanation(route.epoch(), route.partition(), all, notAsked));
            }
        }
    }
}
