package io.gramme.ring;

import static io.gramme.ring.RingFixture.ring;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeciderGroupTest {
    @ParameterizedTest
    @CsvSource({"1,1", "2,1", "3,3", "6,3", "7,5", "20,5"})
    void hasOneMemberUpToTwoNodesThreeUpToSixFiveFromSeven(int nodes, int size) {
        assertThat(ring(8, 3, nodes, 3).group().nodes()).hasSize(size);
    }

    @Test
    void spreadsOverZones() {
        Ring ring = ring(8, 3, 9, 3);
        assertThat(ring.group().nodes().stream()
                        .limit(3)
                        .map(node -> ring.members().at(node).zone()))
                .doesNotHaveDuplicates();
    }

    @Test
    void keepsLiveDecidersAndReplacesDeadOnesByLiveMembers() {
        Members members = ring(8, 3, 6, 3).members();
        assertThat(DeciderGroup.choose(members, List.of(1, 4, 5), Set.of()).nodes())
                .containsExactly(1, 4, 5);
        DeciderGroup next = DeciderGroup.choose(members, List.of(1, 4, 5), Set.of(4));
        assertThat(next.nodes()).contains(1, 5).hasSize(3).doesNotContain(4);
    }

    @Test
    void neverNamesAMemberWithoutASeat() {
        Members members = ring(8, 3, 5, 3).members();
        Member leaving = members.all().get(2).withState(MemberState.LEAVING);
        assertThat(DeciderGroup.choose(members.with(List.of(leaving)), List.of(0, 1, 2), Set.of())
                        .nodes())
                .hasSize(3)
                .doesNotContain(2);
    }

    @Test
    void keepsItsSizeWithDeadMembersWhenLiveOnesRunOut() {
        Members members = ring(8, 3, 4, 3).members();
        assertThat(DeciderGroup.choose(members, List.of(0, 1, 2), Set.of(0, 1, 3))
                        .nodes())
                .contains(2)
                .hasSize(3);
    }

    @Test
    void outlivesTheLossOfAMinority() {
        DeciderGroup three = new DeciderGroup(List.of(0, 1, 2));
        assertThat(three.outlives(Set.of(2, 9))).isTrue();
        assertThat(three.outlives(Set.of(1, 2))).isFalse();
        assertThat(new DeciderGroup(List.of(0, 1, 2, 3, 4)).outlives(Set.of(1, 2)))
                .isTrue();
    }
}
