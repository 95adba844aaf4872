package io.gramme.testkit.moves;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One measured move.
 *
 * @param quietMillis p99 before it
 * @param movingMillis p99 while it ran
 * @param seconds it took
 * @param spread fewest and most partitions of a node after it
 * @param retried tries that failed and were repeated
 * @param failed requests that failed for good
 */
record Result(
        String scene,
        double quietMillis,
        double movingMillis,
        double maxMillis,
        double seconds,
        String spread,
        long retried,
        long failed) {
    /** The bar: twice the quiet p99, or 20 ms above it where that is more. */
    static double bar(double quietMillis) {
        return Math.max(2 * quietMillis, quietMillis + 20);
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%s;%.1f;%.1f;%.1f;%.1f;%s;%d;%d",
                scene,
                quietMillis,
                movingMillis,
                maxMillis,
                seconds,
                spread,
                retried,
                failed);
    }

    static Result parse(String line) {
        String[] cells = line.split(";", -1);
        return new Result(
                cells[0],
                Double.parseDouble(cells[1]),
                Double.parseDouble(cells[2]),
                Double.parseDouble(cells[3]),
                Double.parseDouble(cells[4]),
                cells[5],
                Long.parseLong(cells[6]),
                Long.parseLong(cells[7]));
    }

    /** One row a scene: medians over the passes, sums of errors. */
    static String table(List<Result> results) {
        StringBuilder text = new StringBuilder();
        text.append("| move | passes | quiet p99 ms | p99 ms during the move | bar | slowest request ms | seconds"
                + " | partitions a node | repeated | failed |\n|---|---|---|---|---|---|---|---|---|---|\n");
        for (String scene : results.stream().map(Result::scene).distinct().toList()) {
            List<Result> of =
                    results.stream().filter(one -> one.scene.equals(scene)).toList();
            double quiet = median(of.stream().mapToDouble(Result::quietMillis).toArray());
            double moving = median(of.stream().mapToDouble(Result::movingMillis).toArray());
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %.1f | %.1f | %.1f %s | %.0f | %.0f | %s | %d | %d |%n",
                    scene,
                    of.size(),
                    quiet,
                    moving,
                    bar(quiet),
                    moving <= bar(quiet) ? "kept" : "missed",
                    of.stream().mapToDouble(Result::maxMillis).max().orElse(0),
                    median(of.stream().mapToDouble(Result::seconds).toArray()),
                    String.join(", ", of.stream().map(Result::spread).distinct().toList()),
                    of.stream().mapToLong(Result::retried).sum(),
                    of.stream().mapToLong(Result::failed).sum()));
        }
        return text.toString();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
