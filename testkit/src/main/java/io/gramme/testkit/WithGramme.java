package io.gramme.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class a running cluster; its methods take a {@link RealCluster} or a {@link io.gramme.client.GrammeClient}.
 * Classes that ask for the same share one: {@link GrammeExtension} says how.
 *
 * <pre>{@code
 * @WithGramme
 * class CartTest {
 *     @Test
 *     void survivesTheDeathOfANode(RealCluster cluster, GrammeClient gramme) {
 *         cluster.node(2).kill();
 *         ...
 *     }
 * }
 * }</pre>
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(GrammeExtension.class)
public @interface WithGramme {
    /** How many nodes. */
    int nodes() default 3;
}
