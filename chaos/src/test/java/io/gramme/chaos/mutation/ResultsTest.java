package io.gramme.chaos.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.chaos.mutation.UnifiedDiff.DoesNotApply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
    @TempDir
    private Path directory;

    private static Mutation mutation(String name, String line) throws DoesNotApply {
        return Mutation.parse(
                name,
                List.of(
                        "Rule: the rule of " + name,
                        "Written: w",
                        "Removed: x",
                        "Seen by: scenario plays",
                        "--- a/F.java",
                        "+++ b/F.java",
                        "@@ -1 +1 @@",
                        "-old",
                        "+" + line));
    }

    private static Row row(Mutation mutation, Row.State state) {
        Catch caught = new Catch(state == Row.State.NOTICED, 7, 7, 1_250, "");
        return new Row(mutation.name(), mutation.fingerprint(), "c1", state, "plays", caught, "a | b <c>\nwas lost");
    }

    private Results open() throws IOException {
        return Results.open(directory.resolve("results.tsv"));
    }

    @Test
    void aVerdictIsOfOnePatchInOneCommit() throws Exception {
        Mutation one = mutation("one", "new");
        open().put(row(one, Row.State.SURVIVED));
        assertThat(open().isDone(one, "c1")).isTrue();
        assertThat(open().isDone(one, "c2")).isFalse();
        assertThat(open().isDone(mutation("one", "newer"), "c1")).isFalse();
        assertThat(open().isDone(mutation("other", "new"), "c1")).isFalse();
    }

    @Test
    void whatHasNoVerdictIsHuntedAgain() throws Exception {
        Mutation one = mutation("one", "new");
        open().put(row(one, Row.State.BROKEN));
        assertThat(open().isDone(one, "c1")).isFalse();
    }

    @Test
    void mutationsThatAreGoneAreForgotten() throws Exception {
        Mutation one = mutation("one", "new");
        Mutation other = mutation("other", "new");
        Results results = open();
        results.put(row(one, Row.State.NOTICED));
        results.put(row(other, Row.State.NOTICED));
        results.keepOnly(List.of(other));
        assertThat(open().of(one)).isNull();
        assertThat(open().of(other)).isNotNull();
    }

    @Test
    void theTableSaysNothingThatWasNotHunted() throws Exception {
        Mutation one = mutation("one", "new");
        Mutation two = mutation("two", "new");
        Mutation three = mutation("three", "new");
        Results results = open();
        results.put(row(one, Row.State.NOTICED));
        results.put(row(two, Row.State.SURVIVED));
        results.put(row(mutation("three", "as it was"), Row.State.NOTICED));
        List<String> document = List.of(
                "above",
                "<!-- made by ./chaos/run mutations --table -->",
                "old",
                "<!-- end of what is made -->",
                "below");
        List<String> renewed = Table.renew(document, List.of(one, two, three), results);
        assertThat(renewed)
                .startsWith("above", "<!-- made by ./chaos/run mutations --table -->")
                .endsWith("<!-- end of what is made -->", "below")
                .contains(
                        "3 mutations, 1 noticed; hunted in commit c1.",
                        "| one | the rule of one | plays, seed 7 | 1.3 | a \\| b &lt;c> was lost |",
                        "| two | the rule of two | not noticed | 1.3 | a \\| b &lt;c> was lost |",
                        "| three | the rule of three | not hunted as it is now | | |")
                .doesNotContain("old");
        assertThat(Table.renew(renewed, List.of(one, two, three), results)).isEqualTo(renewed);
    }

    @Test
    void theCommandLineMakesSense() {
        assertThat(MutationOptions.parse(List.of("--seeds", "5", "--results", "f", "--resume", "one", "two")))
                .isEqualTo(new MutationOptions(5, "f", true, false, List.of("one", "two")));
        assertThatThrownBy(() -> MutationOptions.parse(List.of("--resume"))).hasMessageContaining("--results");
        assertThatThrownBy(() -> MutationOptions.parse(List.of("--seeds"))).hasMessageContaining("--seeds");
        assertThatThrownBy(() -> MutationOptions.parse(List.of("--table", "one")))
                .hasMessageContaining("--table");
        assertThatThrownBy(() -> MutationOptions.parse(List.of("--sedes"))).hasMessageContaining("--sedes");
    }
}
