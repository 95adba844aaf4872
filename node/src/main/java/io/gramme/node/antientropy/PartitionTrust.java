package io.gramme.node.antientropy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which partitions of a shard this node may not speak for yet: those of a restored disk serve no reads, those that may
 * have lost keys to damage do not say that a key is absent, until one complete round with each of the other owners.
 *
 * <p>A round between two that are untrusted counts as any other, so a cluster that was restored whole comes up by itself.
 * Rounds with nodes that are owners no more are not waited for. Lives on the shard's loop; whoever owns it makes every
 * change durable.
 */
public final class PartitionTrust {
    private final Map<Integer, Doubt> doubts = new TreeMap<>();
    private Runnable onChange = () -> {};

    /** How far a partition is trusted. */
    public enum Level {
        /** As any other. */
        FULL,
        /** What is there is served; what is not is no vote. */
        NO_ABSENCE,
        /** Nothing is served. */
        NOTHING
    }

    private record Doubt(Level level, TreeSet<Integer> done) {}

    /** Told on this loop after each change; set once. */
    public void onChange(Runnable listener) {
        onChange = listener;
    }

    /** How far a partition is trusted now. Cheap: asked on each read. */
    public Level level(int partition) {
        if (doubts.isEmpty()) {
            return Level.FULL;
        }
        Doubt doubt = doubts.get(partition);
        return doubt == null ? Level.FULL : doubt.level;
    }

    /** Partitions that are not trusted fully, ascending. */
    public List<Integer> doubtful() {
        return List.copyOf(doubts.keySet());
    }

    /** These partitions are not trusted from now on; rounds so far count for nothing. A stronger doubt stays. */
    public void doubt(int[] partitions, Level level) {
        for (int partition : partitions) {
            Level before = level(partition);
            doubts.put(partition, new Doubt(level.compareTo(before) > 0 ? level : before, new TreeSet<>()));
        }
        onChange.run();
    }

    /**
     * A complete round with another owner is over.
     *
     * @param others the other owners by the ring of now
     */
    public void onRound(int partition, int peer, int[] others) {
        Doubt doubt = doubts.get(partition);
        if (doubt != null && doubt.done.add(peer)) {
            settle(partition, others);
            onChange.run();
        }
    }

    /** Another ring: rounds with those who left are not waited for. */
    public void onOwners(int partition, int[] others) {
        if (doubts.containsKey(partition) && settle(partition, others)) {
            onChange.run();
        }
    }

    private boolean settle(int partition, int[] others) {
        Doubt doubt = doubts.get(partition);
        if (doubt == null) {
            return false;
        }
        List<Integer> row = new ArrayList<>();
        for (int other : others) {
            row.add(other);
        }
        doubt.done.retainAll(row);
        if (!doubt.done.containsAll(row)) {
            return false;
        }
        doubts.remove(partition);
        return true;
    }

    /** The doubts for the disk: for each partition its number, level, rounds done and with whom. */
    public byte[] encode() {
        ByteBuffer bytes = ByteBuffer.allocate(doubts.values().stream()
                .mapToInt(doubt -> 4 + 2 * doubt.done.size())
                .sum());
        doubts.forEach((partition, doubt) -> {
            bytes.putShort(partition.shortValue());
            bytes.put((byte) (doubt.level == Level.NOTHING ? 2 : 1));
            bytes.put((byte) doubt.done.size());
            doubt.done.forEach(peer -> bytes.putShort(peer.shortValue()));
        });
        return bytes.array();
    }

    /**
     * Takes those of some encoded doubts that concern this shard.
     *
     * @param own partitions of this shard, ascending
     * @throws IllegalArgumentException when the bytes are not what {@link #encode} wrote
     */
    public void decode(byte[] encoded, int[] own) {
        ByteBuffer bytes = ByteBuffer.wrap(encoded);
        List<Integer> mine = new ArrayList<>();
        for (int partition : own) {
            mine.add(partition);
        }
        try {
            while (bytes.hasRemaining()) {
                int partition = bytes.getShort();
                Level level = bytes.get() == 2 ? Level.NOTHING : Level.NO_ABSENCE;
                TreeSet<Integer> done = new TreeSet<>();
                for (int left = bytes.get(); left > 0; left--) {
                    done.add((int) bytes.getShort());
                }
                if (mine.contains(partition)) {
                    doubts.put(partition, new Doubt(level, done));
                }
            }
        } catch (java.nio.BufferUnderflowException cut) {
            throw new IllegalArgumentException("the doubts of " + encoded.length + " bytes are cut off", cut);
        }
    }
}
