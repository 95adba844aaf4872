package io.gramme.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;

/** Runs the tool in this process, as {@link Gramme#main} does, and keeps what it wrote. */
final class InProcess {
    private InProcess() {}

    /** What came out, and the exit code. */
    record Ran(int code, String out, String err) {}

    /** @param words without the word gramme */
    static Ran run(List<String> words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] all = Gramme.meant(words.toArray(String[]::new));
        Tool tool = new Tool(stream(out), stream(err));
        CommandLine line = Gramme.ready(Commands.forArguments(tool, all), tool);
        line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        int code = line.execute(all);
        return new Ran(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream stream(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }
}
