package io.gramme.ring.codec;

import io.gramme.ring.Addresses;
import io.gramme.ring.ClusterId;
import io.gramme.ring.DeciderGroup;
import io.gramme.ring.Epoch;
import io.gramme.ring.Member;
import io.gramme.ring.MemberState;
import io.gramme.ring.Members.Departed;
import io.gramme.ring.NodeId;
import io.gramme.ring.RingShape;
import io.gramme.ring.Row;
import java.util.ArrayList;
import java.util.List;

/** The parts that rings and deltas are both made of. */
final class Parts {
    private static final MemberState[] STATES = {MemberState.SEATED, MemberState.LEAVING, MemberState.LOST};
    /** Index, id, three texts of one character and their lengths, weight, two more addresses, state. */
    private static final int LEAST_MEMBER_BYTES = 1 + 16 + 4 + 1 + 6 + 1;

    private static final int LEAST_DEPARTED_BYTES = 1 + 16;

    private Parts() {}

    static void putCluster(ByteSink out, ClusterId cluster) {
        out.putLong(cluster.high());
        out.putLong(cluster.low());
    }

    static ClusterId cluster(ByteSource in) {
        return new ClusterId(in.getLong("cluster id"), in.getLong("cluster id"));
    }

    static void putEpoch(ByteSink out, Epoch epoch) {
        out.putVarint(epoch.term());
        out.putVarint(epoch.number());
    }

    static Epoch epoch(ByteSource in) {
        return new Epoch(in.getSmall("term", Epoch.MAX_TERM), in.getVarint("epoch number"));
    }

    static void putMembers(ByteSink out, List<Member> members) {
        out.putVarint(members.size());
        for (Member member : members) {
            out.putVarint(member.index());
            putId(out, member.id());
            out.putText(member.name());
            out.putText(member.zone());
            out.putVarint(member.weight());
            out.putText(member.addresses().data());
            out.putText(member.addresses().admin());
            out.putText(member.addresses().peer());
            out.put(stateCode(member.state()));
        }
    }

    static List<Member> members(ByteSource in) {
        int count = in.getCount("members", Member.MAX_INDICES, LEAST_MEMBER_BYTES);
        List<Member> members = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int index = in.getSmall("node index", Member.MAX_INDICES - 1);
            NodeId id = id(in);
            String name = in.getText("name", Member.MAX_NAME);
            String zone = in.getText("zone", Member.MAX_ZONE);
            int weight = in.getSmall("weight", Member.MAX_WEIGHT);
            Addresses addresses = new Addresses(address(in), address(in), address(in));
            members.add(new Member(index, id, name, zone, weight, addresses, state(in)));
        }
        return members;
    }

    private static String address(ByteSource in) {
        return in.getText("address", Addresses.MAX_LENGTH);
    }

    private static int stateCode(MemberState state) {
        return switch (state) {
            case SEATED -> 0;
            case LEAVING -> 1;
            case LOST -> 2;
        };
    }

    private static MemberState state(ByteSource in) {
        int code = in.get("member state");
        if (code >= STATES.length) {
            throw new MalformedException("member state " + code);
        }
        return STATES[code];
    }

    static void putDeparted(ByteSink out, List<Departed> departed) {
        out.putVarint(departed.size());
        for (Departed gone : departed) {
            out.putVarint(gone.index());
            putId(out, gone.id());
        }
    }

    static List<Departed> departed(ByteSource in) {
        int count = in.getCount("departed members", Member.MAX_INDICES, LEAST_DEPARTED_BYTES);
        List<Departed> departed = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            departed.add(new Departed(in.getSmall("node index", Member.MAX_INDICES - 1), id(in)));
        }
        return departed;
    }

    static void putGroup(ByteSink out, DeciderGroup group) {
        out.putVarint(group.nodes().size());
        group.nodes().forEach(out::putVarint);
    }

    static DeciderGroup group(ByteSource in) {
        int count = in.getCount("deciders", DeciderGroup.MAX_SIZE, 1);
        List<Integer> nodes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            nodes.add(in.getSmall("decider", Member.MAX_INDICES - 1));
        }
        return new DeciderGroup(nodes);
    }

    static void putRow(ByteSink out, Row row) {
        out.put(row.size());
        for (int slot = 0; slot < row.size(); slot++) {
            out.putVarint(row.owner(slot));
        }
    }

    static Row row(ByteSource in) {
        int size = in.getCount("owners", RingShape.MAX_REPLICAS, 1);
        int[] nodes = new int[size];
        for (int slot = 0; slot < size; slot++) {
            nodes[slot] = in.getSmall("owner", Member.MAX_INDICES - 1);
        }
        return Row.of(nodes);
    }

    private static void putId(ByteSink out, NodeId id) {
        out.putLong(id.high());
        out.putLong(id.low());
    }

    private static NodeId id(ByteSource in) {
        return new NodeId(in.getLong("node id"), in.getLong("node id"));
    }
}
