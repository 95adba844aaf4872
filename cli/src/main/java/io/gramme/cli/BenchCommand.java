package io.gramme.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.cli.NodeHttp.Ask;
import io.gramme.client.Codec;
import io.gramme.client.GrammeClient;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Reads and writes at a fixed rate and says how long they took. */
@Command(
        name = "bench",
        description = {
            "Reads and writes at a fixed rate through the Java SDK and shows latencies.",
            "They count from when an operation was due, so what a stall delays is charged to it.",
            "Uses a bucket of its own with siblings=lww; its keys expire after an hour."
        })
final class BenchCommand implements Callable<Integer> {
    private static final int MOST_VALUE = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Tool tool;

    @Option(names = "--rate", paramLabel = "N", description = "Operations a second (default: 500).")
    double rate = 500;

    @Option(names = "--seconds", paramLabel = "N", description = "How long (default: 10).")
    double seconds = 10;

    @Option(names = "--reads", paramLabel = "PERCENT", description = "Share of reads (default: 50).")
    int reads = 50;

    @Option(names = "--keys", paramLabel = "N", description = "Different keys, drawn evenly (default: 1000).")
    int keys = 1000;

    @Option(names = "--size", paramLabel = "BYTES", description = "Size of a value (default: 1000).")
    int size = 1000;

    @Option(names = "--outstanding", paramLabel = "N", description = "Operations under way at most (default: 512).")
    int outstanding = 512;

    @Option(names = "--bucket", paramLabel = "BUCKET", description = "Where (default: gramme-bench).")
    String bucket = "gramme-bench";

    @Option(names = "--seed", paramLabel = "N", description = "Which keys in which order (default: 1).")
    long seed = 1;

    @Option(names = "--hdr", paramLabel = "FILE", description = "Writes both histograms there, as .hgrm text.")
    @Nullable
    Path hdr;

    BenchCommand(Tool tool) {
        this.tool = tool;
    }

    @Override
    public Integer call() throws IOException {
        boolean sane = rate > 0 && rate <= 1e6 && seconds > 0 && reads >= 0 && reads <= 100;
        if (!sane || keys < 1 || size < 0 || size > MOST_VALUE || outstanding < 1) {
            throw new ToolFailure(ExitCodes.USAGE, "rate, seconds, keys and outstanding are above 0, reads 0 to 100");
        }
        prepare();
        GrammeClient.Builder builder = Sdk.builder(tool)
                .requestTimeout(tool.timeoutOr(PATIENCE))
                .maxPending(outstanding + 1)
                .maxInFlightPerNode(outstanding);
        try (GrammeClient client = builder.build()) {
            byte[] value = "x".repeat(size).getBytes(StandardCharsets.UTF_8);
            BenchRun run = new BenchRun(
                    client.bucket(bucket, Codec.utf8(), Codec.bytes()).async(),
                    new BenchSchedule(rate, reads, keys, seed),
                    value,
                    outstanding);
            double took = measured(run);
            show(run, took);
            write(run);
            boolean failed =
                    !run.reads.failures().isEmpty() || !run.writes.failures().isEmpty();
            return failed ? ExitCodes.UNAVAILABLE : ExitCodes.OK;
        }
    }

    /** Blind writes in a bucket that keeps siblings would pile them up. */
    private void prepare() {
        ObjectNode settings = Json.object().put("siblings", "lww").put("ttl", "1h");
        tool.http()
                .send(tool.bases(), Ask.json("PUT", "/v1/buckets/" + KeyName.escaped(bucket), settings))
                .orFail();
    }

    private double measured(BenchRun run) {
        try (ProgressBar loading = new ProgressBar(tool.console(), "loading", "keys");
                ProgressBar running = new ProgressBar(tool.console(), "running", "s")) {
            run.load(keys, loading);
            return run.run(seconds, running);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new ToolFailure(ExitCodes.ERROR, "interrupted");
        }
    }

    private void show(BenchRun run, double took) {
        ObjectNode document = Json.object();
        document.put("rate", rate).put("seconds", Math.round(took * 1000) / 1000.0);
        document.put("keys", keys).put("valueBytes", size);
        ArrayNode operations = document.putArray("operations");
        operations.add(run.reads.document("get", took));
        operations.add(run.writes.document("put", took));
        tool.console().document(document, () -> table(Map.of("get", run.reads, "put", run.writes), took));
        if ((run.reads.count() + run.writes.count()) / took < 0.95 * rate) {
            tool.console()
                    .warn("the cluster, or this machine, did not keep up with the rate: latencies hold the waiting");
        }
    }

    private static String table(Map<String, BenchMeter> meters, double took) {
        TextTable table =
                new TextTable("OP", "COUNT", "PER S", "P50 MS", "P90 MS", "P99 MS", "P99.9 MS", "MAX MS", "FAILED");
        for (String operation : List.of("get", "put")) {
            BenchMeter meter = meters.get(operation);
            if (meter != null) {
                Object[] cells = new Object[9];
                cells[0] = operation;
                cells[1] = meter.count();
                cells[2] = Math.round(meter.count() / took);
                for (int i = 0; i < BenchMeter.PERCENTILES.length; i++) {
                    cells[3 + i] = millis(meter.millis(BenchMeter.PERCENTILES[i]));
                }
                cells[7] = millis(meter.maxMillis());
                cells[8] = meter.failures().isEmpty() ? "0" : meter.failures().toString();
                table.row(cells);
            }
        }
        return table.text();
    }

    private static String millis(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private void write(BenchRun run) throws IOException {
        if (hdr != null) {
            try (PrintStream out = new PrintStream(Files.newOutputStream(hdr), false, StandardCharsets.UTF_8)) {
                out.println("# get, milliseconds");
                run.reads.histogram().outputPercentileDistribution(out, 1000.0);
                out.println("# put, milliseconds");
                run.writes.histogram().outputPercentileDistribution(out, 1000.0);
            }
            tool.console().note("histograms are in " + hdr);
        }
    }
}
