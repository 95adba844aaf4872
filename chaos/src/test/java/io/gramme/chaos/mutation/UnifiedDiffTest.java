package io.gramme.chaos.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.chaos.mutation.UnifiedDiff.DoesNotApply;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnifiedDiffTest {
    private static final List<String> PATCH = List.of(
            "Rule: something - with a dash",
            "--- a/x/File.java",
            "+++ b/x/File.java",
            "@@ -4,3 +4,4 @@",
            " line 4",
            "-line 5",
            "+line five",
            "+and a half",
            " line 6",
            "@@ -9,2 +10,1 @@",
            " line 9",
            "-line 10",
            "--- a/y/Other.java",
            "+++ b/y/Other.java",
            "@@ -1,1 +1,1 @@",
            "-line 1",
            "+line one");

    private static List<String> lines(int from, int to) {
        return new ArrayList<>(IntStream.rangeClosed(from, to)
                .mapToObj(number -> "line " + number)
                .toList());
    }

    @Test
    void changesEveryFileAtEveryPlace() throws DoesNotApply {
        assertThat(UnifiedDiff.parse(PATCH).apply(file -> lines(1, 11)))
                .containsOnlyKeys("x/File.java", "y/Other.java")
                .containsEntry(
                        "x/File.java",
                        List.of(
                                "line 1",
                                "line 2",
                                "line 3",
                                "line 4",
                                "line five",
                                "and a half",
                                "line 6",
                                "line 7",
                                "line 8",
                                "line 9",
                                "line 11"));
    }

    @Test
    void followsLinesThatHaveMoved() throws DoesNotApply {
        List<String> moved = lines(1, 11);
        moved.addAll(2, List.of("new", "newer", "newest"));
        assertThat(UnifiedDiff.parse(PATCH).apply(file -> moved).get("x/File.java"))
                .containsSequence("newest", "line 3", "line 4", "line five", "and a half", "line 6")
                .endsWith("line 9", "line 11");
    }

    @Test
    void doesNotApplyWhereALineHasChanged() throws DoesNotApply {
        List<String> changed = lines(1, 11);
        changed.set(4, "line 5 says something else");
        UnifiedDiff diff = UnifiedDiff.parse(PATCH);
        assertThatThrownBy(() -> diff.apply(file -> changed))
                .isInstanceOf(DoesNotApply.class)
                .hasMessageContaining("x/File.java no longer has the lines at 4");
        assertThatThrownBy(() -> UnifiedDiff.parse(List.of("no patch"))).isInstanceOf(DoesNotApply.class);
    }
}
