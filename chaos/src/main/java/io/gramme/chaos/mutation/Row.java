package io.gramme.chaos.mutation;

import java.util.List;

/**
 * What came of one mutation: a line of the result file and of the table in the docs.
 *
 * @param patch a fingerprint of the patch that was hunted
 * @param commit of the sources it was hunted in
 * @param hunt what noticed it; empty when nothing did
 * @param caught by the last hunt
 * @param said by the checker that noticed, or why there is no verdict
 */
record Row(String name, String patch, String commit, State state, String hunt, Catch caught, String said) {
    private static final String TAB = "\t";
    private static final int FIELDS = 9;

    Row {
        said = said.replaceAll("\\s+", " ").trim();
    }

    /** How it ended. */
    enum State {
        NOTICED,
        SURVIVED,
        /** It no longer applies, was not loaded, or the real code is red where it is. */
        BROKEN
    }

    boolean noticed() {
        return state == State.NOTICED;
    }

    String progress() {
        return name + ": "
                + switch (state) {
                    case NOTICED -> "red after " + caught.runs() + " of " + hunt + ", " + seconds() + " s: " + said;
                    case SURVIVED -> "SURVIVED " + seconds() + " s";
                    case BROKEN -> "BROKEN: " + said;
                };
    }

    /** Seconds of a core, one digit. */
    String seconds() {
        return String.format("%.1f", caught.cpuMillis() / 1_000.0);
    }

    String toLine() {
        return String.join(
                TAB,
                name,
                patch,
                commit,
                state.name(),
                hunt,
                caught.runs() + "",
                caught.seed() + "",
                caught.cpuMillis() + "",
                said);
    }

    /** @throws IllegalArgumentException when it is no such line */
    static Row ofLine(String line) {
        List<String> fields = List.of(line.split(TAB, -1));
        if (fields.size() != FIELDS) {
            throw new IllegalArgumentException("not a result: " + line);
        }
        State state = State.valueOf(fields.get(3));
        Catch caught = new Catch(
                state == State.NOTICED,
                Long.parseLong(fields.get(5)),
                Long.parseLong(fields.get(6)),
                Long.parseLong(fields.get(7)),
                "");
        return new Row(fields.get(0), fields.get(1), fields.get(2), state, fields.get(4), caught, fields.get(8));
    }
}
