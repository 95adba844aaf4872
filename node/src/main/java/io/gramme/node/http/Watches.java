package io.gramme.node.http;

import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.Timers;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests of one loop that wait for a key to change ({@code Prefer: wait=n}, RFC 7240). Each reads its key at R again and
 * again, at growing intervals up to a second: so it sees what any read would see, whichever nodes took the write, and a
 * change is told within a second and a read. Telling sooner would need every replica to know who waits; a read a second for
 * each who waits is cheaper than that, and is bounded.
 */
final class Watches {
    /** Requests that wait at once on one loop; further ones are answered as if they had not asked to wait. */
    static final int MOST = 1_024;
    /** Longest wait, below the time after which silent connections are closed. */
    static final int LONGEST_SECONDS = 60;

    private static final int FIRST_MILLIS = 50;
    private static final int LAST_MILLIS = 1_000;

    private final Timers timers;
    private final Clock clock;
    private int waiting;

    Watches(Timers timers, Clock clock) {
        this.timers = timers;
        this.clock = clock;
    }

    /** How long a request may still wait, in its own words; 0 for not at all. */
    static int seconds(@Nullable String prefer) {
        if (prefer == null) {
            return 0;
        }
        for (String preference : prefer.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = preference.split(";", 2)[0].split("=", 2);
            if (parts.length == 2 && parts[0].strip().equals("wait")) {
                String number = parts[1].strip().replace("\"", "");
                return number.matches("\\d{1,9}") ? Math.min(LONGEST_SECONDS, Integer.parseInt(number)) : 0;
            }
        }
        return 0;
    }

    /** A place to wait, or {@code null} when all are taken. */
    @Nullable
    Watch enter(Exchange exchange, int seconds) {
        if (waiting >= MOST) {
            return null;
        }
        waiting++;
        exchange.put("Preference-Applied", "wait=" + seconds);
        return new Watch(exchange, clock.monotonicNanos() + seconds * 1_000_000_000L);
    }

    /** Requests that wait now. */
    int waiting() {
        return waiting;
    }

    /** One that waits. */
    final class Watch {
        private final Exchange exchange;
        private final long endNanos;
        private int intervalMillis = FIRST_MILLIS;
        private boolean left;

        Watch(Exchange exchange, long endNanos) {
            this.exchange = exchange;
            this.endNanos = endNanos;
        }

        /** Runs a task after a while; {@code false} when the time is over and what is known has to be answered. */
        boolean again(Consumer<Watch> task) {
            long millisLeft = (endNanos - clock.monotonicNanos()) / 1_000_000;
            if (millisLeft <= 0) {
                return false;
            }
            timers.schedule(Math.min(millisLeft, intervalMillis), () -> {
                if (exchange.isOver()) {
                    leave();
                } else {
                    task.accept(this);
                }
            });
            intervalMillis = Math.min(LAST_MILLIS, intervalMillis * 2);
            return true;
        }

        /** It waits no more. Once is enough. */
        void leave() {
            if (!left) {
                left = true;
                waiting--;
            }
        }
    }
}
