package io.gramme.node.handoff;

import io.gramme.node.causality.ByteSink;
import io.gramme.node.causality.ByteSource;
import io.gramme.node.causality.MalformedRecordException;
import io.gramme.ring.Member;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Distinct node indices in ascending order. Immutable. */
final class NodeSet {
    static final NodeSet EMPTY = new NodeSet(new int[0]);

    private final int[] nodes;

    private NodeSet(int[] ascending) {
        this.nodes = ascending;
    }

    static NodeSet of(int... nodes) {
        return nodes.length == 0
                ? EMPTY
                : new NodeSet(Arrays.stream(nodes).sorted().distinct().toArray());
    }

    int size() {
        return nodes.length;
    }

    boolean isEmpty() {
        return nodes.length == 0;
    }

    boolean contains(int node) {
        return Arrays.binarySearch(nodes, node) >= 0;
    }

    NodeSet with(int... more) {
        return of(IntStream.concat(Arrays.stream(nodes), Arrays.stream(more)).toArray());
    }

    NodeSet with(NodeSet more) {
        return with(more.nodes);
    }

    NodeSet without(NodeSet others) {
        return where(node -> !others.contains(node));
    }

    NodeSet where(IntPredicate kept) {
        return of(Arrays.stream(nodes).filter(kept).toArray());
    }

    /** A fresh array, ascending. */
    int[] toArray() {
        return nodes.clone();
    }

    /** Count, the first, then the gaps less one. */
    void write(ByteSink sink) {
        sink.varint(nodes.length);
        int least = 0;
        for (int node : nodes) {
            sink.varint(node - least);
            least = node + 1;
        }
    }

    static NodeSet read(ByteSource source, int mostNodes) throws MalformedRecordException {
        int[] nodes = new int[(int) source.varint(mostNodes)];
        int least = 0;
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = least + (int) source.varint(Member.MAX_INDICES - 1);
            if (nodes[i] >= Member.MAX_INDICES) {
                throw new MalformedRecordException("node index " + nodes[i]);
            }
            least = nodes[i] + 1;
        }
        return nodes.length == 0 ? EMPTY : new NodeSet(nodes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NodeSet set && Arrays.equals(nodes, set.nodes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(nodes);
    }

    @Override
    public String toString() {
        return Arrays.toString(nodes);
    }
}
