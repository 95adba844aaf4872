package io.gramme.node.tree;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartitionTreeTest {
    private final PartitionTree tree = PartitionTree.standalone(32, new TreeKey(3, 4));

    /** A tree that never counted what is taken from it: whoever takes stock must not fall over it. */
    @Test
    void aTreeFromWhichMoreWasTakenThanPutInCountsNoKeys() {
        tree.remove(7, 11, 13);
        assertThat(tree.count()).isZero();
        assertThat(tree.isEmpty()).isFalse();
        tree.add(7, 11, 13);
        assertThat(tree.count()).isZero();
        assertThat(tree.isEmpty()).isTrue();
        tree.add(8, 17, 19);
        assertThat(tree.count()).isOne();
    }
}
