package io.gramme.node.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A node's command line: {@code -c FILE} or {@code --config FILE}, {@code --insecure}, and {@code --section.name VALUE}
 * for every setting; {@code --x=VALUE} does too.
 *
 * @param file the file named, if any
 * @param flags text by key; keys are not checked here
 * @param faults arguments that are no flags, or lack a value
 */
public record ConfigArguments(Optional<String> file, Map<String, String> flags, List<Fault> faults) {
    private static final String FILE = "config";

    /** Reads the arguments; the last of equal flags wins. */
    public static ConfigArguments parse(List<String> arguments) {
        Map<String, String> flags = new LinkedHashMap<>();
        List<Fault> faults = new ArrayList<>();
        for (int at = 0; at < arguments.size(); at++) {
            String argument = arguments.get(at).equals("-c") ? "--" + FILE : arguments.get(at);
            int equals = argument.indexOf('=');
            if (!argument.startsWith("--") || argument.length() < 3) {
                faults.add(new Fault(argument, "", "command line", "is no flag; flags look like --replication.n 3"));
            } else if (equals > 0) {
                flags.put(argument.substring(2, equals), argument.substring(equals + 1));
            } else if (argument.equals("--insecure")) {
                flags.put(Schema.INSECURE.key(), "true");
            } else if (at + 1 < arguments.size()) {
                at++;
                flags.put(argument.substring(2), arguments.get(at));
            } else {
                faults.add(new Fault(argument, "", "command line", "has no value"));
            }
        }
        Optional<String> file = Optional.ofNullable(flags.remove(FILE));
        return new ConfigArguments(file, Collections.unmodifiableMap(new TreeMap<>(flags)), List.copyOf(faults));
    }
}
