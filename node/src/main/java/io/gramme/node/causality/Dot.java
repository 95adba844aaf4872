package io.gramme.node.causality;

/**
 * The name of one write of one key, for ever: the counter-th write of an actor. Ordered by actor (unsigned), then counter.
 *
 * @param actor packed, see {@link Actor}
 * @param counter from 1
 */
public record Dot(long actor, long counter) implements Comparable<Dot> {
    /** @throws IllegalArgumentException for a counter below 1 */
    public Dot {
        if (counter < 1) {
            throw new IllegalArgumentException("dot counter " + counter + ", allowed from 1");
        }
    }

    @Override
    public int compareTo(Dot other) {
        int byActor = Long.compareUnsigned(actor, other.actor);
        return byActor != 0 ? byActor : Long.compare(counter, other.counter);
    }

    @Override
    public String toString() {
        return Actor.toString(actor) + ":" + counter;
    }
}
