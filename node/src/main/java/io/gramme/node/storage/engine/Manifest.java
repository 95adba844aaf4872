package io.gramme.node.storage.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The root of everything durable: which runs make up each group's index, from where its log must be replayed, and where
 * recoveries cut torn tails off.
 *
 * @param partitions the ring's partition count, fixed at founding
 * @param groups one state per group, in order
 * @param cuts end offsets of segments whose torn tail was cut off, by segment
 * @param rebuild groups whose runs were found damaged: their index is built anew from the log at the next start
 */
record Manifest(int partitions, List<GroupState> groups, Map<Integer, Integer> cuts, List<Integer> rebuild) {
    /** Version of the whole directory's layout. */
    static final int FORMAT = 1;

    static final String NAME = "MANIFEST";

    static Manifest empty(int partitions) {
        List<GroupState> groups = new ArrayList<>();
        for (int group = 0; group < Groups.COUNT; group++) {
            groups.add(GroupState.empty(group));
        }
        return new Manifest(partitions, groups, Map.of(), List.of());
    }

    /** Every group's log before this position is in its runs. */
    long leastPosition() {
        return groups.stream().mapToLong(GroupState::position).min().orElse(0);
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(FORMAT);
            out.writeInt(partitions);
            out.writeInt(groups.size());
            for (GroupState group : groups) {
                encode(out, group);
            }
            out.writeInt(cuts.size());
            for (Map.Entry<Integer, Integer> cut : new TreeMap<>(cuts).entrySet()) {
                out.writeInt(cut.getKey());
                out.writeInt(cut.getValue());
            }
            out.writeInt(rebuild.size());
            for (int group : rebuild) {
                out.writeInt(group);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void encode(DataOutputStream out, GroupState group) throws IOException {
        out.writeLong(group.position());
        out.writeLong(group.sequence());
        out.writeInt(group.runs().size());
        for (String run : group.runs()) {
            out.writeUTF(run);
        }
        TreeMap<Integer, Long> live = new TreeMap<>();
        group.live().forEach(live::put);
        out.writeInt(live.size());
        for (Map.Entry<Integer, Long> segment : live.entrySet()) {
            out.writeInt(segment.getKey());
            out.writeLong(segment.getValue());
        }
    }

    /** @throws NewerFormat when a later version wrote it */
    static Manifest decode(byte[] payload) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload));
        int format = in.readInt();
        if (format != FORMAT) {
            throw new NewerFormat(format);
        }
        int partitions = in.readInt();
        List<GroupState> groups = new ArrayList<>();
        int count = in.readInt();
        for (int group = 0; group < count; group++) {
            groups.add(decode(in, group));
        }
        Map<Integer, Integer> cuts = new TreeMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            cuts.put(in.readInt(), in.readInt());
        }
        List<Integer> rebuild = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            rebuild.add(in.readInt());
        }
        return new Manifest(partitions, groups, cuts, rebuild);
    }

    private static GroupState decode(DataInputStream in, int group) throws IOException {
        long position = in.readLong();
        long sequence = in.readLong();
        List<String> runs = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            runs.add(in.readUTF());
        }
        LiveBytes live = new LiveBytes();
        for (int left = in.readInt(); left > 0; left--) {
            live.add(in.readInt(), in.readLong());
        }
        return new GroupState(group, List.copyOf(runs), position, sequence, live);
    }

    /** The directory was written by a version whose layout this one does not know. */
    static final class NewerFormat extends IOException {
        private static final long serialVersionUID = 1;

        NewerFormat(int format) {
            super("the data directory has format " + format + ", this version reads " + FORMAT
                    + "; start it with the version that wrote it");
        }
    }
}
