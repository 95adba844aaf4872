package io.gramme.node.runtime;

/** A seeded source of random numbers for one component. Not safe for several threads; fork one for each. */
public interface Randomness {
    long nextLong();

    /** A number from 0 to bound - 1; the bound is positive. */
    int nextInt(int bound);

    /** A number from 0 (inclusive) to 1 (exclusive). */
    double nextDouble();

    /**
     * A new source for the component of that name. It depends on this source's seed and the name alone, not on what has
     * been drawn, so a draw added in one component never shifts another.
     */
    Randomness fork(String name);
}
