package io.gramme.node.purge;

import io.gramme.node.purge.HoldingsPoll.Blocked;
import org.jspecify.annotations.Nullable;

/**
 * What a round came to.
 *
 * @param purged records that are gone from every owner
 * @param trimmed clocks that are shorter on every owner
 * @param left records that stay for a later round
 * @param first the first thing that stood in the way, {@code null} when nothing is left
 */
record PurgeResult(
        int purged, int trimmed, int left, @Nullable Blocked first) {}
