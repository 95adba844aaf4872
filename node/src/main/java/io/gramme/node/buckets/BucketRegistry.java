package io.gramme.node.buckets;

import io.gramme.node.buckets.BucketEditor.Edited;
import io.gramme.node.buckets.BucketEditor.Refused;
import io.gramme.node.buckets.BucketEditor.Saved;
import io.gramme.node.buckets.BucketSettings.Siblings;
import io.gramme.node.membership.ClusterEvents;
import io.gramme.node.runtime.CellWriter;
import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.SerialExecutor;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The settings of all buckets on this node: edits, merges with what other nodes have, and an immutable copy for every
 * shard. Durable before an edit is confirmed. Lives on the control loop.
 */
public final class BucketRegistry {
    private final Ports ports;
    private final List<ShardBuckets> shards = new ArrayList<>();
    private SortedMap<BucketName, BucketEntry> entries = new TreeMap<>();
    private Runnable onEdit = () -> {};
    private long lastStamp;
    private boolean informed;

    /**
     * What it stands on.
     *
     * @param cell where the settings are kept
     * @param replicas N: the most that r, w, pr and pw may ask
     * @param loops the shards' loops; the first is the control loop
     */
    public record Ports(Clock clock, CellWriter cell, ClusterEvents events, int replicas, List<SerialExecutor> loops) {}

    /** @param stored what the cell held at the start */
    public BucketRegistry(Ports ports, Optional<byte[]> stored) {
        this.ports = ports;
        for (SerialExecutor loop : ports.loops()) {
            shards.add(new ShardBuckets(this, loop));
        }
        stored.ifPresent(this::restore);
        shards.forEach(shard -> shard.take(effective()));
    }

    private void restore(byte[] bytes) {
        try {
            entries = BucketCodec.decode(bytes);
            lastStamp = newestStamp();
            informed = true;
        } catch (IllegalArgumentException foreign) {
            ports.events()
                    .alarm("the bucket settings on disk cannot be read and are fetched anew: " + foreign.getMessage());
        }
    }

    /** Reads of a shard, on its loop. */
    public BucketViews views(int shard) {
        return shards.get(shard);
    }

    /** Edits and lists of a shard, on its loop. */
    public BucketEditor editor(int shard) {
        return shards.get(shard);
    }

    /** Told on the control loop when the settings are not what they were: spread them. */
    public void onEdit(Runnable listener) {
        onEdit = listener;
    }

    /** All of it, for another node. */
    public byte[] encoded() {
        return BucketCodec.encode(entries);
    }

    /** The newest stamp of any setting, 0 when there is none. */
    public long newestStamp() {
        long newest = 0;
        for (BucketEntry entry : entries.values()) {
            newest = Math.max(newest, Math.max(entry.stamp(), entry.siblingsStamp()));
        }
        return newest;
    }

    /** Whether this disk has ever held the cluster's settings, be they none: they were merged with another node's. */
    public boolean isInformed() {
        return informed;
    }

    /** What this node has, be it nothing, is all there is: it founded the cluster, or nobody else has any. */
    public void inform() {
        if (!informed) {
            informed = true;
            become(entries, () -> {});
        }
    }

    /** 8 bytes that are equal where the settings are. */
    public byte[] digest() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(encoded());
            return ByteBuffer.allocate(Long.BYTES).put(hash, 0, Long.BYTES).array();
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }

    /**
     * Takes in another node's settings.
     *
     * @return whether that changed anything here
     * @throws IllegalArgumentException for bytes that are no settings; nothing is changed then
     */
    public boolean merge(byte[] encoded) {
        SortedMap<BucketName, BucketEntry> merged = new TreeMap<>(entries);
        for (Map.Entry<BucketName, BucketEntry> each :
                BucketCodec.decode(encoded).entrySet()) {
            BucketEntry mine = merged.get(each.getKey());
            if (mine == null && merged.size() >= BucketCodec.MOST_BUCKETS) {
                continue;
            }
            BucketEntry both = mine == null ? each.getValue() : mine.merge(each.getValue());
            tellLoser(each.getKey(), mine, each.getValue(), both);
            merged.put(each.getKey(), both);
        }
        boolean changed = !merged.equals(entries);
        if (changed || !informed) {
            informed = true;
            lastStamp = Math.max(lastStamp, newestStamp());
            become(merged, () -> {});
        }
        return changed;
    }

    private void tellLoser(BucketName name, @Nullable BucketEntry mine, BucketEntry theirs, BucketEntry both) {
        if (mine == null
                || mine.stamp() == 0
                || theirs.stamp() == 0
                || mine.settings().equals(theirs.settings())) {
            return;
        }
        BucketSettings loser = both.settings().equals(mine.settings()) ? theirs.settings() : mine.settings();
        ports.events().tell("bucket " + name + ": " + loser + " gives way to the newer " + both.settings());
    }

    void replace(byte[] bucket, BucketSettings wanted, Consumer<Edited> onEdited) {
        BucketName name = new BucketName(bucket);
        BucketEntry before = entries.getOrDefault(name, BucketEntry.EMPTY);
        String obstacle = obstacle(name, before, wanted);
        if (obstacle != null) {
            onEdited.accept(new Refused(obstacle));
            return;
        }
        long stamp = stamp();
        boolean fixes = before.siblings() == null && wanted.siblings() != null;
        Siblings siblings = fixes ? wanted.siblings() : before.siblings();
        BucketEntry after = new BucketEntry(
                stamp, BucketEntry.with(wanted, null), fixes ? stamp : before.siblingsStamp(), siblings);
        edit(name, after, () -> onEdited.accept(new Saved(!before.isSet(), after.effective())));
    }

    void reset(byte[] bucket, Consumer<Edited> onEdited) {
        BucketName name = new BucketName(bucket);
        BucketEntry before = entries.get(name);
        if (before == null || before.settings().equals(BucketSettings.NONE)) {
            onEdited.accept(new Saved(false, before == null ? BucketSettings.NONE : before.effective()));
            return;
        }
        BucketEntry after = new BucketEntry(stamp(), BucketSettings.NONE, before.siblingsStamp(), before.siblings());
        edit(name, after, () -> onEdited.accept(new Saved(false, after.effective())));
    }

    private @Nullable String obstacle(BucketName name, BucketEntry before, BucketSettings wanted) {
        if (before.siblings() != null && wanted.siblings() != null && wanted.siblings() != before.siblings()) {
            return "siblings is " + before.siblings().name().toLowerCase(Locale.ROOT)
                    + " and fixed: merged versions cannot be told apart again";
        }
        if (!entries.containsKey(name) && entries.size() >= BucketCodec.MOST_BUCKETS) {
            return BucketCodec.MOST_BUCKETS + " buckets have settings, which is the most";
        }
        String count = count("r", wanted.r(), 1);
        count = count == null ? count("w", wanted.w(), 1) : count;
        count = count == null ? count("pr", wanted.pr(), 0) : count;
        return count == null ? count("pw", wanted.pw(), 0) : count;
    }

    private @Nullable String count(String setting, @Nullable Integer value, int least) {
        boolean fits = value == null || (value >= least && value <= ports.replicas());
        return fits ? null : setting + " is " + value + ", allowed " + least + ".." + ports.replicas();
    }

    private void edit(BucketName name, BucketEntry entry, Runnable onDurable) {
        SortedMap<BucketName, BucketEntry> edited = new TreeMap<>(entries);
        edited.put(name, entry);
        become(edited, onDurable);
    }

    private void become(SortedMap<BucketName, BucketEntry> next, Runnable onDurable) {
        entries = next;
        ports.cell().write(encoded(), () -> {
            publish();
            onDurable.run();
            onEdit.run();
        });
    }

    private void publish() {
        SortedMap<BucketName, BucketSettings> now = effective();
        for (int shard = 0; shard < shards.size(); shard++) {
            ShardBuckets views = shards.get(shard);
            ports.loops().get(shard).execute(() -> views.take(now));
        }
    }

    private SortedMap<BucketName, BucketSettings> effective() {
        SortedMap<BucketName, BucketSettings> effective = new TreeMap<>();
        entries.forEach((name, entry) -> {
            if (entry.isSet()) {
                effective.put(name, entry.effective());
            }
        });
        return effective;
    }

    SerialExecutor control() {
        return ports.loops().get(0);
    }

    /** A hybrid logical clock stamp: wall milliseconds in the upper 48 bits, above every stamp seen. */
    private long stamp() {
        lastStamp = Math.max(lastStamp + 1, ports.clock().wallMillis() << 16);
        return lastStamp;
    }
}
