package io.gramme.chaos.swarm;

import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.SeededRandomness;

/**
 * One thing that happens.
 *
 * @param number its place in the plan that was drawn; stays when others are left out
 * @param atNanos when, from the beginning of the safety phase
 * @param machine which machine it concerns first
 * @param draw the seed of everything else about it
 */
public record Step(int number, long atNanos, Action action, int machine, long draw) implements Comparable<Step> {
    /** Its own source of chance. */
    Randomness randomness() {
        return new SeededRandomness(draw);
    }

    @Override
    public int compareTo(Step other) {
        int byTime = Long.compare(atNanos, other.atNanos);
        return byTime != 0 ? byTime : Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return String.format("#%d at %.4f s: %s n%d", number, atNanos / 1e9, action, machine + 1);
    }
}
