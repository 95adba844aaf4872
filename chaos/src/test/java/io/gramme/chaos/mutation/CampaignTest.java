package io.gramme.chaos.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.chaos.mutation.UnifiedDiff.DoesNotApply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hunt itself: what it calls noticed was noticed, and what proves nothing is not called survived. */
class CampaignTest {
    private static final Path ROOT = Path.of("..");
    private static final String TALLY = "node/src/main/java/io/gramme/node/coordinator/SlotTally.java";
    private static final String OUTCOME = "node/src/main/java/io/gramme/node/coordinator/Outcome.java";
    private static final String ROUND = "node/src/main/java/io/gramme/node/purge/PurgeRound.java";

    @TempDir
    private Path scratch;

    private Campaign campaign;

    @BeforeEach
    void open() {
        Bench bench = new Bench(ROOT, scratch, TestClassPath.get(), 5);
        campaign = new Campaign(bench, new Bench.Seeds(1, 1, 20), "this");
    }

    private static Mutation mutation(String hunts, String file, String... hunk) throws DoesNotApply {
        List<String> lines = new ArrayList<>(List.of(
                "Rule: r", "Written: w", "Removed: x", "Seen by: " + hunts, "", "--- a/" + file, "+++ b/" + file));
        lines.addAll(List.of(hunk));
        return Mutation.parse("sample", lines);
    }

    private static Mutation named(String name) throws IOException, DoesNotApply {
        return Mutation.readAll(ROOT.resolve(MutationsMain.DIRECTORY)).stream()
                .filter(mutation -> mutation.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Mutation huntedBy(Mutation mutation, String... hunts) throws DoesNotApply {
        List<Hunt> parsed = new ArrayList<>();
        for (String hunt : hunts) {
            parsed.add(Hunt.parse(hunt));
        }
        return new Mutation(
                mutation.name(),
                mutation.rule(),
                mutation.written(),
                mutation.removed(),
                parsed,
                mutation.diff(),
                mutation.fingerprint());
    }

    @Test
    void aRuleTakenOutIsNoticedByAScenario() throws Exception {
        Mutation mutation = named("fallback-counts-as-owner");
        Row row = campaign.hunt(huntedBy(mutation, "scenario owners-not-found", "scenario a-hint-is-a-vote"));
        assertThat(row.state()).as(row.progress()).isEqualTo(Row.State.NOTICED);
        assertThat(row.hunt()).isEqualTo("a-hint-is-a-vote");
        assertThat(row.caught().seed()).isEqualTo(1);
        assertThat(row.said()).startsWith("a-hint-is-a-vote: ");
        assertThat(Row.ofLine(row.toLine()).toLine()).isEqualTo(row.toLine());
    }

    @Test
    void aRuleTakenOutIsNoticedByATestOfItsModule() throws Exception {
        Mutation mutation = named("proposal-passes-over-a-vote");
        Row row = campaign.hunt(huntedBy(mutation, "test chaos/io.gramme.chaos.linear.RingRegisterSimTest"));
        assertThat(row.state()).as(row.progress()).isEqualTo(Row.State.NOTICED);
        assertThat(row.hunt()).isEqualTo("RingRegisterSimTest");
    }

    @Test
    void whatChangesNothingSurvives() throws Exception {
        Row row = campaign.hunt(mutation(
                "scenario owners-not-found",
                TALLY,
                "@@ -1,1 +1,1 @@",
                "-        count = 0;",
                "+        count = 1 - 1;"));
        assertThat(row.state()).as(row.progress()).isEqualTo(Row.State.SURVIVED);
    }

    @Test
    void aClassThatTheHuntNeverLoadsGivesNoVerdict() throws Exception {
        Row row = campaign.hunt(mutation(
                "scenario owners-not-found",
                ROUND,
                "@@ -1,1 +1,1 @@",
                "-        open.set(0, items.size());",
                "+        open.set(0, items.size() + 0);"));
        assertThat(row.state()).isEqualTo(Row.State.BROKEN);
        assertThat(row.said()).contains("did not load [io.gramme.node.purge.PurgeRound]");
    }

    @Test
    void aPatchThatDoesNotCompileGivesNoVerdict() throws Exception {
        Row row = campaign.hunt(mutation(
                "scenario owners-not-found",
                TALLY,
                "@@ -1,1 +1,1 @@",
                "-        count = 0;",
                "+        count = none;"));
        assertThat(row.state()).isEqualTo(Row.State.BROKEN);
        assertThat(row.said()).contains("does not compile");
    }

    @Test
    void aHuntThatIsRedOnTheRealCodeGivesNoVerdict() throws Exception {
        Row row = campaign.hunt(mutation(
                "test chaos/io.gramme.chaos.mutation.AlwaysRed",
                OUTCOME,
                "@@ -1,1 +1,1 @@",
                " package io.gramme.node.coordinator;",
                "+// the same"));
        assertThat(row.state()).isEqualTo(Row.State.BROKEN);
        assertThat(row.said()).contains("red without the mutation");
    }
}
