package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** Where a command's words go: data to stdout in the wanted format, everything else to stderr. */
final class Console {
    /** How data is written. */
    enum Format {
        table,
        json,
        yaml,
        ndjson
    }

    private final PrintStream out;
    private final PrintStream err;
    private final Tool options;

    Console(PrintStream out, PrintStream err, Tool options) {
        this.out = out;
        this.err = err;
        this.options = options;
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    boolean isTable() {
        return options.format == Format.table;
    }

    /** Writes a document, or for people the text made from it. */
    void document(JsonNode json, Supplier<String> text) {
        switch (options.format) {
            case table -> out.print(text.get());
            case json -> out.println(Json.pretty(json));
            case yaml -> out.print(yaml(json));
            case ndjson -> rows(json).forEachRemaining(row -> out.println(Json.compact(row)));
        }
        out.flush();
    }

    private static String yaml(JsonNode json) {
        DumperOptions style = new DumperOptions();
        style.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        return new Yaml(style).dump(Json.plain(json));
    }

    /** Writes one of many documents, as it happens: a line each, except in YAML. */
    void event(JsonNode json) {
        if (options.format == Format.yaml) {
            out.print("---\n" + yaml(json));
        } else {
            out.println(Json.compact(json));
        }
        out.flush();
    }

    /** An array's items; the items of an object's only array; else the document itself. */
    private static Iterator<JsonNode> rows(JsonNode json) {
        if (json.isArray()) {
            return json.elements();
        }
        List<JsonNode> arrays = new ArrayList<>();
        json.forEach(field -> {
            if (field.isArray()) {
                arrays.add(field);
            }
        });
        return arrays.size() == 1 ? arrays.get(0).elements() : List.of(json).iterator();
    }

    /** Bytes as they are; on a terminal the line is ended. */
    void raw(byte[] bytes) {
        out.write(bytes, 0, bytes.length);
        boolean ended = bytes.length > 0 && bytes[bytes.length - 1] == '\n';
        if (Tool.isTerminal() && !ended) {
            out.println();
        }
        out.flush();
    }

    /** A line of data. */
    void line(String text) {
        out.println(text);
        out.flush();
    }

    /** What a command without other data has done: a note for people, a document for programs. */
    void done(String text) {
        if (isTable()) {
            note(text);
        } else {
            document(Json.object().put("done", text), () -> "");
        }
    }

    /** What was done, for people. */
    void note(String text) {
        if (!options.quiet) {
            err.println(text);
        }
    }

    /** What cannot be left out, as it is. */
    void error(String text) {
        err.println(text);
    }

    /** More than one usually wants. */
    void detail(String text) {
        if (options.verbose) {
            err.println(text);
        }
    }

    /** What to look at or do next. */
    void next(String text) {
        note(dim("next: " + text));
    }

    void warn(String text) {
        err.println(coloured(isErrColoured(), "33", "! ") + text);
    }

    /** Says what went wrong; nothing when it was that nobody reads any more, and said so by going. */
    void fail(ToolFailure failure) {
        if (failure.exitCode() == ExitCodes.NO_READER) {
            return;
        }
        err.println(coloured(isErrColoured(), "31", "gramme: ") + failure.getMessage());
        if (failure.next() != null) {
            next(failure.next());
        }
    }

    /** Where progress goes: stderr, when it is a terminal and nobody asked for silence. */
    Optional<PrintStream> progress() {
        return options.quiet || !Boolean.getBoolean("gramme.errTerminal") ? Optional.empty() : Optional.of(err);
    }

    String good(String text) {
        return coloured(options.isColoured(), "32", text);
    }

    String bad(String text) {
        return coloured(options.isColoured(), "31", text);
    }

    String bold(String text) {
        return coloured(options.isColoured(), "1", text);
    }

    private String dim(String text) {
        return coloured(isErrColoured(), "2", text);
    }

    private boolean isErrColoured() {
        return options.mayColour() && Boolean.getBoolean("gramme.errTerminal");
    }

    private static String coloured(boolean wanted, String code, String text) {
        return wanted ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
