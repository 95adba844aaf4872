package io.gramme.chaos.sim;

import java.util.List;

/**
 * How one run ended.
 *
 * @param problems what was wrong, one line each; empty for a green run
 * @param traceHash equal for equal runs
 * @param events that the loop ran
 * @param virtualMillis how much virtual time passed
 */
public record Verdict(List<String> problems, String traceHash, long events, long virtualMillis) {
    public boolean isGreen() {
        return problems.isEmpty();
    }
}
