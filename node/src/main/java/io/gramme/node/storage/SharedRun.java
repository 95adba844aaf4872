package io.gramme.node.storage;

import io.gramme.node.runtime.Invariants;
import org.jspecify.annotations.Nullable;

/** A run with a count of who uses it: the group, and each open cursor. The last one out unmaps it. One loop's. */
final class SharedRun {
    final IndexRun run;
    private int users = 1;

    SharedRun(IndexRun run) {
        this.run = run;
    }

    IndexCursor scan(byte[] from, byte @Nullable [] to) {
        users++;
        return new HoldingCursor(run.scan(from, to));
    }

    void release() {
        users--;
        Invariants.check(users >= 0, "run %s was released too often", run.name());
        if (users == 0) {
            run.close();
        }
    }

    private final class HoldingCursor implements IndexCursor {
        private final IndexCursor cursor;
        private boolean closed;

        HoldingCursor(IndexCursor cursor) {
            this.cursor = cursor;
        }

        @Override
        public Step next() {
            Invariants.check(!closed, "the cursor of run %s is closed", run.name());
            return cursor.next();
        }

        @Override
        public byte[] key() {
            return cursor.key();
        }

        @Override
        public IndexEntry entry() {
            return cursor.entry();
        }

        @Override
        public IndexDamage damage() {
            return cursor.damage();
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                cursor.close();
                release();
            }
        }
    }
}
