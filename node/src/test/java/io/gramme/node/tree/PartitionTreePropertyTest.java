package io.gramme.node.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.ring.Partitions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tree against plain maps from which every sum is computed anew. */
class PartitionTreePropertyTest {
    private static final TreeKey KEY = new TreeKey(0x1234_5678_9abc_def0L, 0x0fed_cba9_8765_4321L);

    @ParameterizedTest
    @ValueSource(ints = {256, 4096})
    void agreesWithSumsComputedAnew(int partitionCount) {
        Partitions partitions = new Partitions(partitionCount);
        Random random = new Random(partitionCount);
        PartitionTree tree = PartitionTree.standalone(partitions.fanout(), KEY);
        Map<Long, Long> naive = new TreeMap<>();
        List<Long> keys = random.longs(300).boxed().toList();
        for (int i = 0; i < 20_000; i++) {
            long key = keys.get(random.nextInt(keys.size()));
            int leaf = partitions.leaf(key);
            Long old = naive.get(key);
            if (old == null) {
                long version = random.nextLong();
                naive.put(key, version);
                tree.add(leaf, key, version);
            } else if (random.nextInt(3) == 0) {
                naive.remove(key);
                tree.remove(leaf, key, old);
            } else {
                long version = random.nextInt(4) == 0 ? old : random.nextLong();
                naive.put(key, version);
                tree.replace(leaf, key, old, version);
            }
            assertThat(tree.leaf(leaf)).isEqualTo(naiveLeaf(partitions, naive, leaf));
            assertThat(tree.count()).isEqualTo(naive.size());
        }
        assertThat(tree.isConsistent()).isTrue();
        naive.forEach((key, version) -> tree.remove(partitions.leaf(key), key, version));
        assertThat(tree.isEmpty()).isTrue();
        assertThat(tree.differingLeaves(PartitionTree.standalone(partitions.fanout(), KEY)))
                .isEmpty();
    }

    @Test
    void findsExactlyTheLeavesThatDiffer() {
        Partitions partitions = new Partitions(256);
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            PartitionTree left = PartitionTree.standalone(64, KEY);
            PartitionTree right = PartitionTree.standalone(64, KEY);
            TreeSet<Integer> expected = new TreeSet<>();
            List<long[]> both = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                both.add(new long[] {random.nextLong(), random.nextLong()});
            }
            both.forEach(pair -> left.add(partitions.leaf(pair[0]), pair[0], pair[1]));
            Collections.shuffle(both, random);
            both.forEach(pair -> right.add(partitions.leaf(pair[0]), pair[0], pair[1]));
            for (int i = random.nextInt(6); i > 0; i--) {
                long key = random.nextLong();
                expected.add(partitions.leaf(key));
                (random.nextBoolean() ? left : right).add(partitions.leaf(key), key, random.nextLong());
            }
            assertThat(left.differingLeaves(right))
                    .as("seed %s", seed)
                    .containsExactly(
                            expected.stream().mapToInt(Integer::intValue).toArray());
            assertThat(left.root().differences(right.root())).hasSize(expected.isEmpty() ? 0 : 1);
        }
    }

    @Test
    void aChangeAppliedTwiceShowsInTheCount() {
        PartitionTree once = PartitionTree.standalone(64, KEY);
        PartitionTree twice = PartitionTree.standalone(64, KEY);
        once.add(5, 77, 1);
        twice.add(5, 77, 1);
        twice.add(5, 77, 1);
        assertThat(twice.leaf(5).counts()[0]).isEqualTo(2);
        assertThat(twice.differingLeaves(once)).containsExactly(5);

        // Removals count too: a tree whose sums happen to agree is still told apart by its counts.
        Sums sums = new Sums(new long[] {9}, new int[] {1});
        assertThat(sums.differences(new Sums(new long[] {9}, new int[] {2}))).containsExactly(0);
    }

    @Test
    void sumsDependOnTheSecret() {
        PartitionTree left = PartitionTree.standalone(64, KEY);
        PartitionTree right = PartitionTree.standalone(64, new TreeKey(1, 2));
        left.add(5, 77, 1);
        right.add(5, 77, 1);
        assertThat(left.differingLeaves(right)).containsExactly(5);
        assertThat(KEY.toString()).doesNotContain("1234").doesNotContain(Long.toString(KEY.first()));
    }

    /** The 16-byte message of the reference vectors: key bytes 00..0f, message bytes 00..0f. */
    @Test
    void hashesAsTheSipHashPaper() {
        TreeKey reference = new TreeKey(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
        assertThat(reference.hash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L)).isEqualTo(0x3f2acc7f57c29bdbL);
    }

    @Test
    void savedTreesAndMessagesComeBackEqual() {
        Random random = new Random(5);
        TreeArena arena = new TreeArena(64, 40, KEY);
        for (int partition = 0; partition < 40; partition++) {
            for (int i = 0; i < 30; i++) {
                arena.tree(partition).add(random.nextInt(4096), random.nextLong(), random.nextLong());
            }
        }
        for (int partition = 0; partition < 40; partition++) {
            PartitionTree tree = arena.tree(partition);
            ByteBuffer saved = ByteBuffer.allocate(PartitionTree.bytes(64));
            tree.save(saved);
            PartitionTree loaded = PartitionTree.standalone(64, KEY);
            loaded.load(saved.flip());
            assertThat(loaded.differingLeaves(tree)).isEmpty();
            assertThat(loaded.count()).isEqualTo(30);
            assertThat(loaded.isConsistent()).isTrue();

            ByteBuffer message = ByteBuffer.allocate(64 * Sums.NODE_BYTES);
            tree.branches().encode(message);
            assertThat(Sums.decode(message.flip(), 64)).isEqualTo(tree.branches());
        }
    }

    @Test
    void aDroppedTreeLeavesNothingToTheNextOne() {
        TreeArena arena = new TreeArena(32, 2, KEY);
        arena.tree(7).add(3, 1, 1);
        arena.drop(7);
        assertThat(arena.existing(7)).isNull();
        for (int partition = 0; partition < 16; partition++) {
            assertThat(arena.tree(partition).isEmpty()).isTrue();
            arena.tree(partition).add(3, 1, 1);
            arena.drop(partition);
        }
        assertThat(arena.bytes()).isEqualTo(2L * PartitionTree.bytes(32));
        arena.tree(1);
        arena.tree(2);
        assertThatThrownBy(() -> arena.tree(3)).hasMessageContaining("more than 2");
    }

    @Test
    void aDriftedTreeIsFoundByARebuild() {
        Random random = new Random(9);
        Partitions partitions = new Partitions(256);
        PartitionTree kept = PartitionTree.standalone(64, KEY);
        PartitionTree rebuilt = PartitionTree.standalone(64, KEY);
        long missed = random.nextLong();
        for (int i = 0; i < 1_000; i++) {
            long key = i == 500 ? missed : random.nextLong();
            kept.add(partitions.leaf(key), key, 1);
            rebuilt.add(partitions.leaf(key), key, key == missed ? 2 : 1);
        }
        assertThat(kept.differingLeaves(rebuilt)).containsExactly(partitions.leaf(missed));
    }

    private static Sums naiveLeaf(Partitions partitions, Map<Long, Long> naive, int leaf) {
        long sum = 0;
        int count = 0;
        for (Map.Entry<Long, Long> entry : naive.entrySet()) {
            if (partitions.leaf(entry.getKey()) == leaf) {
                sum += KEY.hash(entry.getKey(), entry.getValue());
                count++;
            }
        }
        return new Sums(new long[] {sum}, new int[] {count});
    }
}
