package io.gramme.node.config;

import java.util.List;

/**
 * What is wrong with a configuration.
 *
 * @param key the setting, or several
 * @param value its text as shown, {@code ***} for a secret; empty when there is none
 * @param origin where it comes from; empty when several settings are at fault together
 * @param problem what is wrong and what is allowed
 */
public record Fault(String key, String value, String origin, String problem) {
    @Override
    public String toString() {
        return key
                + (value.isEmpty() ? "" : " = " + value)
                + (origin.isEmpty() ? "" : " (" + origin + ")")
                + ": " + problem;
    }

    /** All faults as one message, a line for each under a heading. */
    public static String message(List<Fault> faults) {
        StringBuilder out = new StringBuilder(
                faults.size() == 1 ? "1 fault in the configuration:" : faults.size() + " faults in the configuration:");
        for (Fault fault : faults) {
            out.append("\n  ").append(fault);
        }
        return out.toString();
    }
}
