package io.gramme.node.ringchange;

import io.gramme.node.register.ProposalPlan;
import io.gramme.node.register.RegisterId;
import io.gramme.node.transport.PeerAddress;
import io.gramme.ring.Epoch;
import io.gramme.ring.KeyHash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The seeds of a node, in an order that does not depend on how they were written down. Founders with equal lists decide
 * the first ring by a majority of it.
 *
 * @param seeds sorted, distinct, at most {@link ProposalPlan#MAX_ACCEPTORS}
 * @param expect founders that must hear each other, 1..seeds
 */
public record SeedList(List<PeerAddress> seeds, int expect) {
    /** A list's identity: 128 bits of hash over its addresses and {@code expect}. */
    record Id(long high, long low) {
        /** The register in which founders with this list decide the first ring. */
        RegisterId register() {
            return new RegisterId(high, low, Epoch.FIRST.term(), Epoch.FIRST.number());
        }
    }

    /** @throws IllegalArgumentException when the list is empty or too long, or fewer than {@code expect} */
    public SeedList {
        seeds = List.copyOf(seeds);
        if (seeds.isEmpty() || seeds.size() > ProposalPlan.MAX_ACCEPTORS) {
            throw new IllegalArgumentException(seeds.size() + " seeds, allowed are 1.." + ProposalPlan.MAX_ACCEPTORS);
        }
        if (expect < 1 || expect > seeds.size() || (expect == 1 && seeds.size() > 1)) {
            throw new IllegalArgumentException("cluster.bootstrapExpect " + expect + " with " + seeds.size()
                    + " seeds: 1 is for a lone seed, else 2.." + seeds.size());
        }
    }

    /** The configured seeds; a node without any is its own. */
    public static SeedList of(List<PeerAddress> configured, PeerAddress own, int expect) {
        TreeSet<PeerAddress> sorted =
                new TreeSet<>(Comparator.comparing(PeerAddress::host).thenComparingInt(PeerAddress::port));
        sorted.addAll(configured.isEmpty() ? List.of(own) : configured);
        return new SeedList(new ArrayList<>(sorted), expect);
    }

    Id id() {
        String text = seeds.stream().map(PeerAddress::toString).collect(Collectors.joining(","));
        return new Id(hash("founders " + expect + " " + text), hash("list " + expect + " " + text));
    }

    /** What the hello tells of the list, so that unequal lists are seen. */
    public long hash() {
        return id().high();
    }

    private static long hash(String text) {
        return KeyHash.murmur3(text.getBytes(StandardCharsets.UTF_8));
    }
}
