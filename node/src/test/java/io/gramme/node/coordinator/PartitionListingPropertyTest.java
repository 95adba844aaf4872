package io.gramme.node.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.coordinator.PartitionListing.Candidate;
import io.gramme.node.coordinator.PartitionListing.Kind;
import io.gramme.node.coordinator.PartitionListing.Merged;
import io.gramme.node.coordinator.ScanPage.Entry;
import io.gramme.ring.Key;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Listings of one partition by rounds, against all copies laid side by side at once. */
class PartitionListingPropertyTest {
    private static final long NOW = 1_000;
    private static final int ROUNDS = 10_000;
    private static final Comparator<Key> BY_HASH = Comparator.comparing(Key::hash, Long::compareUnsigned);

    /** A replica that answers scans as {@link Scanner} does: a random number of keys a page, never parting a hash. */
    private static final class Replica {
        final TreeMap<Key, Entry> held = new TreeMap<>(BY_HASH);

        ScanPage page(long from, int most) {
            List<Entry> entries = new ArrayList<>();
            for (Entry entry : held.values()) {
                if (Long.compareUnsigned(entry.key().hash(), from) < 0) {
                    continue;
                }
                if (entries.size() >= most) {
                    return new ScanPage(entries, entry.key().hash(), false, false);
                }
                entries.add(entry);
            }
            return new ScanPage(entries, 0, true, false);
        }
    }

    @Test
    void roundsOfAnySizeFindWhatAllCopiesSayTogether() {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            List<Replica> replicas = List.of(new Replica(), new Replica(), new Replica());
            int keys = random.nextInt(12);
            for (int k = 0; k < keys; k++) {
                fill(replicas, Key.of("b", "k" + random.nextInt(40)), random);
            }
            int needed = 1 + random.nextInt(3);
            List<Integer> answering = new ArrayList<>(List.of(0, 1, 2));
            java.util.Collections.shuffle(answering, random);
            List<Integer> used = answering.subList(0, needed);
            List<Candidate> found = walk(replicas, used, random);
            assertThat(found).as("seed %d", seed).isEqualTo(naive(replicas, used));
        }
    }

    private static void fill(List<Replica> replicas, Key key, Random random) {
        for (Replica replica : replicas) {
            if (random.nextInt(4) != 0) {
                long expiry = random.nextInt(5) == 0 ? NOW - 1 + random.nextInt(3) : 0;
                boolean tombstone = random.nextInt(3) == 0;
                replica.held.put(key, new Entry(key, random.nextInt(2), tombstone, tombstone ? 0 : expiry));
            }
        }
    }

    private static List<Candidate> walk(List<Replica> replicas, List<Integer> used, Random random) {
        PartitionListing listing = new PartitionListing(0, new int[] {0, 1, 2}, used.size(), 0);
        List<Candidate> found = new ArrayList<>();
        while (true) {
            int round = listing.round();
            for (int node : used) {
                listing.onPage(node, round, replicas.get(node).page(listing.from(), 1 + random.nextInt(5)));
                if (random.nextBoolean()) {
                    listing.onPage(random.nextInt(3), round - 1, new ScanPage(List.of(), 0, true, false));
                }
            }
            assertThat(listing.isReady()).isTrue();
            Merged merged = listing.merge(NOW);
            found.addAll(merged.candidates());
            if (merged.complete()) {
                return found;
            }
        }
    }

    private static List<Candidate> naive(List<Replica> replicas, List<Integer> used) {
        TreeMap<Key, List<Entry>> copies = new TreeMap<>(BY_HASH);
        for (int node : used) {
            replicas.get(node)
                    .held
                    .forEach((key, entry) -> copies.computeIfAbsent(key, one -> new ArrayList<>())
                            .add(entry));
        }
        List<Candidate> expected = new ArrayList<>();
        copies.forEach((key, held) -> {
            boolean dead = true;
            boolean doubtful = false;
            Set<Long> versions = new HashSet<>();
            for (Entry entry : held) {
                versions.add(entry.versionHash());
                dead &= entry.tombstone();
                doubtful |= entry.tombstone() || (entry.expiryMillis() > 0 && entry.expiryMillis() <= NOW);
            }
            if (!dead) {
                expected.add(new Candidate(key, doubtful || versions.size() > 1 ? Kind.CHECK : Kind.SHOWN));
            }
        });
        return expected;
    }

    @Test
    void tooManyFailuresMakeAPartitionUnreadableAndOneMoreAnswerDoesNot() {
        PartitionListing listing = new PartitionListing(0, new int[] {0, 1, 2}, 2, 0);
        listing.onFailure(0, 0);
        assertThat(listing.isUnreadable()).isFalse();
        listing.onPage(1, 0, new ScanPage(List.of(), 0, true, false));
        listing.onFailure(2, 0);
        assertThat(listing.isUnreadable()).isTrue();
        assertThat(new PartitionListing(0, new int[] {0}, 2, 0).isUnreadable()).isTrue();
    }
}
