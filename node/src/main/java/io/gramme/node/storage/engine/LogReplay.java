package io.gramme.node.storage.engine;

import io.gramme.node.runtime.Invariants;
import io.gramme.node.storage.IndexEntry;
import io.gramme.node.storage.IndexKey;
import io.gramme.node.storage.log.Frame;
import io.gramme.node.storage.log.LogPosition;
import io.gramme.node.storage.log.ShardLog;
import io.gramme.ring.Partitions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Applies frames to the groups' indexes, in log order.
 *
 * <p>A group with runs gets the frames after its position: later ones win, and a moved frame counts only if the entry
 * still points to where it was moved from. A group without runs gets all frames, and the greatest sequence of a key wins:
 * its older copies may lie anywhere, or be gone.
 */
final class LogReplay {
    private final Partitions partitions;
    private final List<GroupStore> groups;
    private final long[] positions = new long[Groups.COUNT];
    private final Map<Integer, TreeMap<byte[], Long>> sequences = new TreeMap<>();
    private final long start;

    /** @param rebuilt groups that are built from the log alone */
    LogReplay(Partitions partitions, Manifest manifest, List<GroupStore> groups, Set<Integer> rebuilt) {
        this.partitions = partitions;
        this.groups = groups;
        long least = Long.MAX_VALUE;
        for (GroupState state : manifest.groups()) {
            boolean anew = rebuilt.contains(state.group());
            positions[state.group()] = anew ? LogPosition.START : state.position();
            least = Math.min(least, positions[state.group()]);
            if (anew) {
                sequences.put(state.group(), new TreeMap<>(IndexKey::compare));
            }
        }
        this.start = least;
    }

    /** The first position that any group needs. */
    long start() {
        return start;
    }

    void visit(Frame frame) {
        long hash = frame.key().hash();
        int number = Groups.ofPartition(partitions.of(hash));
        if (frame.position() < positions[number]) {
            return;
        }
        GroupStore group = groups.get(number);
        group.sawSequence(frame.sequence());
        byte[] indexKey = IndexKey.of(partitions, frame.space(), frame.key());
        TreeMap<byte[], Long> greatest = sequences.get(number);
        if (greatest == null) {
            replay(group, indexKey, frame);
        } else if (frame.sequence() >= greatest.getOrDefault(indexKey, Long.MIN_VALUE)) {
            greatest.put(indexKey, frame.sequence());
            group.apply(indexKey, entry(frame));
        }
    }

    private static void replay(GroupStore group, byte[] indexKey, Frame frame) {
        if (frame.type().isMoved()) {
            group.move(indexKey, frame.source(), frame.position());
        } else {
            group.apply(indexKey, entry(frame));
        }
    }

    private static IndexEntry entry(Frame frame) {
        int segment = LogPosition.segment(frame.position());
        int offset = LogPosition.offset(frame.position());
        if (frame.header() == null) {
            return IndexEntry.removal(segment, offset, ShardLog.removeFrameBytes(frame.key()));
        }
        int recordBytes = frame.recordView().remaining();
        Invariants.check(recordBytes >= 0, "record of %s bytes", recordBytes);
        return IndexEntry.live(segment, offset, ShardLog.putFrameBytes(frame.key(), recordBytes), frame.recordHeader());
    }
}
