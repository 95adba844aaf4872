package io.gramme.node.storage.mapdb;

import io.gramme.node.storage.IndexCursor;
import io.gramme.node.storage.IndexDamage;
import io.gramme.node.storage.IndexEntry;
import io.gramme.node.storage.IndexLookup;
import io.gramme.node.storage.IndexRun;
import io.gramme.node.storage.RunRemovals;
import org.jspecify.annotations.Nullable;

/** A run that cannot be read at all: every question is answered with the damage. */
final class UnreadableRun implements IndexRun {
    private final IndexDamage damage;

    UnreadableRun(String name, String reason) {
        this.damage = new IndexDamage(name, IndexDamage.WHOLE_RUN, "index run " + name + ": " + reason);
    }

    @Override
    public String name() {
        return damage.run();
    }

    @Override
    public long entries() {
        return 0;
    }

    @Override
    public long bytes() {
        return 0;
    }

    @Override
    public RunRemovals removals() {
        return RunRemovals.NONE;
    }

    @Override
    public IndexLookup get(byte[] key) {
        return new IndexLookup.Damaged(damage);
    }

    @Override
    public IndexCursor scan(byte[] from, byte @Nullable [] to) {
        return new IndexCursor() {
            @Override
            public Step next() {
                return Step.DAMAGED;
            }

            @Override
            public byte[] key() {
                throw new IllegalStateException(damage.reason());
            }

            @Override
            public IndexEntry entry() {
                throw new IllegalStateException(damage.reason());
            }

            @Override
            public IndexDamage damage() {
                return damage;
            }

            @Override
            public void close() {
                // nothing is held
            }
        };
    }

    @Override
    public int pages() {
        return 1;
    }

    @Override
    public IndexDamage verify(int page) {
        return damage;
    }

    @Override
    public void close() {
        // nothing is held
    }
}
