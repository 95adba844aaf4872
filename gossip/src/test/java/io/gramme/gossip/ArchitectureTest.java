package io.gramme.gossip;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** What the membership machine may know of the world: nothing. */
class ArchitectureTest {
    private final JavaClasses production = new ClassFileImporter()
            .importUrl(Gossip.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void usesTheJdkAlone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.gramme.gossip..",
                        "java.lang..",
                        "java.util..",
                        "java.io..",
                        "java.nio..",
                        "java.security..",
                        "javax.crypto..",
                        "org.jspecify..")
                .because("it must run on virtual time, in any host and without any library")
                .check(production);
    }

    @Test
    void knowsNoThreadsSocketsOrClocks() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackages("java.util.concurrent..", "java.net..", "java.time..")
                .because("time is an argument, and one thread owns a machine")
                .check(production);
    }
}
