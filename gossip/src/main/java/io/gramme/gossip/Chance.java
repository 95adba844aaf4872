package io.gramme.gossip;

/** Where the machine's random choices come from; the same numbers give the same run. */
@FunctionalInterface
public interface Chance {
    /** A number from 0 to bound - 1; the bound is positive. */
    int nextInt(int bound);
}
