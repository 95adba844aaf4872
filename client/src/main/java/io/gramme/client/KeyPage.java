package io.gramme.client;

import java.util.List;
import java.util.Optional;

/**
 * Some keys of a bucket, in the order of the ring, which is that of no key.
 *
 * @param keys may be few, even none, while there are more: a page is bounded by work
 * @param next where the next page begins, opaque; empty after the last one
 * @param isComplete false when keys are missing, since too few owners of some partition answered
 */
public record KeyPage<K>(List<K> keys, Optional<String> next, boolean isComplete) {
    public KeyPage {
        keys = List.copyOf(keys);
    }
}
