package io.gramme.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jline.reader.impl.DefaultParser;

/**
 * A conversation with real nodes, written down as {@link GoldenScript} does, but {@link Masked}: {@code $ gramme ...}, what
 * it prints, its exit code. Documents are compared by their fields and types. After a line {@code % varies} only the first
 * line of a table is compared, and of a document only whether the reference knows its fields. {@code {dir}} stands for a folder of the test's, {@code {base}} for the first port.
 */
final class RealScript {
    private static final String VARIES = "% varies";

    private final RealNodes nodes;
    private final StringBuilder played = new StringBuilder();
    private final Map<String, Map<String, TreeSet<String>>> shapes = new TreeMap<>();

    private RealScript(RealNodes nodes) {
        this.nodes = nodes;
    }

    static RealScript play(RealNodes nodes, List<String> lines) throws IOException {
        RealScript script = new RealScript(nodes);
        boolean varies = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("$ ")) {
                List<String> before = new ArrayList<>();
                while (i + 1 < lines.size() && !isStart(lines.get(i + 1))) {
                    before.add(lines.get(++i));
                }
                script.run(line, before, varies);
            } else {
                script.played.append(line).append('\n');
            }
            varies = line.equals(VARIES);
        }
        return script;
    }

    private static boolean isStart(String line) {
        return line.startsWith("$ ") || line.startsWith("% ");
    }

    private void run(String line, List<String> before, boolean varies) throws IOException {
        String meant = line.substring(2)
                .replace("{dir}", nodes.folder().toString())
                .replace("{base}", Integer.toString(nodes.basePort()));
        meant = nodes.here(meant);
        List<String> words = Shell.words(new DefaultParser(), meant);
        words.remove(0);
        InProcess.Ran ran = InProcess.run(words);
        played.append(line).append('\n');
        collect(line, ran.out());
        String usual = nodes.usual(ran.out());
        String masked = usual.startsWith("{") ? fitting(Masked.json(usual), before, varies) : Masked.text(usual);
        if (varies && !usual.startsWith("{")) {
            masked = masked.lines().findFirst().orElse("") + "\n...\n";
        }
        played.append(masked).append(masked.isEmpty() || masked.endsWith("\n") ? "" : "\n");
        if (!varies) {
            Masked.text(nodes.usual(ran.err()))
                    .lines()
                    .forEach(said -> played.append("stderr: ").append(said).append('\n'));
        }
        played.append("exit: ").append(ran.code()).append("\n\n");
    }

    private void collect(String line, String out) throws IOException {
        if (!line.contains(" -o json") || !out.startsWith("{")) {
            return;
        }
        Map<String, TreeSet<String>> known =
                shapes.computeIfAbsent(GoldenDocument.command(line), any -> new TreeMap<>());
        fields(out)
                .forEach((field, types) ->
                        known.computeIfAbsent(field, any -> new TreeSet<>()).addAll(types));
    }

    /** What was there before, if what came now has no field and no type that it has not, or may vary. */
    private static String fitting(String masked, List<String> before, boolean varies) throws IOException {
        String kept = String.join(
                "\n",
                before.stream()
                        .takeWhile(text -> !text.startsWith("exit: ") && !text.startsWith("stderr: "))
                        .toList());
        Map<String, TreeSet<String>> known = fields(kept);
        boolean fits = fields(masked).entrySet().stream()
                .allMatch(field ->
                        known.getOrDefault(field.getKey(), new TreeSet<>()).containsAll(field.getValue()));
        return fits || (varies && !known.isEmpty()) ? kept + "\n" : masked;
    }

    private static Map<String, TreeSet<String>> fields(String text) throws IOException {
        Map<String, TreeSet<String>> fields = new TreeMap<>();
        if (text.startsWith("{")) {
            for (String one : text.startsWith("{\"") ? text.lines().toList() : List.of(text)) {
                GoldenDocument.collect("", Json.read(one), fields);
            }
        }
        return fields;
    }

    /** The conversation as it would be written down now. */
    String text() {
        return played.toString().stripTrailing() + "\n";
    }

    /** By command, the fields of the documents that came. */
    Map<String, Map<String, TreeSet<String>>> shapes() {
        return shapes;
    }
}
