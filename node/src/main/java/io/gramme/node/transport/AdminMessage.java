package io.gramme.node.transport;

import io.gramme.ring.Key;

/** What people ask of a cluster beyond reading and writing. */
public sealed interface AdminMessage extends Message {
    /** Tell everything you keep under this key, but for the values; answered by {@link Explained}. */
    record Explain(int partition, Key key) implements AdminMessage, Request {
        public Explain {
            WireLimits.partition(partition);
        }
    }

    /**
     * Which keys of a bucket do you own in this partition; answered by {@link Scanned}.
     *
     * @param fromHash first hash of interest, unsigned
     * @param limit most keys, 1..{@link #MAX_LIMIT}; keys of one hash are not parted for it
     * @param prefix of the keys, may be empty
     */
    record Scan(int partition, long fromHash, int limit, byte[] bucket, byte[] prefix)
            implements AdminMessage, Request {
        /** Most keys that one scan may ask for. */
        public static final int MAX_LIMIT = 1_000;

        public Scan {
            WireLimits.partition(partition);
            if (limit < 1 || limit > MAX_LIMIT) {
                throw new IllegalArgumentException("a scan for " + limit + " keys");
            }
            if (bucket.length < 1 || bucket.length > Key.MAX_BUCKET_BYTES || prefix.length > Key.MAX_KEY_BYTES) {
                throw new IllegalArgumentException(
                        "bucket of " + bucket.length + " bytes, prefix of " + prefix.length + " bytes");
            }
        }
    }

    /** What lies there, in the coordinator's own encoding, opaque here. */
    record Scanned(byte[] body) implements AdminMessage, Reply {
        public Scanned {
            WireLimits.body(body);
        }
    }

    /** The account, in the coordinator's own encoding, opaque here. */
    record Explained(byte[] body) implements AdminMessage, Reply {
        public Explained {
            WireLimits.body(body);
        }
    }
}
