package io.gramme.node.config;

import java.util.List;

/** A configuration, or everything that is wrong with it. */
public sealed interface ConfigResult {
    /**
     * Every check passed.
     *
     * @param shown all settings in order, for printing
     * @param warnings allowed but unwise; to be logged at start
     */
    record Loaded(GrammeConfig config, List<Shown> shown, List<String> warnings) implements ConfigResult {}

    /** At least one fault; the node does not start. */
    record Rejected(List<Fault> faults) implements ConfigResult {}

    /**
     * A setting's text and origin.
     *
     * @param text as set, or the default; {@code ***} for a secret that is set
     * @param origin {@code default}, {@code gramme.yaml:4}, {@code environment NAME} or {@code flag --key}
     */
    record Shown(String key, String text, String origin) {}
}
