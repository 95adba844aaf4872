package io.gramme.ring.codec;

import io.gramme.ring.Epoch;
import io.gramme.ring.Member;
import io.gramme.ring.Partitions;
import io.gramme.ring.codec.RingDelta.Point;
import io.gramme.ring.codec.RingDelta.RowChange;
import java.util.ArrayList;
import java.util.List;

/**
 * A delta as bytes.
 *
 * <p>Version 1: version byte; cluster id; both epochs, each with its hash; next node index; members; departed; deciders;
 * number of changed rows; for each the gap to the partition before, both rows and how far the change lies behind the new
 * epoch.
 */
public final class DeltaCodec {
    private static final int VERSION = 1;
    /** Gap, two empty rows, age. */
    private static final int LEAST_ROW_BYTES = 4;

    private DeltaCodec() {}

    public static byte[] encode(RingDelta delta) {
        ByteSink out = new ByteSink();
        out.put(VERSION);
        Parts.putCluster(out, delta.cluster());
        putPoint(out, delta.from());
        putPoint(out, delta.to());
        out.putVarint(delta.nextIndex());
        Parts.putMembers(out, delta.members());
        Parts.putDeparted(out, delta.departed());
        Parts.putGroup(out, delta.group());
        out.putVarint(delta.rows().size());
        int expected = 0;
        for (RowChange row : delta.rows()) {
            out.putVarint(row.partition() - expected);
            Parts.putRow(out, row.current());
            Parts.putRow(out, row.target());
            out.putVarint(delta.to().epoch().packed() - row.changedAt());
            expected = row.partition() + 1;
        }
        return out.toByteArray();
    }

    /** The delta these bytes encode, or what is wrong with them. Whether it fits a ring is found when it is applied. */
    public static Decoded<RingDelta> decode(byte[] bytes) {
        return RingCodec.checked(bytes, DeltaCodec::read, DeltaCodec::encode);
    }

    private static void putPoint(ByteSink out, Point point) {
        Parts.putEpoch(out, point.epoch());
        out.putLong(point.hash());
    }

    private static Point point(ByteSource in) {
        Epoch epoch = Parts.epoch(in);
        return new Point(epoch, in.getLong("ring hash"));
    }

    private static RingDelta read(ByteSource in) {
        var cluster = Parts.cluster(in);
        Point from = point(in);
        Point to = point(in);
        int nextIndex = in.getSmall("next node index", Member.MAX_INDICES);
        List<Member> members = Parts.members(in);
        var departed = Parts.departed(in);
        var group = Parts.group(in);
        return new RingDelta(cluster, from, to, members, departed, nextIndex, group, rows(in, to.epoch()));
    }

    private static List<RowChange> rows(ByteSource in, Epoch to) {
        int count = in.getCount("changed rows", Partitions.MAX, LEAST_ROW_BYTES);
        List<RowChange> rows = new ArrayList<>(count);
        int partition = -1;
        for (int i = 0; i < count; i++) {
            partition += 1 + in.getSmall("gap", Partitions.MAX - 1);
            if (partition >= Partitions.MAX) {
                throw new MalformedException("partition " + partition);
            }
            rows.add(new RowChange(
                    partition, Parts.row(in), Parts.row(in), RingCodec.changedAt(to, in.getVarint("age of a row"))));
        }
        return rows;
    }
}
