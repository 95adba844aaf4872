package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.cli.NodeHttp.Ask;
import io.gramme.client.GrammeClient;
import io.gramme.client.transport.RawAnswer;
import io.gramme.client.transport.RawRequest;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the lines of a file as writes, {@code outstanding} at a time, over all live nodes. The calling thread reads; answers
 * come on the client's loops. A write that fails in a way that may pass is sent again with the same request id; the first
 * that does not pass ends the run, and the run can go on later from where everything is stored.
 */
final class ImportRun {
    private static final int TRIES = 6;
    private static final long FIRST_PAUSE_MILLIS = 200;
    private static final long KEEP_EVERY_LINES = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int PRECONDITION = 412;

    /**
     * What is wanted.
     *
     * @param bucket instead of the lines', or {@code null}
     * @param outstanding lines under way at most
     */
    record Settings(
            @Nullable String bucket,
            boolean skipExisting,
            int outstanding,
            @Nullable Integer w) {}

    /** What was done. */
    record Ended(long lines, long written, long skipped) {}

    private final GrammeClient client;
    private final Settings settings;
    private final List<URI> nodes;
    private final Map<String, String> common = new LinkedHashMap<>();
    private final Semaphore room;
    private final AtomicLong turn = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();
    private final AtomicReference<@Nullable ToolFailure> failed = new AtomicReference<>();

    ImportRun(GrammeClient client, Tool tool, Settings settings) {
        this.client = client;
        this.settings = settings;
        this.room = new Semaphore(settings.outstanding());
        this.nodes = alive(tool);
        String token = tool.target().token();
        if (token != null) {
            common.put("Authorization", "Bearer " + token);
        }
    }

    private static List<URI> alive(Tool tool) {
        List<URI> alive = new ArrayList<>();
        JsonNode ring =
                tool.http().send(tool.bases(), Ask.get("/v1/ring")).orFail().json();
        for (JsonNode member : ring.path("members")) {
            if (member.path("state").asText().equals("alive")) {
                alive.add(Target.base(member.path("data").asText()));
            }
        }
        return alive.isEmpty() ? tool.bases() : alive;
    }

    /**
     * Runs it.
     *
     * @param from offset of the first line to send
     * @param keep told now and then up to which offset everything is stored
     */
    Ended run(Path file, long from, ProgressBar bar, LongConsumer keep) throws IOException {
        Acknowledged acknowledged = new Acknowledged(from);
        long total = Files.size(file);
        long lines = 0;
        try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "r");
                LineInput in = new LineInput(opened, from)) {
            String line = in.next();
            while (line != null && failed.get() == null) {
                room.acquire();
                long number = lines++;
                acknowledged.onBegun(number, in.offset());
                send(line, number, acknowledged);
                bar.show(acknowledged.offset(), total);
                if (lines % KEEP_EVERY_LINES == 0) {
                    keep.accept(acknowledged.offset());
                }
                line = in.next();
            }
            if (!room.tryAcquire(settings.outstanding(), TRIES * PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ToolFailure(ExitCodes.TIMEOUT, "the last writes were not answered");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new ToolFailure(ExitCodes.ERROR, "interrupted", "run it again: it goes on where it was");
        } finally {
            keep.accept(acknowledged.offset());
        }
        ToolFailure first = failed.get();
        if (first != null) {
            throw first;
        }
        return new Ended(lines, written.get(), skipped.get());
    }

    private void send(String line, long number, Acknowledged acknowledged) {
        CompletableFuture<Void> all;
        try {
            all = line.isBlank() ? CompletableFuture.completedFuture(null) : writes(line);
        } catch (IOException | IllegalArgumentException malformed) {
            failed.compareAndSet(
                    null,
                    new ToolFailure(
                            ExitCodes.ERROR,
                            "line " + (number + 1) + " is no line of an export: " + firstLine(malformed)));
            room.release();
            return;
        }
        all.whenComplete((done, failure) -> {
            if (failure == null) {
                acknowledged.onDone(number);
            }
            room.release();
        });
    }

    private static String firstLine(Exception fault) {
        return String.valueOf(fault.getMessage()).lines().findFirst().orElse("");
    }

    /** A line's siblings, one after the other: with {@code --skip-existing} the first says whether the others go. */
    private CompletableFuture<Void> writes(String line) throws IOException {
        JsonNode document = Json.read(line);
        String bucket = settings.bucket() == null ? document.path("bucket").asText() : settings.bucket();
        JsonNode siblings = document.has("siblings")
                ? document.path("siblings")
                : Json.array().add(document);
        if (bucket.isEmpty() || (!document.has("key") && !document.has("keyBase64"))) {
            throw new IOException("no bucket or no key");
        }
        QueryText query = new QueryText().add("w", settings.w());
        String target =
                "/v1/kv/" + KeyName.escaped(bucket) + "/" + KeyName.escaped(ExportCommand.bytes(document)) + query;
        CompletableFuture<Boolean> before = CompletableFuture.completedFuture(true);
        int ordinal = 0;
        for (JsonNode sibling : siblings) {
            RawRequest request = request(target, sibling, line, ordinal++);
            before = before.thenCompose(go -> go ? attempt(request, 1) : CompletableFuture.completedFuture(false));
        }
        return before.thenAccept(go -> {});
    }

    private RawRequest request(String target, JsonNode sibling, String line, int ordinal) {
        Map<String, String> headers = new LinkedHashMap<>(common);
        String id = UUID.nameUUIDFromBytes((ordinal + "\n" + line).getBytes(StandardCharsets.UTF_8))
                .toString();
        headers.put("Idempotency-Key", id);
        if (sibling.has("contentType")) {
            headers.put("Content-Type", sibling.path("contentType").asText());
        } else if (sibling.has("value")) {
            headers.put("Content-Type", "application/json");
        }
        sibling.path("metadata")
                .properties()
                .forEach(meta -> headers.put(
                        "Gramme-Meta-" + meta.getKey(), meta.getValue().asText()));
        if (settings.skipExisting() && ordinal == 0) {
            headers.put("If-None-Match", "*");
        }
        return new RawRequest("PUT", target, headers, body(sibling));
    }

    private static byte[] body(JsonNode sibling) {
        if (sibling.has("base64")) {
            return Base64.getDecoder().decode(sibling.path("base64").asText());
        }
        String text = sibling.has("value")
                ? Json.compact(sibling.get("value"))
                : sibling.path("text").asText();
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** @return whether the key's other siblings should follow */
    private CompletableFuture<Boolean> attempt(RawRequest request, int number) {
        URI node = nodes.get((int) (turn.getAndIncrement() % nodes.size()));
        return client.exchange(node, request, PATIENCE)
                .handle((answer, failure) -> {
                    if (failure == null && answer.status() < 300) {
                        written.incrementAndGet();
                        return CompletableFuture.completedFuture(true);
                    }
                    if (failure == null && answer.status() == PRECONDITION) {
                        skipped.incrementAndGet();
                        return CompletableFuture.completedFuture(false);
                    }
                    boolean mayPass = failure != null || answer.status() >= 503;
                    return mayPass && number < TRIES ? later(request, number) : given(node, answer, failure);
                })
                .thenCompose(next -> next);
    }

    private CompletableFuture<Boolean> later(RawRequest request, int number) {
        Executor after = CompletableFuture.delayedExecutor(FIRST_PAUSE_MILLIS << number, TimeUnit.MILLISECONDS);
        return CompletableFuture.supplyAsync(() -> attempt(request, number + 1), after)
                .thenCompose(next -> next);
    }

    private CompletableFuture<Boolean> given(URI node, @Nullable RawAnswer answer, @Nullable Throwable failure) {
        ToolFailure why = answer == null
                ? new ToolFailure(ExitCodes.UNAVAILABLE, String.valueOf(failure))
                : new Answer(node, answer.status(), answer.headers(), answer.body()).failure();
        failed.compareAndSet(null, why);
        return CompletableFuture.failedFuture(why);
    }
}
