package io.gramme.ring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

/** What the ring may know of the world: nothing. */
class ArchitectureTest {
    private static final JavaClasses RING = new ClassFileImporter()
            .importUrl(Ring.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void usesTheJdkAlone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.gramme.ring..", "java.lang..", "java.util..", "java.nio..", "java.io..", "org.jspecify..")
                .because("nodes, clients and tools share it, and the simulator replays it")
                .check(RING);
    }

    @Test
    void knowsNoThreadsClocksOrChance() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackages("java.util.concurrent..", "java.net..", "java.time..", "java.util.random..")
                .because("rings are values, and every node must compute the same plan")
                .check(RING);
        ArchRuleDefinition.noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random")
                .because("ties are broken by a seed made of the epoch")
                .check(RING);
    }

    @Test
    void valuesKnowNeitherPlansNorChangesNorBytes() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage("io.gramme.ring")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.gramme.ring.plan..", "io.gramme.ring.change..", "io.gramme.ring.codec..")
                .because("a reader of the ring needs the values alone")
                .check(RING);
        slices().matching("io.gramme.ring.(*)..").should().beFreeOfCycles().check(RING);
    }
}
