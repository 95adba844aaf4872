package io.gramme.chaos.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.chaos.mutation.UnifiedDiff.DoesNotApply;
import io.gramme.chaos.run.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The patches of {@code chaos/mutations/} do not rot: each still fits the sources. */
class MutationsTest {
    private static final Path ROOT = Path.of("..");

    private static List<Mutation> mutations() throws IOException, DoesNotApply {
        return Mutation.readAll(ROOT.resolve(MutationsMain.DIRECTORY));
    }

    @Test
    void thereAreEnough() throws IOException, DoesNotApply {
        assertThat(mutations()).hasSizeGreaterThanOrEqualTo(20);
    }

    @Test
    void eachIsHuntedByAScenarioThatExists() throws IOException, DoesNotApply {
        for (Mutation mutation : mutations()) {
            for (Hunt hunt : mutation.hunts()) {
                if (hunt.kind() == Hunt.Kind.SCENARIO) {
                    assertThat(Scenarios.all()).as(mutation.name()).containsKey(hunt.what());
                } else {
                    assertThat(ROOT.resolve(hunt.sourceOfTest()))
                            .as(mutation.name())
                            .exists();
                }
            }
        }
    }

    /** As many as change different files are compiled at once. */
    @Test
    void eachStillFitsTheSourcesAndCompiles(@TempDir Path scratch) throws IOException, DoesNotApply {
        Bench bench = new Bench(ROOT, scratch, TestClassPath.get(), 1);
        List<Map<String, List<String>>> batches = new ArrayList<>();
        for (Mutation mutation : mutations()) {
            Map<String, List<String>> files = mutation.apply(ROOT);
            assertThat(files).as(mutation.name()).isNotEmpty();
            batchFor(files, batches).putAll(files);
        }
        for (int i = 0; i < batches.size(); i++) {
            assertThat(bench.compile("batch" + i, batches.get(i)).changed())
                    .hasSize(batches.get(i).size());
        }
    }

    private static Map<String, List<String>> batchFor(
            Map<String, List<String>> files, List<Map<String, List<String>>> batches) {
        for (Map<String, List<String>> batch : batches) {
            if (Collections.disjoint(batch.keySet(), files.keySet())) {
                return batch;
            }
        }
        Map<String, List<String>> another = new TreeMap<>();
        batches.add(another);
        return another;
    }

    @Test
    void theTableSaysWhatTheHuntsSaid() throws IOException, DoesNotApply {
        List<String> document = Files.readAllLines(ROOT.resolve(Table.DOCUMENT));
        Results results = Results.open(ROOT.resolve(MutationsMain.RESULTS));
        assertThat(document)
                .as("renew it: ./chaos/run mutations --table")
                .isEqualTo(Table.renew(document, mutations(), results));
    }
}
