package io.gramme.chaos.mutation;

import io.gramme.chaos.mutation.UnifiedDiff.DoesNotApply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * A rule taken out: a patch with a header of four lines.
 *
 * <pre>
 * Rule: what holds in the real code
 * Written: where that is said
 * Removed: what the patch does
 * Seen by: which hunt should notice, the first one first
 * </pre>
 *
 * @param name the patch's file name without its ending
 * @param hunts in the order in which they are tried
 * @param fingerprint of what the patch changes: a verdict is of this patch and no other
 */
record Mutation(
        String name,
        String rule,
        String written,
        String removed,
        List<Hunt> hunts,
        UnifiedDiff diff,
        String fingerprint) {
    private static final String ENDING = ".patch";

    /** Reads all patches of a directory, by name. */
    static List<Mutation> readAll(Path directory) throws IOException, DoesNotApply {
        List<Path> files;
        try (Stream<Path> entries = Files.list(directory)) {
            files = entries.filter(file -> file.toString().endsWith(ENDING))
                    .sorted()
                    .toList();
        }
        List<Mutation> mutations = new ArrayList<>();
        for (Path file : files) {
            String fileName = String.valueOf(file.getFileName());
            String name = fileName.substring(0, fileName.length() - ENDING.length());
            mutations.add(parse(name, Files.readAllLines(file)));
        }
        return mutations;
    }

    static Mutation parse(String name, List<String> lines) throws DoesNotApply {
        Map<String, String> header = new TreeMap<>();
        for (String line : lines) {
            int colon = line.indexOf(": ");
            if (line.startsWith("--- ")) {
                break;
            }
            if (colon > 0) {
                header.put(line.substring(0, colon), line.substring(colon + 2).trim());
            }
        }
        List<Hunt> hunts = new ArrayList<>();
        for (String hunt : field(name, header, "Seen by").split(", *", -1)) {
            hunts.add(Hunt.parse(hunt));
        }
        return new Mutation(
                name,
                field(name, header, "Rule"),
                field(name, header, "Written"),
                field(name, header, "Removed"),
                List.copyOf(hunts),
                UnifiedDiff.parse(lines),
                fingerprintOf(lines));
    }

    /** What surrounds the change may move without making it another one. */
    private static String fingerprintOf(List<String> lines) {
        CRC32 crc = new CRC32();
        lines.stream()
                .filter(line -> line.startsWith("+") || line.startsWith("-"))
                .forEach(line -> crc.update((line + "\n").getBytes(StandardCharsets.UTF_8)));
        return String.format("%08x", crc.getValue());
    }

    private static String field(String name, Map<String, String> header, String field) throws DoesNotApply {
        String text = header.get(field);
        if (text == null) {
            throw new DoesNotApply(name + " has no line \"" + field + ": \" in its header");
        }
        return text;
    }

    /** The changed files with their new lines, from the root of the sources. */
    Map<String, List<String>> apply(Path root) throws DoesNotApply {
        return diff.apply(file -> {
            try {
                return Files.readAllLines(root.resolve(file));
            } catch (IOException missing) {
                throw new DoesNotApply(file + " cannot be read");
            }
        });
    }
}
