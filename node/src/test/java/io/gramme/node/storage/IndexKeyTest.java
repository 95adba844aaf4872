package io.gramme.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.node.runtime.Invariants;
import io.gramme.ring.Key;
import io.gramme.ring.Partitions;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The frozen layouts of index keys and entries. */
class IndexKeyTest {
    @Test
    void keysAreLaidOutAsFrozen() {
        Key key = Key.of("b", "k");
        byte[] bytes = IndexKey.of(new Partitions(256), Space.HINT, key);
        String hash = String.format("%016x", key.hash());
        // Partition: the hash's first 8 bits; leaf: its next 12.
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo("01" + "00" + hash.substring(0, 2) + "0" + hash.substring(2, 5) + hash + "01" + "62" + "6b");
        assertThat(IndexKey.key(bytes)).isEqualTo(key);
        assertThat(IndexKey.hash(bytes)).isEqualTo(key.hash());
        assertThat(IndexKey.spaceCode(bytes)).isEqualTo(Space.HINT.code());
    }

    @Test
    void orderIsSpacePartitionLeafHashBucketName() {
        Partitions partitions = new Partitions(16);
        List<byte[]> keys = IndexKeys.pool(new Random(1), 2_000);
        for (int i = 1; i < keys.size(); i++) {
            Key left = IndexKey.key(keys.get(i - 1));
            Key right = IndexKey.key(keys.get(i));
            int order = IndexKey.compare(
                    IndexKey.of(partitions, Space.LIVE, left), IndexKey.of(partitions, Space.LIVE, right));
            assertThat(Integer.signum(order)).isEqualTo(Long.compareUnsigned(left.hash(), right.hash()));
            assertThat(IndexKey.compare(
                            IndexKey.of(partitions, Space.LIVE, left), IndexKey.of(partitions, Space.LEDGER, right)))
                    .isNegative();
        }
    }

    @Test
    void boundsEncloseTheirPartitionAndLeaf() {
        for (byte[] key : IndexKeys.pool(new Random(2), 2_000)) {
            Space space = Space.values()[IndexKey.spaceCode(key)];
            int partition = IndexKey.partition(key);
            int leaf = IndexKey.leaf(key);
            assertThat(IndexKey.compare(IndexKey.partitionBound(space, partition), key))
                    .isNegative();
            assertThat(IndexKey.compare(key, IndexKey.partitionBound(space, partition + 1)))
                    .isNegative();
            assertThat(IndexKey.compare(IndexKey.leafBound(space, partition, leaf), key))
                    .isNegative();
            assertThat(IndexKey.compare(key, IndexKey.leafBound(space, partition, leaf + 1)))
                    .isNegative();
            assertThat(IndexKey.compare(key, IndexKey.after(key))).isNegative();
        }
    }

    @Test
    void theFirstEightBytesOrderAsTheKeysDoWhereTheyDiffer() {
        Random random = new Random(2);
        int equal = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] left = shortKey(random);
            byte[] right = shortKey(random);
            int order = Long.compare(IndexKey.first8(left, 0), IndexKey.first8(right, 0));
            if (order == 0) {
                equal++;
            } else {
                assertThat(order).isEqualTo(Integer.signum(IndexKey.compare(left, right)));
            }
        }
        assertThat(equal).as("pairs that the rest decides").isPositive();
    }

    /** Up to ten bytes, of few values, zero and the largest among them: many pairs share their beginning. */
    private static byte[] shortKey(Random random) {
        byte[] bytes = new byte[random.nextInt(11)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) new int[] {0, 1, 0x7f, 0x80, 0xff}[random.nextInt(5)];
        }
        return bytes;
    }

    @Test
    void entriesAreLaidOutAsFrozen() {
        ByteBuffer bytes = ByteBuffer.allocate(IndexEntry.BYTES);
        IndexEntry entry = IndexEntry.live(1, 2, 3, new Header(4, Header.LWW | Header.TOMBSTONE, 5, 6));
        entry.encode(bytes, 0);
        assertThat(HexFormat.of().formatHex(bytes.array()))
                .isEqualTo("000000010000000200000003" + "0000000000000004" + "0000000000000005" + "0000000000000006"
                        + "03");
        assertThat(IndexEntry.decode(bytes, 0)).isEqualTo(entry);
        IndexEntry removal = IndexEntry.removal(7, 8, 9);
        removal.encode(bytes, 0);
        assertThat(bytes.get(IndexEntry.BYTES - 1)).isEqualTo((byte) 0x80);
        assertThat(IndexEntry.decode(bytes, 0)).isEqualTo(removal);
        assertThat(removal.movedTo(10, 11)).isEqualTo(IndexEntry.removal(10, 11, 9));
        assertThatThrownBy(() -> IndexEntry.live(1, 2, 3, new Header(0, 0x80, 0, 0)))
                .isInstanceOf(Invariants.BrokenInvariant.class);
    }
}
