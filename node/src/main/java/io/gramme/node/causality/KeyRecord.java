package io.gramme.node.causality;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything one replica knows of a key: (V, D), a causal context and the live siblings by explicit dot. V covers every dot
 * and alias of D. Immutable.
 *
 * @param context V
 * @param siblings D, ascending by dot, tombstones included
 * @param mode what happens to concurrent writes
 * @param retired tagged writes no longer held, newest first, at most 8
 */
public record KeyRecord(
        CausalContext context, List<Sibling> siblings, SiblingsMode mode, List<RetiredRequest> retired) {
    /** Remembered retired requests. */
    public static final int MAX_RETIRED = 8;

    /** Lists must be immutable already; they are taken as they are. */
    public KeyRecord {
        siblings = List.copyOf(siblings);
        retired = List.copyOf(retired);
    }

    /** A key never seen. */
    public static KeyRecord empty(SiblingsMode mode) {
        return new KeyRecord(CausalContext.EMPTY, List.of(), mode, List.of());
    }

    /** Greatest stamp among all that V covers. */
    public long hlc() {
        return context.hlc();
    }

    /**
     * The join of two replicas' records: commutative, associative, idempotent; reads neither clock nor settings. Returns one
     * of the two when it already says everything.
     */
    public static KeyRecord merge(KeyRecord one, KeyRecord other) {
        return RecordMerge.merge(one, other).record();
    }

    /** {@link #merge} with the account of what last-writer-wins dropped and of dots that named two values. */
    public static Merged mergeCounting(KeyRecord one, KeyRecord other) {
        return RecordMerge.merge(one, other);
    }

    /**
     * A merge and what to count.
     *
     * @param record the join
     * @param discarded concurrent versions that last-writer-wins dropped here
     * @param doubledDots dots under which the two sides held different writes; above 0 a dot was issued twice: alarm
     */
    public record Merged(KeyRecord record, int discarded, int doubledDots) {}

    /** Whether both hold the same dots and know the same: no repair is needed. */
    public boolean sameVersions(KeyRecord other) {
        if (siblings.size() != other.siblings.size() || mode != other.mode || !context.sameDots(other.context)) {
            return false;
        }
        for (int i = 0; i < siblings.size(); i++) {
            if (!siblings.get(i).dot().equals(other.siblings.get(i).dot())) {
                return false;
            }
        }
        return true;
    }

    /** The sibling with that dot or alias. */
    public @Nullable Sibling sibling(Dot name) {
        for (int i = 0; i < siblings.size(); i++) {
            if (siblings.get(i).isNamed(name)) {
                return siblings.get(i);
            }
        }
        return null;
    }

    /** The dot under which this record knows a tagged write, live or retired; then a retry makes no new one. */
    public @Nullable Dot known(RequestTag request) {
        for (int i = 0; i < siblings.size(); i++) {
            if (request.equals(siblings.get(i).request())) {
                return siblings.get(i).dot();
            }
        }
        for (int i = 0; i < retired.size(); i++) {
            if (request.equals(retired.get(i).request())) {
                return retired.get(i).dot();
            }
        }
        return null;
    }

    /** Whether no version holds a value, expired or not. */
    public boolean holdsOnlyTombstones() {
        for (int i = 0; i < siblings.size(); i++) {
            if (!siblings.get(i).content().tombstone()) {
                return false;
            }
        }
        return true;
    }

    /**
     * What a reader sees at a wall-clock time: tombstones and expired versions are passed over, yet covered by the context.
     *
     * @param nowMillis wall clock
     */
    public LiveView liveAt(long nowMillis) {
        List<Sibling> live = siblings;
        for (int i = 0; i < siblings.size(); i++) {
            if (!siblings.get(i).content().isLiveAt(nowMillis)) {
                live = siblings.stream()
                        .filter(sibling -> sibling.content().isLiveAt(nowMillis))
                        .toList();
                break;
            }
        }
        return new LiveView(live, context);
    }

    /**
     * The 64-bit hash of V and the dots of D: equal on all replicas that hold the same versions. Neither values nor expiry
     * nor stamps enter.
     *
     * @param treeKey the cluster's, fixed at founding
     */
    public long versionHash(SipHash treeKey) {
        SipHash.Stream hash = treeKey.stream();
        VersionVector vector = context.vector();
        hash.add(vector.size());
        for (int i = 0; i < vector.size(); i++) {
            hash.add(vector.actorAt(i)).add(vector.counterAt(i));
        }
        List<Dot> isolated = context.isolated();
        hash.add(isolated.size());
        for (int i = 0; i < isolated.size(); i++) {
            hash.add(isolated.get(i).actor()).add(isolated.get(i).counter());
        }
        LiveView.addDots(hash, siblings);
        return hash.end();
    }

    /** What the index keeps beside the record. */
    public HeaderValues headerValues(SipHash treeKey) {
        long newest = 0;
        long firstExpiry = 0;
        for (int i = 0; i < siblings.size(); i++) {
            Sibling sibling = siblings.get(i);
            newest = Math.max(newest, sibling.hlc());
            long expiry = sibling.content().expiryMillis();
            if (expiry > 0 && (firstExpiry == 0 || expiry < firstExpiry)) {
                firstExpiry = expiry;
            }
        }
        return new HeaderValues(
                versionHash(treeKey), holdsOnlyTombstones(), mode == SiblingsMode.LWW, newest, firstExpiry);
    }

    /**
     * Takes actors without a live dot out of the clock; only under the purge conditions, with the second half in the ledger
     * of every owner.
     *
     * @return the shorter record and the context of what was taken out, or {@code null} when nothing could be
     */
    public @Nullable Trimmed trimmed() {
        VersionVector vector = context.vector();
        boolean[] removed = new boolean[vector.size()];
        boolean[] kept = new boolean[vector.size()];
        int count = 0;
        for (int i = 0; i < removed.length; i++) {
            removed[i] = !hasLiveDotOf(vector.actorAt(i)) && !hasIsolatedDotOf(vector.actorAt(i));
            kept[i] = !removed[i];
            count += removed[i] ? 1 : 0;
        }
        if (count == 0) {
            return null;
        }
        CausalContext shorter = context.withVector(vector.without(removed));
        CausalContext gone = CausalContext.of(vector.without(kept), List.of(), 0);
        return new Trimmed(new KeyRecord(shorter, siblings, mode, retired), gone);
    }

    /** See {@link #trimmed()}. */
    public record Trimmed(KeyRecord record, CausalContext removed) {}

    private boolean hasIsolatedDotOf(long actor) {
        return context.isolated().stream().anyMatch(dot -> dot.actor() == actor);
    }

    boolean hasLiveDotOf(long actor) {
        for (Sibling sibling : siblings) {
            List<Dot> names = new ArrayList<>(sibling.aliases());
            names.add(sibling.dot());
            if (names.stream().anyMatch(dot -> dot.actor() == actor)) {
                return true;
            }
        }
        return false;
    }
}
