package io.gramme.node.buckets;

/** One shard's source of bucket settings. Called on that shard's loop. */
public interface BucketViews {
    /** What was set for a bucket, {@link BucketSettings#NONE} when nothing was. */
    BucketSettings settings(byte[] bucket);
}
