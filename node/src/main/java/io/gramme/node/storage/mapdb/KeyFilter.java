package io.gramme.node.storage.mapdb;

import io.gramme.node.storage.IndexKey;
import java.nio.ByteBuffer;

/**
 * A blocked Bloom filter over index keys: 512-bit blocks, 7 bits of one block for each key, 10 bits a key, so a question
 * costs one cache line and about 1 in 70 misses is not recognised. It takes the ring hash that the key already carries.
 */
final class KeyFilter {
    private static final int BLOCK_BYTES = 64;
    private static final int BITS_PER_KEY = 10;
    private static final int PROBES = 7;
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private final ByteBuffer bits;
    private final long blocks;

    private KeyFilter(ByteBuffer bits) {
        this.bits = bits;
        this.blocks = bits.capacity() / BLOCK_BYTES;
    }

    /** Bytes of a filter for that many keys; a multiple of 64, at most 1 GiB. */
    static int bytesFor(long keys) {
        long blocks = Math.max(1, (keys * BITS_PER_KEY + BLOCK_BYTES * 8 - 1) / (BLOCK_BYTES * 8));
        return (int) Math.min(blocks * BLOCK_BYTES, 1 << 30);
    }

    /** A filter to fill; on the heap, since it lives only as long as its run is built. */
    static KeyFilter empty(long keys) {
        return new KeyFilter(ByteBuffer.allocate(bytesFor(keys)));
    }

    /** A filter over bytes that {@link #bytes} gave; not copied. */
    static KeyFilter over(ByteBuffer bytes) {
        return new KeyFilter(bytes.slice());
    }

    /** The bits, from position 0. */
    ByteBuffer bytes() {
        return bits.duplicate().clear();
    }

    void add(byte[] indexKey) {
        long mixed = mix(indexKey);
        int block = block(mixed);
        long places = mixed * GOLDEN;
        for (int i = 0; i < PROBES; i++) {
            int word = block + (int) (places & 7) * Long.BYTES;
            bits.putLong(word, bits.getLong(word) | (1L << (places >>> 3)));
            places = Long.rotateRight(places, 9);
        }
    }

    /** {@code false}: the key is certainly not there. */
    boolean mayContain(byte[] indexKey) {
        long mixed = mix(indexKey);
        int block = block(mixed);
        long places = mixed * GOLDEN;
        for (int i = 0; i < PROBES; i++) {
            if ((bits.getLong(block + (int) (places & 7) * Long.BYTES) & (1L << (places >>> 3))) == 0) {
                return false;
            }
            places = Long.rotateRight(places, 9);
        }
        return true;
    }

    private int block(long mixed) {
        return (int) (((mixed >>> 33) * blocks) >>> 31) * BLOCK_BYTES;
    }

    /** The hash's top bits are the partition, alike in a group: they must not choose the block alone. */
    private static long mix(byte[] indexKey) {
        long h = IndexKey.hash(indexKey) + IndexKey.spaceCode(indexKey) * GOLDEN;
        h = (h ^ (h >>> 32)) * 0xd6e8feb86659fd93L;
        h = (h ^ (h >>> 32)) * 0xd6e8feb86659fd93L;
        return h ^ (h >>> 32);
    }
}
