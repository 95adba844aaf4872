package io.gramme.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** What users of the SDK never see. */
class ArchitectureTest {
    private static final JavaClasses CLIENT = new ClassFileImporter()
            .importUrl(GrammeClient.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void onlyTheTransportNamesVertx() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.gramme.client.transport")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..")
                .because("the HTTP library may change without anybody's code changing")
                .check(CLIENT);
    }

    @Test
    void theTransportKnowsNothingOfTheClient() {
        noClasses()
                .that()
                .resideInAPackage("io.gramme.client.transport")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.gramme.client")
                .because("policies sit above exchanges")
                .check(CLIENT);
        slices().matching("io.gramme.client.(**)").should().beFreeOfCycles().check(CLIENT);
    }
}
