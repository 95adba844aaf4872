package io.gramme.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** What the tool may know: a node's outside, never its inside. */
class ArchitectureTest {
    private static final JavaClasses TOOL = new ClassFileImporter()
            .importUrl(Gramme.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void knowsNoNodeAndNoVertx() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.gramme.node..", "io.gramme.gossip..", "io.vertx..", "io.netty..")
                .because("the tool is a client, and has to start in a moment")
                .check(TOOL);
    }
}
