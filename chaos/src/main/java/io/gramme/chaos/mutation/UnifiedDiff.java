package io.gramme.chaos.mutation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A patch in the unified format. It applies where its lines are found word for word, at their line or at the nearest other
 * place: sources above may grow, the lines themselves may not change.
 */
final class UnifiedDiff {
    private static final String OLD_FILE = "--- a/";
    private static final String NEW_FILE = "+++ b/";

    private final SortedMap<String, List<Hunk>> hunksByFile = new TreeMap<>();

    private record Hunk(int line, List<String> before, List<String> after) {}

    /** The patch does not fit the sources, or is none. */
    static final class DoesNotApply extends Exception {
        private static final long serialVersionUID = 1L;

        DoesNotApply(String message) {
            super(message);
        }
    }

    /** @param lines what comes before the first file's header is passed over */
    static UnifiedDiff parse(List<String> lines) throws DoesNotApply {
        UnifiedDiff diff = new UnifiedDiff();
        String file = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith(NEW_FILE) && i > 0 && lines.get(i - 1).startsWith(OLD_FILE)) {
                file = line.substring(NEW_FILE.length()).trim();
            } else if (line.startsWith("@@ ") && !file.isEmpty()) {
                i = diff.addHunk(file, lines, i);
            }
        }
        if (diff.hunksByFile.isEmpty()) {
            throw new DoesNotApply("no hunk in the patch");
        }
        return diff;
    }

    /** @return index of the hunk's last line */
    private int addHunk(String file, List<String> lines, int header) throws DoesNotApply {
        List<String> before = new ArrayList<>();
        List<String> after = new ArrayList<>();
        int at = header + 1;
        for (; at < lines.size() && isOfHunk(lines, at); at++) {
            String line = lines.get(at);
            String text = line.isEmpty() ? "" : line.substring(1);
            if (!line.startsWith("+")) {
                before.add(text);
            }
            if (!line.startsWith("-")) {
                after.add(text);
            }
        }
        hunksByFile
                .computeIfAbsent(file, unused -> new ArrayList<>())
                .add(new Hunk(lineOf(lines.get(header)), before, after));
        return at - 1;
    }

    private static boolean isOfHunk(List<String> lines, int at) {
        String line = lines.get(at);
        boolean nextFile = line.startsWith(OLD_FILE)
                && at + 1 < lines.size()
                && lines.get(at + 1).startsWith(NEW_FILE);
        return !nextFile && (line.startsWith(" ") || line.startsWith("+") || line.startsWith("-"));
    }

    private static int lineOf(String header) throws DoesNotApply {
        try {
            return Integer.parseInt(header.substring(header.indexOf('-') + 1).split("[ ,]", 2)[0]);
        } catch (NumberFormatException wrong) {
            throw new DoesNotApply("no line number in " + header);
        }
    }

    /** The files that it changes, from the root of the sources. */
    Iterable<String> files() {
        return hunksByFile.keySet();
    }

    /** Reads the text of a file. */
    @FunctionalInterface
    interface Source {
        List<String> linesOf(String file) throws DoesNotApply;
    }

    /** The changed files with their new lines. */
    Map<String, List<String>> apply(Source source) throws DoesNotApply {
        Map<String, List<String>> changed = new TreeMap<>();
        for (Map.Entry<String, List<Hunk>> entry : hunksByFile.entrySet()) {
            List<String> lines = new ArrayList<>(source.linesOf(entry.getKey()));
            int moved = 0;
            for (Hunk hunk : entry.getValue()) {
                int at = place(lines, hunk.before(), hunk.line() - 1 + moved);
                if (at < 0) {
                    throw new DoesNotApply(entry.getKey() + " no longer has the lines at " + hunk.line());
                }
                lines.subList(at, at + hunk.before().size()).clear();
                lines.addAll(at, hunk.after());
                moved = at + hunk.after().size() - hunk.before().size() - (hunk.line() - 1);
            }
            changed.put(entry.getKey(), lines);
        }
        return changed;
    }

    /** The place nearest to the wanted one where these lines are; -1 for none. */
    private static int place(List<String> lines, List<String> before, int wanted) {
        int best = -1;
        for (int at = 0; at + before.size() <= lines.size(); at++) {
            boolean nearer = best < 0 || Math.abs(at - wanted) < Math.abs(best - wanted);
            if (nearer && lines.subList(at, at + before.size()).equals(before)) {
                best = at;
            }
        }
        return best;
    }
}
