package io.gramme.node.buckets;

import java.util.List;
import java.util.function.Consumer;

/** Reads and changes the settings of buckets. Called on any shard's loop; callbacks arrive on that same loop. */
public interface BucketEditor {
    /** A bucket and what was set for it. */
    record Entry(byte[] bucket, BucketSettings settings) {}

    /** How a change ended. */
    sealed interface Edited {}

    /**
     * The change is durable here and on its way to the others.
     *
     * @param created nothing had been set for this bucket before
     */
    record Saved(boolean created, BucketSettings settings) implements Edited {}

    /** The change is not possible; nothing was changed. */
    record Refused(String reason) implements Edited {}

    /** Buckets with settings, by name in unsigned byte order. */
    List<Entry> list();

    /** Makes these the bucket's settings. Refused where {@code siblings} would change once set, or for too many buckets. */
    void replace(byte[] bucket, BucketSettings settings, Consumer<Edited> onEdited);

    /** Resets everything but {@code siblings}; touches no key. */
    void reset(byte[] bucket, Consumer<Edited> onEdited);
}
