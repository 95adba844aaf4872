package io.gramme.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jline.reader.impl.DefaultParser;

/**
 * A conversation written down: what a node answers, commands, and what each prints. {@link #play} runs it again and writes
 * the same form, so that a difference is a difference of texts.
 *
 * <pre>
 * &gt; GET /v1/buckets 200 Name: value | Name: value    a node's answer; the lines after it are the body
 * $ gramme bucket list                     a command; after it come what it must print and its exit code
 * </pre>
 *
 * {@code 127.0.0.1:00000} stands for the node's address.
 */
final class GoldenScript {
    static final String ADDRESS = "127.0.0.1:00000";

    private final StringBuilder played = new StringBuilder();
    private final List<String> commands = new ArrayList<>();

    private GoldenScript() {}

    static GoldenScript play(List<String> lines) throws IOException {
        GoldenScript script = new GoldenScript();
        try (FakeNode node = new FakeNode()) {
            int i = 0;
            while (i < lines.size()) {
                String line = lines.get(i++);
                if (line.startsWith("> ")) {
                    i = script.answer(node, lines, i);
                } else if (line.startsWith("$ ")) {
                    script.run(node, line);
                    while (i < lines.size() && !isStart(lines.get(i))) {
                        i++;
                    }
                } else {
                    script.played.append(line).append('\n');
                }
            }
        }
        return script;
    }

    private static boolean isStart(String line) {
        return line.startsWith("> ") || line.startsWith("$ ");
    }

    private int answer(FakeNode node, List<String> lines, int after) {
        String head = lines.get(after - 1);
        played.append(head).append('\n');
        StringBuilder body = new StringBuilder();
        int i = after;
        while (i < lines.size() && !isStart(lines.get(i))) {
            body.append(lines.get(i)).append('\n');
            played.append(lines.get(i)).append('\n');
            i++;
        }
        String[] words = head.substring(2).split(" ", 4);
        Map<String, String> headers = new TreeMap<>();
        if (words.length > 3) {
            for (String header : words[3].split(" \\| ", -1)) {
                headers.put(header.substring(0, header.indexOf(": ")), header.substring(header.indexOf(": ") + 2));
            }
        }
        int status = Integer.parseInt(words[2]);
        String text = body.toString().replace(ADDRESS, node.address());
        node.on(words[0] + " " + words[1], status, headers, status == 204 ? "" : text.stripTrailing());
        return i;
    }

    private void run(FakeNode node, String line) {
        List<String> words = Shell.words(new DefaultParser(), line.substring(2));
        words.remove(0);
        commands.add(String.join(" ", words));
        node.requests.clear();
        if (words.stream().noneMatch(word -> word.equals("-e"))) {
            words.addAll(List.of("-e", node.address()));
        }
        InProcess.Ran ran = InProcess.run(words);
        played.append(line).append('\n');
        text(node, ran.out());
        for (FakeNode.Request request : node.requests) {
            if (!request.line().startsWith("GET ")) {
                played.append("sent: ").append(request.line());
                played.append(request.body().isEmpty() ? "" : " " + request.body())
                        .append('\n');
            }
        }
        said(node, ran.err());
        played.append("exit: ").append(ran.code()).append("\n\n");
    }

    private void text(FakeNode node, String out) {
        String text = out.replace(node.address(), ADDRESS);
        played.append(text).append(text.isEmpty() || text.endsWith("\n") ? "" : "\n");
    }

    private void said(FakeNode node, String err) {
        err.replace(node.address(), ADDRESS)
                .lines()
                .forEach(line -> played.append("stderr: ").append(line).append('\n'));
    }

    /** The script as it would be written down now. */
    String text() {
        return played.toString().stripTrailing() + "\n";
    }

    /** The commands, without the word gramme. */
    List<String> commands() {
        return commands;
    }
}
