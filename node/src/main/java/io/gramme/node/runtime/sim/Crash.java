package io.gramme.node.runtime.sim;

import io.gramme.node.runtime.Randomness;

/**
 * What a crash leaves of the operations that no force had made durable. What was forced always stays; a file is reached
 * only through names that stay.
 */
public sealed interface Crash {
    /** A sector: the unit that a disk writes whole or not at all. */
    int SECTOR_BYTES = 512;
    /** A page of the operating system's cache. */
    int PAGE_BYTES = 4096;

    /** A power cut that loses everything unsynced. */
    record SyncedOnly() implements Crash {}

    /** The process dies, the operating system lives: everything written stays (kill -9). */
    record Everything() implements Crash {}

    /**
     * A power cut after the first so many unsynced operations, in the order they were made, with the first bytes of the
     * next one if that is an append.
     *
     * @param operations 0 to {@link SimFiles#unsyncedCount()}
     * @param tornBytes 0 or more; more than the next append holds keeps all of it
     */
    record Prefix(int operations, int tornBytes) implements Crash {}

    /**
     * A power cut after the disk wrote any part of what was unsynced in any order: each page of the appends and each
     * change of a name stays or goes by a coin, a file's new length is any length it may have had, and pages that are
     * missing below it are zeros.
     *
     * @param pageBytes {@link #SECTOR_BYTES}, {@link #PAGE_BYTES} or any positive number
     * @param keep probability from 0 to 1 that a page or a name stays
     */
    record Arbitrary(Randomness randomness, int pageBytes, double keep) implements Crash {
        public Arbitrary {
            if (pageBytes < 1 || keep < 0 || keep > 1) {
                throw new IllegalArgumentException("pageBytes " + pageBytes + ", keep " + keep);
            }
        }
    }

    static Crash syncedOnly() {
        return new SyncedOnly();
    }

    static Crash everything() {
        return new Everything();
    }

    static Crash prefix(int operations) {
        return new Prefix(operations, 0);
    }

    /** Any part of what was unsynced, half of it on average, sectors or pages by the toss of a coin. */
    static Crash arbitrary(Randomness randomness) {
        return new Arbitrary(randomness, randomness.nextInt(2) == 0 ? SECTOR_BYTES : PAGE_BYTES, 0.5);
    }
}
