package io.gramme.chaos.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.chaos.mutation.UnifiedDiff.DoesNotApply;
import io.gramme.chaos.run.Scenarios;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

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

    @Test
    void eachStillFitsTheSources() throws IOException, DoesNotApply {
        for (Mutation mutation : mutations()) {
            assertThat(mutation.apply(ROOT)).as(mutation.name()).isNotEmpty();
        }
    }
}
