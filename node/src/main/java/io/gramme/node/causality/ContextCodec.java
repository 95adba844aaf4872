package io.gramme.node.causality;

import java.util.ArrayList;
import java.util.List;

/**
 * A causal context in bytes: stamp, number of vector entries, entries, number of isolated dots, dots. Actors are written as
 * the difference to the one before, ascending, so there is one encoding per value.
 */
public final class ContextCodec {
    private ContextCodec() {}

    public static void write(CausalContext context, ByteSink sink) {
        sink.varint(context.hlc());
        VersionVector vector = context.vector();
        sink.varint(vector.size());
        long before = 0;
        for (int i = 0; i < vector.size(); i++) {
            long actor = vector.actorAt(i);
            writeActor(before, actor, sink);
            sink.varint(vector.counterAt(i));
            before = actor;
        }
        sink.varint(context.isolated().size());
        before = 0;
        for (Dot dot : context.isolated()) {
            writeDot(before, dot, sink);
            before = dot.actor();
        }
    }

    public static CausalContext read(ByteSource source) throws MalformedRecordException {
        long hlc = source.varint(Long.MAX_VALUE);
        int size = source.count(4);
        long[] actors = new long[size];
        long[] counters = new long[size];
        for (int i = 0; i < size; i++) {
            actors[i] = readActor(i == 0 ? 0 : actors[i - 1], source);
            counters[i] = readCounter(source);
            if (i > 0 && Long.compareUnsigned(actors[i - 1], actors[i]) >= 0) {
                throw new MalformedRecordException("actor " + Actor.toString(actors[i]) + " out of order");
            }
        }
        VersionVector vector = VersionVector.ofSorted(actors, counters);
        int dots = source.count(4);
        if (dots == 0) {
            return CausalContext.ofCanonical(vector, List.of(), hlc);
        }
        return CausalContext.ofCanonical(vector, readIsolated(dots, vector, source), hlc);
    }

    private static List<Dot> readIsolated(int count, VersionVector vector, ByteSource source)
            throws MalformedRecordException {
        List<Dot> dots = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Dot before = i == 0 ? null : dots.get(i - 1);
            Dot dot = readDot(before == null ? 0 : before.actor(), source);
            boolean ordered = before == null || before.compareTo(dot) < 0;
            if (!ordered || dot.counter() <= vector.counter(dot.actor()) + 1) {
                throw new MalformedRecordException("dot " + dot + " out of order or not isolated");
            }
            dots.add(dot);
        }
        return List.copyOf(dots);
    }

    public static void writeDot(long before, Dot dot, ByteSink sink) {
        writeActor(before, dot.actor(), sink);
        sink.varint(dot.counter());
    }

    public static Dot readDot(long before, ByteSource source) throws MalformedRecordException {
        return new Dot(readActor(before, source), readCounter(source));
    }

    private static long readCounter(ByteSource source) throws MalformedRecordException {
        long counter = source.varint(Long.MAX_VALUE - 1);
        if (counter == 0) {
            throw new MalformedRecordException("counter 0");
        }
        return counter;
    }

    /** Node index, generation and epoch: the first that differs as a difference, what follows it in full. */
    private static void writeActor(long before, long actor, ByteSink sink) {
        int node = Actor.nodeIndex(actor) - Actor.nodeIndex(before);
        sink.varint(node);
        int generation = Actor.generation(actor) - (node == 0 ? Actor.generation(before) : 0);
        sink.varint(generation);
        sink.varint(Actor.epoch(actor) - (node == 0 && generation == 0 ? Actor.epoch(before) : 0));
    }

    private static long readActor(long before, ByteSource source) throws MalformedRecordException {
        int node = (int) source.varint(Actor.NODE_INDEX_LIMIT - 1);
        int generation = (int) source.varint(Actor.GENERATION_LIMIT - 1);
        long epoch = source.varint(Actor.EPOCH_LIMIT - 1);
        if (node == 0) {
            epoch += generation == 0 ? Actor.epoch(before) : 0;
            generation += Actor.generation(before);
        }
        node += Actor.nodeIndex(before);
        if (node >= Actor.NODE_INDEX_LIMIT || generation >= Actor.GENERATION_LIMIT || epoch >= Actor.EPOCH_LIMIT) {
            throw new MalformedRecordException("actor " + node + "." + generation + "." + epoch + " out of range");
        }
        return Actor.of(node, generation, epoch);
    }
}
