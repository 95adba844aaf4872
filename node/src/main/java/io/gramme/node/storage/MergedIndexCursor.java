package io.gramme.node.storage;

import io.gramme.node.runtime.Invariants;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several cursors as one: for each key the entry of the newest source that has it. Damage in any source stops it, since
 * a newer entry might be what cannot be read. A linear choice among the sources: there are at most a handful.
 */
final class MergedIndexCursor implements IndexCursor {
    private final List<IndexCursor> newestFirst;
    private final boolean[] atEntry;
    private final boolean liveOnly;
    private int current = -1;
    private @Nullable Step stopped;
    private @Nullable IndexDamage damage;
    private boolean started;

    /** @param liveOnly whether removals are passed over */
    MergedIndexCursor(List<IndexCursor> newestFirst, boolean liveOnly) {
        this.newestFirst = newestFirst;
        this.liveOnly = liveOnly;
        this.atEntry = new boolean[newestFirst.size()];
    }

    @Override
    public Step next() {
        Step step = step();
        while (liveOnly && step == Step.ENTRY && entry().removed()) {
            step = step();
        }
        return step;
    }

    private Step step() {
        if (stopped != null) {
            return stopped;
        }
        if (!started) {
            started = true;
            for (int source = 0; source < newestFirst.size(); source++) {
                advance(source);
            }
        } else {
            advancePast(current, key());
        }
        if (stopped == null) {
            current = least();
            stopped = current < 0 ? Step.END : null;
        }
        return stopped == null ? Step.ENTRY : stopped;
    }

    private void advancePast(int chosen, byte[] key) {
        for (int source = 0; source < newestFirst.size(); source++) {
            if (source == chosen
                    || (atEntry[source]
                            && IndexKey.compare(newestFirst.get(source).key(), key) == 0)) {
                advance(source);
            }
        }
    }

    private void advance(int source) {
        Step step = newestFirst.get(source).next();
        atEntry[source] = step == Step.ENTRY;
        if (step == Step.DAMAGED) {
            stopped = Step.DAMAGED;
            damage = newestFirst.get(source).damage();
        }
    }

    /** The newest source among those with the least key; -1 when all are at their end. */
    private int least() {
        int best = -1;
        for (int source = 0; source < newestFirst.size(); source++) {
            if (atEntry[source]
                    && (best < 0
                            || IndexKey.compare(
                                            newestFirst.get(source).key(),
                                            newestFirst.get(best).key())
                                    < 0)) {
                best = source;
            }
        }
        return best;
    }

    @Override
    public byte[] key() {
        Invariants.check(current >= 0, "the cursor is at no entry");
        return newestFirst.get(current).key();
    }

    @Override
    public IndexEntry entry() {
        Invariants.check(current >= 0, "the cursor is at no entry");
        return newestFirst.get(current).entry();
    }

    @Override
    public IndexDamage damage() {
        return Invariants.present(damage, "the cursor met no damage");
    }

    @Override
    public void close() {
        newestFirst.forEach(IndexCursor::close);
    }
}
