package io.gramme.chaos.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimNetworkTest {
    private final Simulation simulation = new Simulation(1, Trace.hashOnly());
    private final SimNetwork network = simulation.network();
    private final List<String> arrived = new ArrayList<>();
    private int failures;

    @BeforeEach
    void attach() {
        for (String machine : List.of("a", "b", "c")) {
            network.attach(machine, (from, message) -> arrived.add(from + ">" + machine + ":" + message[0]));
        }
    }

    @Test
    void deliversOnceWithinTheDelay() {
        send("a", "b", 7);
        simulation.loop().runFor(Duration.ofNanos(49_000));
        assertThat(arrived).isEmpty();
        simulation.loop().runFor(Duration.ofNanos(452_000));
        assertThat(arrived).containsExactly("a>b:7");
        assertThat(failures).isZero();
    }

    @Test
    void dropsSilentlyFailsLoudlyAndDoesBothAtOnce() {
        network.ordinary(Link.HEALTHY.with(new Link.Loss(1, 0, 0, 0)));
        send("a", "b", 1);
        simulation.loop().runUntilIdle(10);
        assertThat(arrived).isEmpty();
        assertThat(failures).isZero();

        network.ordinary(Link.HEALTHY.with(new Link.Loss(0, 1, 0, 0)));
        send("a", "b", 2);
        simulation.loop().runUntilIdle(10);
        assertThat(arrived).isEmpty();
        assertThat(failures).isEqualTo(1);

        network.ordinary(Link.HEALTHY.with(new Link.Loss(0, 0, 1, 0)));
        send("a", "b", 3);
        simulation.loop().runUntilIdle(10);
        assertThat(arrived).containsExactly("a>b:3");
        assertThat(failures).isEqualTo(2);
    }

    @Test
    void lossesComeAsOftenAsTheirProbabilitiesSay() {
        network.ordinary(Link.HEALTHY.with(new Link.Loss(0.1, 0.2, 0.3, 0.5)));
        for (int i = 0; i < 10_000; i++) {
            send("a", "b", 0);
        }
        simulation.loop().runUntilIdle(100_000);
        assertThat(failures).isBetween(4_800, 5_200);
        assertThat(arrived.size()).isBetween(10_200, 10_800);
    }

    @Test
    void reordersUnlessTheLinkIsOrdered() {
        Link.Delay wide = new Link.Delay(Duration.ofMillis(1), Duration.ofMillis(100), 0, Duration.ZERO);
        network.ordinary(Link.HEALTHY.with(wide));
        for (int i = 0; i < 50; i++) {
            send("a", "b", i);
        }
        simulation.loop().runUntilIdle(100);
        assertThat(numbers())
                .hasSize(50)
                .isNotEqualTo(numbers().stream().sorted().toList());

        arrived.clear();
        network.ordinary(new Link(wide, Link.Loss.NONE, Long.MAX_VALUE, true));
        for (int i = 0; i < 50; i++) {
            send("a", "b", i);
        }
        simulation.loop().runUntilIdle(100);
        assertThat(numbers()).hasSize(50).isSorted();
    }

    @Test
    void someMessagesTakeTenMinutes() {
        network.ordinary(
                Link.HEALTHY.with(new Link.Delay(Duration.ZERO, Duration.ofMillis(1), 0.1, Duration.ofMinutes(10))));
        for (int i = 0; i < 1000; i++) {
            send("a", "b", 0);
        }
        simulation.loop().runFor(Duration.ofMillis(1));
        assertThat(arrived.size()).isBetween(850, 950);
        simulation.loop().runFor(Duration.ofMinutes(10));
        assertThat(arrived).hasSize(1000);
    }

    @Test
    void slowLinksPassOneMessageAfterTheOther() {
        Link.Delay none = new Link.Delay(Duration.ZERO, Duration.ZERO, 0, Duration.ZERO);
        network.link("a", "b", new Link(none, Link.Loss.NONE, 1000, false));
        for (int i = 0; i < 4; i++) {
            network.send("a", "b", new byte[500], () -> {});
        }
        simulation.loop().runFor(Duration.ofMillis(1100));
        assertThat(arrived).hasSize(2);
        simulation.loop().runFor(Duration.ofMillis(1000));
        assertThat(arrived).hasSize(4);
    }

    @Test
    void partitionsCutFullyOneWayOrAroundABridge() {
        network.partition(List.of("a"), List.of("b", "c"));
        assertThat(reached()).containsExactly("b>c", "c>b");
        network.healPartitions();
        network.oneWay(List.of("a"), List.of("b"));
        assertThat(reached()).containsExactly("a>c", "b>a", "b>c", "c>a", "c>b");
        network.heal();
        network.partition(List.of("a"), List.of("b"));
        assertThat(reached()).as("c is the bridge").containsExactly("a>c", "b>c", "c>a", "c>b");
        network.heal();
        assertThat(reached()).hasSize(6);
    }

    @Test
    void whatReachesAMachineWithoutProcessFails() {
        network.attach("b", null);
        send("a", "b", 1);
        simulation.loop().runUntilIdle(10);
        assertThat(arrived).isEmpty();
        assertThat(failures).isEqualTo(1);
    }

    private List<String> reached() {
        arrived.clear();
        for (String from : List.of("a", "b", "c")) {
            for (String to : List.of("a", "b", "c")) {
                if (!from.equals(to)) {
                    send(from, to, 0);
                }
            }
        }
        simulation.loop().runUntilIdle(20);
        return arrived.stream().map(line -> line.substring(0, 3)).sorted().toList();
    }

    private void send(String from, String to, int content) {
        network.send(from, to, new byte[] {(byte) content}, () -> failures++);
    }

    private List<Integer> numbers() {
        return arrived.stream().map(line -> Integer.parseInt(line.substring(4))).toList();
    }
}
