package io.gramme.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Checks a {@link Resolver} against samples, for tests. Values are compared with {@code equals}. */
public final class ResolverLaws {
    private ResolverLaws() {}

    /**
     * Checks order, grouping and repetition over every pair and triple of the samples.
     *
     * @param samples a few different values; cost grows with the third power
     * @throws AssertionError naming the broken law and the values
     */
    public static <V> void check(Resolver<V> resolver, List<V> samples) {
        for (V a : samples) {
            require("idempotence", resolver.resolve(List.of(a, a)), a, List.of(a));
            for (V b : samples) {
                V both = resolver.resolve(List.of(a, b));
                require("commutativity", resolver.resolve(List.of(b, a)), both, List.of(a, b));
                require("absorption", resolver.resolve(List.of(both, a)), both, List.of(a, b));
                for (V c : samples) {
                    checkThree(resolver, both, List.of(a, b, c));
                }
            }
        }
    }

    private static <V> void checkThree(Resolver<V> resolver, V firstTwo, List<V> three) {
        V all = resolver.resolve(three);
        require("associativity", resolver.resolve(List.of(firstTwo, three.get(2))), all, three);
        List<V> turned = new ArrayList<>(three.subList(1, 3));
        turned.add(three.get(0));
        require("commutativity", resolver.resolve(turned), all, three);
    }

    private static void require(String law, Object got, Object wanted, List<?> values) {
        if (!Objects.equals(got, wanted)) {
            throw new AssertionError("resolver breaks " + law + " on " + values + ": " + got + " is not " + wanted);
        }
    }
}
