package io.gramme.chaos.oracle;

import io.gramme.node.causality.Dot;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.Sibling;
import io.gramme.node.coordinator.Achieved;
import io.gramme.ring.Key;
import org.jspecify.annotations.Nullable;

/** Judges what all owners agree on in the end: every promise kept, every replaced version gone. */
public final class FinalCheck {
    private final Oracle oracle;
    private final int durableNeeded;

    /** @param durableNeeded durable acknowledgements that make a write safe from the disks that this run lost */
    public FinalCheck(Oracle oracle, int durableNeeded) {
        this.oracle = oracle;
        this.durableNeeded = durableNeeded;
    }

    /** @param record what the owners hold, {@code null} for nothing */
    public void check(Key key, @Nullable KeyRecord record, Object where) {
        KeyHistory history = oracle.history(key);
        if (record != null) {
            record.siblings().forEach(sibling -> history.see(sibling, where));
            checkHidden(key, history, record, where);
            checkReplaced(key, history, record, where);
            checkLatest(key, history, record, where);
        }
        checkKept(key, history, record, where);
    }

    private void checkHidden(Key key, KeyHistory history, KeyRecord record, Object where) {
        SeenDot hidden = history.hidden(record.context(), record.siblings(), Long.MIN_VALUE);
        if (hidden != null) {
            oracle.problem(where + ": " + key + " lost " + KeyHistory.text(hidden.sibling())
                    + ": it is covered, and no write that was shown it took its place");
        }
    }

    private void checkReplaced(Key key, KeyHistory history, KeyRecord record, Object where) {
        for (Sibling sibling : record.siblings()) {
            LogicalWrite by = history.overwriterOf(sibling.dot());
            for (Dot alias : sibling.aliases()) {
                by = by == null ? history.overwriterOf(alias) : by;
            }
            if (by != null && isSafe(by)) {
                oracle.problem(where + ": " + key + " still holds " + KeyHistory.text(sibling) + ", which " + by
                        + " replaced");
            }
        }
    }

    private void checkLatest(Key key, KeyHistory history, KeyRecord record, Object where) {
        SeenDot latest = history.isLww() ? history.latest(record.context()) : null;
        if (latest != null
                && !history.mayBeGone(latest)
                && (record.siblings().size() != 1
                        || !record.siblings().get(0).dot().equals(latest.dot()))) {
            oracle.problem(where + ": " + key + " should hold only its latest " + KeyHistory.text(latest.sibling())
                    + ", holds "
                    + record.siblings().stream().map(KeyHistory::text).toList());
        }
    }

    private void checkKept(Key key, KeyHistory history, @Nullable KeyRecord record, Object where) {
        for (LogicalWrite write : history.writes()) {
            for (LogicalWrite.Try one : write.tries()) {
                Dot dot = one.dot();
                if (dot != null
                        && isSafe(one.achieved())
                        && (record == null || !record.context().covers(dot))
                        && !history.mayBePurged(write)) {
                    oracle.problem(where + ": " + key + " lost " + write + ", acknowledged as " + dot + " by "
                            + one.achieved());
                }
            }
        }
    }

    private boolean isSafe(LogicalWrite write) {
        return write.tries().stream().anyMatch(one -> one.dot() != null && isSafe(one.achieved()));
    }

    private boolean isSafe(@Nullable Achieved achieved) {
        return achieved != null && achieved.durable() >= durableNeeded;
    }
}
