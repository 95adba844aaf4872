package io.gramme.node.app;

import io.gramme.node.causality.SipHash;
import io.gramme.node.runtime.DurableCell;
import io.gramme.node.transport.ClusterSecret;
import io.gramme.node.tree.TreeKey;
import io.gramme.ring.ClusterId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The keys that every replica has to share for ever, because hashes under them are stored: derived from the secret when
 * the node first knows its cluster, and then kept, so that they outlive a rotation of the secret.
 *
 * @param trees of the anti-entropy trees
 * @param versions of records' version hashes
 */
record ClusterKeys(TreeKey trees, SipHash versions) {
    private static final int BYTES = 32;

    /** What new keys are derived from. */
    record Source(ClusterSecret secret, ClusterId cluster) {}

    /**
     * The kept keys, or new ones, durable on return; blocks.
     *
     * @throws IOException when the disk fails or the cell is damaged
     */
    static ClusterKeys open(DurableCell cell, Source source) throws IOException {
        Optional<byte[]> kept = cell.read();
        byte[] bytes = kept.orElseGet(() -> source.secret().treeKey(source.cluster()));
        if (bytes.length != BYTES) {
            throw new IOException("the cluster's keys in this data directory have " + bytes.length + " bytes");
        }
        if (kept.isEmpty()) {
            cell.write(bytes);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return new ClusterKeys(new TreeKey(in.getLong(), in.getLong()), SipHash.withKey(in.getLong(), in.getLong()));
    }
}
