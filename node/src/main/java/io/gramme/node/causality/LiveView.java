package io.gramme.node.causality;

import java.util.List;

/**
 * A record as a reader sees it at one moment.
 *
 * @param siblings values only, ascending by dot; empty reads as not-found
 * @param context what a GET answers with: it covers the whole record, tombstones and expired versions too
 */
public record LiveView(List<Sibling> siblings, CausalContext context) {
    /** Frozen and public: every node must give one answer the same tag. */
    private static final SipHash ETAG_HASH = SipHash.withKey(0x4772616d6d650002L, 0x6554616748617368L);

    static void addDots(SipHash.Stream hash, List<Sibling> siblings) {
        hash.add(siblings.size());
        for (int i = 0; i < siblings.size(); i++) {
            hash.add(siblings.get(i).dot().actor()).add(siblings.get(i).dot().counter());
        }
    }

    /** Whether there is nothing to read. */
    public boolean isNotFound() {
        return siblings.isEmpty();
    }

    /** 16 hexadecimal digits over the set of visible dots, without quotes; representations add their own suffix. */
    public String etag() {
        SipHash.Stream hash = ETAG_HASH.stream();
        addDots(hash, siblings);
        String digits = Long.toHexString(hash.end());
        return "0".repeat(16 - digits.length()) + digits;
    }

    /** The context of one sibling alone, for {@code ?sibling=}. */
    public static CausalContext contextOf(Sibling sibling) {
        return CausalContext.of(sibling.dot(), sibling.hlc());
    }
}
