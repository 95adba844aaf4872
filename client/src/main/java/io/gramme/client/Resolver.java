package io.gramme.client;

import java.util.List;
import java.util.function.BinaryOperator;

/**
 * Makes one value of concurrent ones. The result must not depend on the order of the siblings, and resolving a result
 * again with its parts must change nothing; {@link ResolverLaws} checks that.
 */
@FunctionalInterface
public interface Resolver<V> {
    /**
     * Resolves.
     *
     * @param siblings two or more
     */
    V resolve(List<V> siblings);

    /** From a merge of two that is commutative, associative and idempotent. */
    static <V> Resolver<V> merging(BinaryOperator<V> merge) {
        return siblings -> {
            V merged = siblings.get(0);
            for (V sibling : siblings.subList(1, siblings.size())) {
                merged = merge.apply(merged, sibling);
            }
            return merged;
        };
    }
}
