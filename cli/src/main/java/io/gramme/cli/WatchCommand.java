package io.gramme.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.cli.NodeHttp.Ask;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a key each time it changes, by long polls: nothing that lasts is missed, though quick changes may become one. */
@Command(
        name = "watch",
        description = {
            "Shows a key now and each time it changes, until interrupted.",
            "Changes in quick succession may be shown as one."
        })
final class WatchCommand implements Callable<Integer> {
    private static final int WAIT_SECONDS = 20;
    private static final int UNCHANGED = 304;
    private static final long QUICK_MILLIS = 500;
    private static final Duration FOR_EVER = Duration.ofDays(36_500);
    private static final Duration PATIENCE = Duration.ofSeconds(WAIT_SECONDS + 10);

    private final Tool tool;

    @Parameters(paramLabel = "B/K", description = "Bucket and key.")
    String key = "";

    @Option(names = "--count", paramLabel = "N", description = "Ends after N states (default: never).")
    int count = Integer.MAX_VALUE;

    WatchCommand(Tool tool) {
        this.tool = tool;
    }

    @Override
    public Integer call() {
        KeyName name = KeyName.of(key);
        Duration given = tool.timeoutOr(FOR_EVER);
        long begun = System.nanoTime();
        String seen = null;
        int shown = 0;
        while (true) {
            long asked = System.nanoTime();
            Duration left = given.minusNanos(asked - begun);
            if (left.isNegative() || left.isZero()) {
                return ExitCodes.OK;
            }
            Answer answer = ask(name, seen, left);
            if (answer.status() == UNCHANGED) {
                // A node that does not hold the request must not be asked in a circle.
                if (Duration.ofNanos(System.nanoTime() - asked).toMillis() < QUICK_MILLIS) {
                    Await.pause();
                }
                continue;
            }
            String state = state(answer);
            if (!state.equals(seen)) {
                seen = state;
                show(answer);
                shown++;
            } else {
                Await.pause();
            }
            if (shown >= count) {
                return ExitCodes.OK;
            }
        }
    }

    private Answer ask(KeyName name, @Nullable String seen, Duration left) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", GetCommand.SIBLINGS);
        if (seen != null) {
            headers.put("If-None-Match", seen);
            headers.put("Prefer", "wait=" + Math.min(WAIT_SECONDS, left.toSeconds() + 1));
        }
        Answer answer = new NodeHttp(PATIENCE, tool.target().token())
                .send(tool.bases(), new Ask("GET", "/v1/kv/" + name.path(), headers, null));
        return answer.status() == ExitCodes.HTTP_NOT_FOUND ? answer : answer.orFail();
    }

    /** What a state is called: its ETag, or for nothing the context of the deletion. */
    private static String state(Answer answer) {
        String tag = answer.header("ETag");
        return tag == null ? "\"gone-" + answer.header("Gramme-Context") + "\"" : tag;
    }

    private void show(Answer answer) {
        boolean gone = answer.status() == ExitCodes.HTTP_NOT_FOUND;
        ObjectNode document = gone ? Json.object() : (ObjectNode) answer.json();
        document.put("found", !gone);
        if (!tool.console().isTable()) {
            tool.console().event(document);
            return;
        }
        if (gone) {
            tool.console().line("not found");
        }
        document.path("siblings")
                .forEach(sibling ->
                        tool.console().line(sibling.path("tag").asText() + "  " + GetCommand.value(sibling)));
        if (document.path("siblings").size() > 1) {
            tool.console().warn(document.path("siblings").size() + " siblings");
        }
    }
}
