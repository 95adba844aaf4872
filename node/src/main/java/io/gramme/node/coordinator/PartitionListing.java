package io.gramme.node.coordinator;

import io.gramme.node.coordinator.ScanPage.Entry;
import io.gramme.node.runtime.Invariants;
import io.gramme.ring.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Lists one partition, round by round: in each, R of its owners say what they hold from one place on, and what all of them
 * have looked at is merged. Pure; a round's answers come in any order, late ones change nothing.
 *
 * <p>Headers decide wherever they can: a key whose copies are all deletions is not there, one whose copies are the same
 * and live is. Where copies differ, or one may have expired, only a read of the key can tell ({@link Kind#CHECK}).
 */
final class PartitionListing {
    private static final Comparator<Key> RING_ORDER = Comparator.<Key, Long>comparing(Key::hash, Long::compareUnsigned)
            .thenComparing(Key::name, Arrays::compareUnsigned);

    private final int partition;
    private final int[] owners;
    private final int needed;
    private final Map<Integer, ScanPage> pages = new TreeMap<>();
    private final Set<Integer> failed = new HashSet<>();
    private long from;
    private int round;

    /** What is known of a key. */
    enum Kind {
        /** It is there. */
        SHOWN,
        /** A read must tell. */
        CHECK
    }

    /** A key that is, or may be, there. */
    record Candidate(Key key, Kind kind) {}

    /**
     * What a round came to.
     *
     * @param candidates in ring order
     * @param next where the next round begins; meaningless when complete
     * @param complete the partition's end was reached
     * @param hole keys were left out
     */
    record Merged(List<Candidate> candidates, long next, boolean complete, boolean hole) {}

    /**
     * @param needed R, at least 1
     * @param from first hash of interest
     */
    PartitionListing(int partition, int[] owners, int needed, long from) {
        this.partition = partition;
        this.owners = owners.clone();
        this.needed = needed;
        this.from = from;
    }

    int partition() {
        return partition;
    }

    /** Whom each round asks. */
    int[] owners() {
        return owners.clone();
    }

    long from() {
        return from;
    }

    /** The number of the round; answers name it. */
    int round() {
        return round;
    }

    void onPage(int node, int ofRound, ScanPage page) {
        if (ofRound == round && pages.size() < needed) {
            pages.put(node, page);
        }
    }

    void onFailure(int node, int ofRound) {
        if (ofRound == round) {
            failed.add(node);
        }
    }

    /** Enough owners have answered. */
    boolean isReady() {
        return pages.size() >= needed;
    }

    /** Too many have failed for that ever to be. */
    boolean isUnreadable() {
        return !isReady() && owners.length - failed.size() < needed;
    }

    /** Merges the round and begins the next. */
    Merged merge(long nowMillis) {
        Invariants.check(isReady(), "round %d of partition %d has %d pages", round, partition, pages.size());
        boolean complete = true;
        boolean hole = false;
        long next = 0;
        for (ScanPage page : pages.values()) {
            hole |= page.hole();
            if (!page.complete() && (complete || Long.compareUnsigned(page.next(), next) < 0)) {
                complete = false;
                next = page.next();
            }
        }
        Merged merged = new Merged(candidates(complete, next, nowMillis), next, complete, hole);
        from = next;
        round++;
        pages.clear();
        failed.clear();
        return merged;
    }

    private List<Candidate> candidates(boolean complete, long end, long nowMillis) {
        Map<Key, List<Entry>> copies = new HashMap<>();
        for (ScanPage page : pages.values()) {
            for (Entry entry : page.entries()) {
                if (complete || Long.compareUnsigned(entry.key().hash(), end) < 0) {
                    copies.computeIfAbsent(entry.key(), key -> new ArrayList<>())
                            .add(entry);
                }
            }
        }
        List<Key> keys = new ArrayList<>(copies.keySet());
        keys.sort(RING_ORDER);
        List<Candidate> candidates = new ArrayList<>();
        for (Key key : keys) {
            List<Entry> held = Invariants.present(copies.get(key), "a key without copies");
            if (!held.stream().allMatch(Entry::tombstone)) {
                candidates.add(new Candidate(key, kind(held, nowMillis)));
            }
        }
        return candidates;
    }

    private static Kind kind(List<Entry> held, long nowMillis) {
        long hash = held.get(0).versionHash();
        for (Entry entry : held) {
            boolean mayHaveExpired = entry.expiryMillis() != 0 && entry.expiryMillis() <= nowMillis;
            if (entry.versionHash() != hash || entry.tombstone() || mayHaveExpired) {
                return Kind.CHECK;
            }
        }
        return Kind.SHOWN;
    }
}
