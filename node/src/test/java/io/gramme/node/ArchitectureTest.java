package io.gramme.node;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Where a line may live and what it may see. A package that is not in the table, or an arrow that is not, fails the
 * build; a new arrow is a decision record first.
 */
class ArchitectureTest {
    private static final String BASE = "io.gramme.node.";

    private static final JavaClasses NODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.gramme.node");

    /** Package of the node, to the packages of the node (and the modules ring, gossip) that it may use. */
    private static final Map<String, Set<String>> ARROWS = new TreeMap<>();

    static {
        arrow("runtime");
        arrow("config");
        arrow("causality", "ring");
        arrow("tree");
        arrow("register");
        arrow("metrics");
        arrow("storage", "causality", "tree", "ring", "runtime", "metrics");
        arrow("transport", "causality", "ring", "gossip", "runtime", "metrics");
        arrow("membership", "gossip", "ring", "transport", "runtime", "metrics");
        arrow("buckets", "membership", "runtime");
        arrow("admission", "runtime", "metrics");
        arrow("background", "runtime", "metrics");
        arrow(
                "coordinator",
                "causality",
                "ring",
                "storage",
                "transport",
                "membership",
                "buckets",
                "admission",
                "runtime",
                "metrics");
        arrow(
                "handoff",
                "causality",
                "ring",
                "storage",
                "transport",
                "membership",
                "background",
                "coordinator",
                "runtime",
                "metrics");
        arrow(
                "antientropy",
                "causality",
                "tree",
                "ring",
                "storage",
                "transport",
                "membership",
                "background",
                "runtime",
                "metrics");
        arrow("purge", "causality", "ring", "storage", "transport", "membership", "background", "runtime", "metrics");
        arrow(
                "ringchange",
                "causality",
                "tree",
                "ring",
                "register",
                "storage",
                "transport",
                "membership",
                "antientropy",
                "background",
                "runtime",
                "metrics");
    }

    private static void arrow(String from, String... to) {
        ARROWS.put(from, new TreeSet<>(Arrays.asList(to)));
    }

    @Test
    void everyPackageUsesOnlyWhatTheTableAllows() {
        ArrowCondition onlyListedArrows = new ArrowCondition();
        classes()
                .that()
                .resideOutsideOfPackages("io.gramme.node.app..", "io.gramme.node.http..", "io.gramme.node")
                .should(onlyListedArrows)
                .because("one direction of dependency keeps the cores pure and the simulator whole")
                .allowEmptyShould(true)
                .check(NODE);
    }

    @Test
    void nothingDependsOnTheCompositionRootOrOnHttp() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.gramme.node.app..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.gramme.node.app..")
                .because("app is the only place that names concrete adapters; nobody asks it for anything")
                .allowEmptyShould(true)
                .check(NODE);
        noClasses()
                .that()
                .resideOutsideOfPackages("io.gramme.node.http..", "io.gramme.node.app..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.gramme.node.http..")
                .because("serving people is the outermost layer")
                .allowEmptyShould(true)
                .check(NODE);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.gramme.node.(*)..")
                .should()
                .beFreeOfCycles()
                .because("a cycle is two packages that should be one")
                .allowEmptyShould(true)
                .check(NODE);
    }

    @Test
    void technologiesAreNamedOnlyInTheirAdapters() {
        only("io.vertx..", "..vertx..", "io.gramme.node.http..", "io.gramme.node.app..");
        only("io.netty..", "..vertx..", "io.gramme.node.http..", "io.gramme.node.app..");
        only("org.mapdb..", "io.gramme.node.storage.mapdb..");
        only("com.esotericsoftware..", "io.gramme.node.transport.kryo..");
        only("com.codahale..", "io.gramme.node.metrics.dropwizard..", "io.gramme.node.app..");
        only("org.HdrHistogram..", "io.gramme.node.metrics.dropwizard..");
        only("org.yaml..", "io.gramme.node.config..");
        only("com.fasterxml..", "io.gramme.node.http..", "io.gramme.node.app..");
    }

    private static void only(String technology, String... adapters) {
        noClasses()
                .that()
                .resideOutsideOfPackages(adapters)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(technology)
                .because("a library is named in its adapter alone, so that it can be replaced and simulated")
                .allowEmptyShould(true)
                .check(NODE);
    }

    @Test
    void filesAndThreadsAreNamedOnlyInRuntimeAdapters() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.gramme.node.runtime..",
                        "io.gramme.node.app..",
                        "io.gramme.node.config..",
                        // MapDB asks every Volume for its File; ours answers null
                        "io.gramme.node.storage.mapdb..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.nio\\.file\\.Files|java\\.nio\\.channels\\..*|java\\.io\\.File|java\\.lang\\.Thread")
                .because("the disk and threads come through the ports of io.gramme.node.runtime")
                .allowEmptyShould(true)
                .check(NODE);
    }

    @Test
    void protocolStateHasNoLocksAndNoConcurrentMaps() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.gramme.node.runtime..", "io.gramme.node.app..", "..vertx..", "..dropwizard..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.concurrent.locks..")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.concurrent\\.Concurrent.*")
                .because("state lives on its shard's loop")
                .allowEmptyShould(true)
                .check(NODE);
    }

    /** Every io.gramme class that a class names must be in its own package's row of the table. */
    private static final class ArrowCondition extends ArchCondition<JavaClass> {
        ArrowCondition() {
            super("use only what its row of the table allows");
        }

        @Override
        public void check(JavaClass item, ConditionEvents events) {
            String from = row(item.getPackageName());
            Set<String> allowed = ARROWS.get(from);
            if (allowed == null) {
                events.add(SimpleConditionEvent.violated(item, item.getName() + " is in no package of the table"));
                return;
            }
            for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
                String target = dependency.getTargetClass().getPackageName();
                if (!target.startsWith("io.gramme.")) {
                    continue;
                }
                String to = row(target);
                if (!to.equals(from) && !allowed.contains(to)) {
                    events.add(SimpleConditionEvent.violated(
                            item, from + " -> " + to + ": " + dependency.getDescription()));
                }
            }
        }

        private static String row(String packageName) {
            String rest = packageName.startsWith(BASE)
                    ? packageName.substring(BASE.length())
                    : packageName.substring("io.gramme.".length());
            int dot = rest.indexOf('.');
            return dot < 0 ? rest : rest.substring(0, dot);
        }
    }
}
