package io.gramme.testkit;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.gramme.node.app.Main;
import org.junit.jupiter.api.Test;

/** What the kit may know: a node's command line and its outside. */
class ArchitectureTest {
    private static final JavaClasses KIT = new ClassFileImporter()
            .importUrl(RealCluster.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void knowsOfANodeOnlyItsMain() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("io.gramme.node..")
                        .and(DescribedPredicate.not(
                                com.tngtech.archunit.core.domain.JavaClass.Predicates.type(Main.class))))
                .because("tests with real processes see what an operator sees")
                .check(KIT);
    }

    @Test
    void namesNoVertx() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..")
                .because("users of the kit choose their own libraries")
                .check(KIT);
    }
}
