package io.gramme.node.transport;

import io.gramme.ring.Member;
import io.gramme.ring.Partitions;

/** Bounds of everything that travels between nodes. A message beyond one of them cannot be made, sent or decoded. */
public final class WireLimits {
    /** Largest TCP frame, in bytes, header included. Larger messages travel in several. */
    public static final int MAX_FRAME_BYTES = 64 * 1024;
    /** Largest opaque body (record, forwarded operation, ring, state), in bytes: a 16 MiB record with its clock. */
    public static final int MAX_BODY_BYTES = 17 * 1024 * 1024;
    /** Largest encoded message, in bytes: a body, its key and fields. */
    public static final int MAX_MESSAGE_BYTES = MAX_BODY_BYTES + 4 * 1024;
    /** Largest gossip datagram on the wire, in bytes. */
    public static final int MAX_DATAGRAM_BYTES = 1200;
    /** Owners one record may be kept for: the rows of a partition, current and target. */
    public static final int MAX_KEPT_FOR = 64;
    /** Largest remaining budget of a request, in milliseconds. */
    public static final int MAX_BUDGET_MILLIS = 10 * 60 * 1000;

    private WireLimits() {}

    static int partition(int partition) {
        if (partition < 0 || partition >= Partitions.MAX) {
            throw new IllegalArgumentException("partition " + partition + ", allowed 0.." + (Partitions.MAX - 1));
        }
        return partition;
    }

    static void keptFor(int[] owners) {
        if (owners.length > MAX_KEPT_FOR) {
            throw new IllegalArgumentException("kept for " + owners.length + " owners");
        }
        for (int owner : owners) {
            if (owner < 0 || owner >= Member.MAX_INDICES) {
                throw new IllegalArgumentException("kept for node index " + owner);
            }
        }
    }

    static byte[] body(byte[] body) {
        if (body.length > MAX_BODY_BYTES) {
            throw new IllegalArgumentException("body of " + body.length + " bytes, allowed up to " + MAX_BODY_BYTES);
        }
        return body;
    }
}
