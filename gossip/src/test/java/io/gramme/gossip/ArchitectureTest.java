package io.gramme.gossip;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.gramme.gossip", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule usesTheJdkAlone = classes()
            .that()
            .resideInAPackage("io.gramme.gossip..")
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
            .because("the membership machine must run on virtual time, in any host and without any library");

    @ArchTest
    static final ArchRule knowsNoThreads = classes()
            .that()
            .resideInAPackage("io.gramme.gossip..")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages("java.util.concurrent..", "java.net..", "java.time..")
            .because("time is an argument and one thread owns a machine: no locks, sockets, clocks");
}
