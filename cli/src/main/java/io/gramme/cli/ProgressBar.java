package io.gramme.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;

/** One line on stderr that is drawn again and again; nothing where stderr is no terminal. */
final class ProgressBar implements AutoCloseable {
    private static final int WIDTH = 24;
    private static final long BETWEEN_NANOS = 100_000_000L;

    private final Optional<PrintStream> to;
    private final String what;
    private final String unit;
    private final long started = System.nanoTime();
    private long drawn;
    private boolean any;

    ProgressBar(Console console, String what, String unit) {
        this.to = console.progress();
        this.what = what;
        this.unit = unit;
    }

    /** @param total 0 when it is not known */
    void show(long done, long total) {
        long now = System.nanoTime();
        if (to.isEmpty() || (any && now - drawn < BETWEEN_NANOS)) {
            return;
        }
        drawn = now;
        any = true;
        to.get().print("\r\u001b[K" + line(what, unit, done, total, (now - started) / 1e9));
        to.get().flush();
    }

    /** The line: a bar, share, count, rate and time left; without a total, count and rate. */
    static String line(String what, String unit, long done, long total, double seconds) {
        double rate = seconds > 0 ? done / seconds : 0;
        String speed = String.format(Locale.ROOT, "%,.0f %s/s", rate, unit);
        if (total <= 0) {
            return String.format(Locale.ROOT, "%s  %,d %s  %s", what, done, unit, speed);
        }
        double share = Math.min(1, (double) done / total);
        int full = (int) (share * WIDTH);
        String bar = "█".repeat(full) + "░".repeat(WIDTH - full);
        long left = rate > 0 ? Math.round((total - done) / rate) : 0;
        return String.format(
                Locale.ROOT,
                "%s  %s %3.0f%%  %,d/%,d %s  %s  ETA %d:%02d",
                what,
                bar,
                share * 100,
                done,
                total,
                unit,
                speed,
                left / 60,
                left % 60);
    }

    @Override
    public void close() {
        if (any) {
            to.ifPresent(err -> {
                err.print("\r\u001b[K");
                err.flush();
            });
        }
    }
}
