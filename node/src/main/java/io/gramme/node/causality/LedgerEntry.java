package io.gramme.node.causality;

import java.util.List;
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
        KeyRecord gone = new KeyRecord(context, List.of(), incoming.mode(), List.of());
        KeyRecord arrived = KeyRecord.merge(gone, incoming);
        KeyRecord merged = local == null ? arrived : KeyRecord.merge(KeyRecord.merge(local, gone), arrived);
        if (merged.siblings().isEmpty()) {
            return null;
        }
        return kind == Kind.PURGED ? merged : trim(merged);
    }

    /**
     * The record that this entry counts as: V, no siblings. Its mode is the one that gives way in a merge, so that a key
     * written anew is as its bucket says.
     */
    public KeyRecord asRecord() {
        return new KeyRecord(context, List.of(), SiblingsMode.LWW, List.of());
    }

    /** The entry for what was taken away by two purges of a key, the newer one's kind. */
    public LedgerEntry after(LedgerEntry older) {
        return new LedgerEntry(kind, context.union(older.context));
    }

    /** A trimmed actor stays out of the clock as long as nothing newer of it is known and it names nothing alive. */
    public KeyRecord trim(KeyRecord merged) {
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
