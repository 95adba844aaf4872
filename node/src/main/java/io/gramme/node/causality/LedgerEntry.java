package io.gramme.node.causality;

import org.jspecify.annotations.Nullable;

/**
 * What a purge took away, kept for a time so that late copies stay dead. In every merge it counts as the record
 * (context, no siblings).
 *
 * @param kind whether the key went, or only old actors of its clock
 * @param context V of the purged record; for a trimmed clock only the removed actors
 */
public record LedgerEntry(Kind kind, CausalContext context) {
    /** What was taken away. */
    public enum Kind {
        /** The whole record. */
        PURGED,
        /** Actors without a live dot. */
        TRIMMED
    }

    /**
     * Merges an incoming record where this entry applies.
     *
     * @param local the local record without its clock's purged part, or {@code null} for none
     * @return the record to store, or {@code null} when nothing of it is alive
     */
    public @Nullable KeyRecord merge(@Nullable KeyRecord local, KeyRecord incoming) {
        KeyRecord gone = new KeyRecord(context, java.util.List.of(), incoming.mode(), java.util.List.of());
        KeyRecord arrived = KeyRecord.merge(gone, incoming);
        KeyRecord merged = local == null ? arrived : KeyRecord.merge(KeyRecord.merge(local, gone), arrived);
        if (merged.siblings().isEmpty()) {
            return null;
        }
        return kind == Kind.PURGED ? merged : withoutRemovedActors(merged);
    }

    /** A trimmed actor stays out of the clock as long as nothing newer of it is known and it names nothing alive. */
    private KeyRecord withoutRemovedActors(KeyRecord merged) {
        VersionVector vector = merged.context().vector();
        boolean[] removed = new boolean[vector.size()];
        for (int i = 0; i < removed.length; i++) {
            long actor = vector.actorAt(i);
            removed[i] = context.vector().counter(actor) == merged.context().greatestCounter(actor)
                    && !merged.hasLiveDotOf(actor);
        }
        CausalContext shorter = merged.context().withVector(vector.without(removed));
        return new KeyRecord(shorter, merged.siblings(), merged.mode(), merged.retired());
    }
}
