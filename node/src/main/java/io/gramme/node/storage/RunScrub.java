package io.gramme.node.storage;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads every page of some runs from the disk and compares checksums, a few pages at a time. One thread at a time. */
public final class RunScrub implements AutoCloseable {
    private static final int MOST_DAMAGES = 1_000;

    private final RunStore store;
    private final List<String> names;
    private final List<IndexDamage> damages = new ArrayList<>();
    private @Nullable IndexRun run;
    private int runAt;
    private int page;

    RunScrub(RunStore store, List<String> names) {
        this.store = store;
        this.names = List.copyOf(names);
    }

    /**
     * Checks at most that many pages further. A run that was deleted meanwhile shows as missing: the caller compares
     * with {@link IndexGroup#runs()}.
     *
     * @return whether pages are left
     */
    public boolean step(int mostPages) {
        for (int i = 0; i < mostPages && runAt < names.size(); i++) {
            IndexRun current = run == null ? store.open(names.get(runAt)) : run;
            run = current;
            if (page < current.pages()) {
                note(current.verify(page++));
            }
            if (page >= current.pages()) {
                close();
                runAt++;
                page = 0;
            }
        }
        return runAt < names.size();
    }

    /** What was found so far; the first 1 000. */
    public List<IndexDamage> damages() {
        return List.copyOf(damages);
    }

    private void note(@Nullable IndexDamage damage) {
        if (damage != null && damages.size() < MOST_DAMAGES) {
            damages.add(damage);
        }
    }

    @Override
    public void close() {
        if (run != null) {
            run.close();
            run = null;
        }
    }
}
