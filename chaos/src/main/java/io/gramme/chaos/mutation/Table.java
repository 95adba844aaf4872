package io.gramme.chaos.mutation;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The table in the docs, made of the result file: it says nothing that no hunt has said. */
final class Table {
    static final String DOCUMENT = "docs/explanation/the-simulator-has-teeth.md";

    private static final String BEGIN = "<!-- made by ./chaos/run mutations --table -->";
    private static final String END = "<!-- end of what is made -->";
    private static final int MOST_SAID = 110;

    private Table() {}

    /** The document with the table renewed. */
    static List<String> renew(List<String> document, List<Mutation> mutations, Results results) {
        int begin = document.indexOf(BEGIN);
        int end = document.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException(DOCUMENT + " has no place for the table");
        }
        List<String> renewed = new ArrayList<>(document.subList(0, begin + 1));
        renewed.add("");
        renewed.addAll(lines(mutations, results));
        renewed.add("");
        renewed.addAll(document.subList(end, document.size()));
        return renewed;
    }

    private static List<String> lines(List<Mutation> mutations, Results results) {
        List<String> lines = new ArrayList<>();
        TreeSet<String> commits = new TreeSet<>();
        int noticed = 0;
        lines.add("| mutation | rule that is removed | red after | core seconds | what was said |");
        lines.add("|---|---|---|---|---|");
        for (Mutation mutation : mutations) {
            Row row = results.of(mutation);
            boolean hunted = row != null && row.patch().equals(mutation.fingerprint());
            if (row != null && hunted) {
                commits.add(row.commit());
                noticed += row.noticed() ? 1 : 0;
                lines.add(line(mutation, row));
            } else {
                lines.add("| " + mutation.name() + " | " + mutation.rule() + " | not hunted as it is now | | |");
            }
        }
        lines.add(
                0,
                mutations.size() + " mutations, " + noticed + " noticed; hunted in commit " + String.join(", ", commits)
                        + ".");
        lines.add(1, "");
        return lines;
    }

    private static String line(Mutation mutation, Row row) {
        String after = row.noticed() ? after(row) : row.state() == Row.State.BROKEN ? "no verdict" : "not noticed";
        return "| " + mutation.name() + " | " + mutation.rule() + " | " + after + " | " + row.seconds() + " | "
                + said(row) + " |";
    }

    private static String after(Row row) {
        return row.caught().seed() == 0
                ? row.hunt() + ", its first run"
                : row.hunt() + ", seed " + row.caught().seed();
    }

    private static String said(Row row) {
        String said = row.said().replace("|", "\\|").replace("<", "&lt;");
        return said.length() <= MOST_SAID ? said : said.substring(0, MOST_SAID - 1) + "…";
    }
}
