package io.gramme.testkit.moves;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * One measured move.
 *
 * @param quiet the seconds before it
 * @param moving while it ran
 * @param seconds it took
 * @param spread fewest and most partitions of a node after it
 * @param retried tries that failed and were repeated
 * @param failed requests that failed for good
 */
record Result(
        String scene,
        Felt quiet,
        Felt moving,
        double maxMillis,
        double seconds,
        String spread,
        long retried,
        long failed) {
    private static final int COLUMNS = 12;

    /**
     * What clients felt.
     *
     * @param p99Millis of all requests
     * @param clearMillis p99 of those beside which the machine did not stand still
     * @param stalledMillis how long it stood still in each second
     */
    record Felt(double p99Millis, double clearMillis, double stalledMillis) {}

    /** The bar: twice the quiet p99, or 20 ms above it where that is more. */
    static double bar(double quietMillis) {
        return Math.max(2 * quietMillis, quietMillis + 20);
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%s;%.1f;%.1f;%.1f;%.1f;%.1f;%.1f;%.1f;%.1f;%s;%d;%d",
                scene,
                quiet.p99Millis,
                quiet.clearMillis,
                quiet.stalledMillis,
                moving.p99Millis,
                moving.clearMillis,
                moving.stalledMillis,
                maxMillis,
                seconds,
                spread,
                retried,
                failed);
    }

    /** @throws IllegalArgumentException when the line is none of {@link #line()} */
    static Result parse(String line) {
        String[] cells = line.split(";", -1);
        if (cells.length != COLUMNS) {
            throw new IllegalArgumentException(line + ": " + cells.length + " columns, not " + COLUMNS);
        }
        return new Result(
                cells[0],
                felt(cells, 1),
                felt(cells, 4),
                Double.parseDouble(cells[7]),
                Double.parseDouble(cells[8]),
                cells[9],
                Long.parseLong(cells[10]),
                Long.parseLong(cells[11]));
    }

    private static Felt felt(String[] cells, int first) {
        return new Felt(
                Double.parseDouble(cells[first]),
                Double.parseDouble(cells[first + 1]),
                Double.parseDouble(cells[first + 2]));
    }

    /** One row a scene: medians over the passes, sums of errors. */
    static String table(List<Result> results) {
        StringBuilder text = new StringBuilder();
        text.append(
                "| move | passes | quiet p99 ms | p99 ms during the move | bar | the same without the machine's stalls"
                        + " | stalls ms/s | slowest request ms | seconds | partitions a node | repeated | failed |\n"
                        + "|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        for (String scene : results.stream().map(Result::scene).distinct().toList()) {
            List<Result> of =
                    results.stream().filter(one -> one.scene.equals(scene)).toList();
            double quiet = median(of, one -> one.quiet.p99Millis);
            double moving = median(of, one -> one.moving.p99Millis);
            double clearQuiet = median(of, one -> one.quiet.clearMillis);
            double clearMoving = median(of, one -> one.moving.clearMillis);
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %.1f | %.1f | %s | %.1f, %.1f: %s | %.0f, %.0f | %.0f | %.0f | %s | %d | %d |%n",
                    scene,
                    of.size(),
                    quiet,
                    moving,
                    verdict(quiet, moving),
                    clearQuiet,
                    clearMoving,
                    verdict(clearQuiet, clearMoving),
                    median(of, one -> one.quiet.stalledMillis),
                    median(of, one -> one.moving.stalledMillis),
                    of.stream().mapToDouble(Result::maxMillis).max().orElse(0),
                    median(of, Result::seconds),
                    String.join(", ", of.stream().map(Result::spread).distinct().toList()),
                    of.stream().mapToLong(Result::retried).sum(),
                    of.stream().mapToLong(Result::failed).sum()));
        }
        return text.toString();
    }

    /** Its p99, with the bar. */
    String words() {
        return String.format(
                Locale.ROOT,
                "p99 %.1f ms, quiet %.1f, bar %s; without the machine's stalls (%.0f and %.0f ms/s) %.1f, quiet %.1f, bar %s",
                moving.p99Millis,
                quiet.p99Millis,
                verdict(quiet.p99Millis, moving.p99Millis),
                moving.stalledMillis,
                quiet.stalledMillis,
                moving.clearMillis,
                quiet.clearMillis,
                verdict(quiet.clearMillis, moving.clearMillis));
    }

    private static String verdict(double quiet, double moving) {
        return String.format(Locale.ROOT, "%.1f %s", bar(quiet), moving <= bar(quiet) ? "kept" : "missed");
    }

    private static double median(List<Result> results, ToDoubleFunction<Result> of) {
        double[] sorted = results.stream().mapToDouble(of).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
