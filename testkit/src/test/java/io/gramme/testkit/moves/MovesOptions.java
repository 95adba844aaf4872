package io.gramme.testkit.moves;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The command line of a pass.
 *
 * @param keys in the data set
 * @param valueBytes of each
 * @param perSecond requests
 * @param settleSeconds under load before the first newcomer is started
 * @param idleSeconds that newcomers run before anything moves
 * @param quietSeconds measured before each move
 * @param heapMegabytes of each node
 * @param warmUp seconds that each node may spend on having its code compiled
 * @param jvm more options of each node's virtual machine
 * @param scenes in order
 * @param results a file that takes one line a move and is summed up, or {@code null}
 * @param timeline a file that takes one line a second, or {@code null}
 */
record MovesOptions(
        int keys,
        int valueBytes,
        int perSecond,
        int settleSeconds,
        int idleSeconds,
        int quietSeconds,
        int heapMegabytes,
        int warmUp,
        List<String> jvm,
        List<Scene> scenes,
        @Nullable String results,
        @Nullable String timeline) {
    static final String USAGE = """
            usage: ./chaos/run moves [--keys 20000] [--value 1024] [--rate 1000] [--settle 90] [--idle 60] [--quiet 30] [--heap 384] [--warm-up 300] [--jvm OPTION,OPTION]
                       [--scenes grow,shrink,replace,source,target] [--results FILE] [--timeline FILE]
                   ./chaos/run moves --summary FILE
            exit codes: 0 nothing lost, nothing failed for good, spread even; 1 not so; 2 wrong usage""";

    /** A change of the ring under load. */
    enum Scene {
        GROW("3 -> 5 nodes"),
        SHRINK("5 -> 3 nodes"),
        REPLACE("a dead node is replaced"),
        SOURCE("a node joins, one source is killed in mid-move and comes back"),
        TARGET("a node joins, it is killed in mid-move and comes back");

        final String text;

        Scene(String text) {
            this.text = text;
        }
    }

    static MovesOptions parse(List<String> arguments) {
        Map<String, String> given = new TreeMap<>(Map.of(
                "--keys", "20000", "--value", "1024", "--rate", "1000", "--idle", "60", "--quiet", "30", "--heap",
                "384"));
        given.put("--jvm", "");
        given.put("--warm-up", "300");
        given.put("--settle", "90");
        given.put("--scenes", "grow,shrink,replace,source,target");
        List<String> known = List.of(
                "--keys",
                "--value",
                "--rate",
                "--settle",
                "--idle",
                "--quiet",
                "--heap",
                "--warm-up",
                "--jvm",
                "--scenes",
                "--results",
                "--timeline");
        Set<String> seen = new TreeSet<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            if (!known.contains(arguments.get(i)) || i + 1 == arguments.size()) {
                throw new IllegalArgumentException(arguments.get(i) + " is not understood");
            }
            if (!seen.add(arguments.get(i))) {
                throw new IllegalArgumentException(arguments.get(i) + " is given twice");
            }
            given.put(arguments.get(i), arguments.get(i + 1));
        }
        List<Scene> scenes = new ArrayList<>();
        for (String name : given.getOrDefault("--scenes", "").split(",", -1)) {
            scenes.add(Scene.valueOf(name.toUpperCase(java.util.Locale.ROOT)));
        }
        return new MovesOptions(
                number(given, "--keys"),
                number(given, "--value"),
                number(given, "--rate"),
                number(given, "--settle"),
                number(given, "--idle"),
                number(given, "--quiet"),
                number(given, "--heap"),
                number(given, "--warm-up"),
                given.getOrDefault("--jvm", "").isEmpty()
                        ? List.of()
                        : List.of(given.getOrDefault("--jvm", "").split(",", -1)),
                scenes,
                given.get("--results"),
                given.get("--timeline"));
    }

    private static int number(Map<String, String> given, String name) {
        return Integer.parseInt(given.getOrDefault(name, ""));
    }
}
