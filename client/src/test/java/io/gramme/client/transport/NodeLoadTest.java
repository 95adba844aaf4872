package io.gramme.client.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class NodeLoadTest {
    private static final long MILLI = 1_000_000;

    private final NodeLoad one = new NodeLoad();
    private final NodeLoad other = new NodeLoad();
    private long now = Long.MAX_VALUE - 1_000 * MILLI;

    private static void send(NodeLoad node, int times) {
        for (int i = 0; i < times; i++) {
            node.onSend();
        }
    }

    private static void answer(NodeLoad node, int times, long millis, long now) {
        for (int i = 0; i < times; i++) {
            node.onSend();
            node.onAnswer(millis * MILLI, now);
        }
    }

    /** Whichever of the two chance names first. */
    private NodeLoad lighter() {
        NodeLoad chosen = lighter(one, other);
        assertThat(lighter(other, one)).isSameAs(chosen);
        return chosen;
    }

    private NodeLoad lighter(NodeLoad first, NodeLoad second) {
        return Objects.requireNonNull(NodeLoad.lighter(List.of(first, second), node -> node, 0, 0, now));
    }

    @Test
    void ofTwoAlikeTheOneThatOwesLess() {
        send(one, 3);
        send(other, 2);
        assertThat(lighter()).isSameAs(other);
        other.onEnd();
        assertThat(other.pending()).isEqualTo(1);
        send(other, 3);
        assertThat(lighter()).isSameAs(one);
    }

    @Test
    void aSlowOneIsSparedThoughItOwesLess() {
        answer(one, 50, 1, now);
        answer(other, 50, 20, now);
        send(one, 30);
        assertThat(lighter()).isSameAs(one);
    }

    @Test
    void aSlowOneIsTriedAgainSoon() {
        answer(one, 50, 1, now);
        answer(other, 50, 20, now);
        send(one, 1);
        now += 1_500 * MILLI;
        answer(one, 50, 1, now);
        assertThat(lighter()).isSameAs(one);
        now += 1_500 * MILLI;
        answer(one, 50, 1, now);
        assertThat(lighter()).isSameAs(other);
        answer(other, 3, 20, now);
        assertThat(lighter()).isSameAs(one);
    }

    @Test
    void whatItRefusesIsNoSignOfSpeed() {
        answer(one, 50, 1, now);
        answer(other, 50, 20, now);
        send(one, 1);
        for (int i = 0; i < 100; i++) {
            other.onSend();
            other.onEnd();
        }
        assertThat(lighter()).isSameAs(one);
    }

    @Test
    void amongQuickOnesLatencySaysNothing() {
        answer(one, 50, 0, now);
        answer(other, 50, 1, now);
        send(one, 1);
        assertThat(lighter()).isSameAs(other);
    }

    @Test
    void besideOneThatHasNotAnsweredOfLateNobodyIsSlow() {
        answer(one, 50, 20, now);
        send(other, 1);
        assertThat(lighter()).isSameAs(one);
        answer(other, 50, 1, now);
        assertThat(lighter()).isSameAs(other);
        now += 1_000 * MILLI;
        answer(one, 50, 20, now);
        assertThat(lighter()).isSameAs(one);
    }

    @Test
    void whereAllAreSlowNobodyIs() {
        answer(one, 50, 30, now);
        answer(other, 50, 100, now);
        send(one, 1);
        assertThat(lighter()).isSameAs(other);
    }

    @Test
    void ofOneThatOneAndOfNoneNone() {
        assertThat(NodeLoad.lighter(List.of(one), node -> node, 0.9, 0.9, now)).isSameAs(one);
        assertThat(NodeLoad.<NodeLoad>lighter(List.of(), node -> node, 0, 0, now))
                .isNull();
    }
}
