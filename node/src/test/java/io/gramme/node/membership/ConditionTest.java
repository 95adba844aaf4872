package io.gramme.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.gossip.MemberFlag;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ConditionTest {
    @Test
    void everyFlagOfGossipIsACondition() {
        assertThat(Arrays.stream(Condition.values()).map(Enum::name))
                .containsExactlyElementsOf(
                        Arrays.stream(MemberFlag.values()).map(Enum::name).toList());
    }
}
