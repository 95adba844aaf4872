package io.gramme.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.background.Task;
import io.gramme.node.coordinator.RequestFailure;
import io.gramme.node.handoff.HintTarget;
import io.gramme.node.http.HttpFront;
import io.gramme.ring.Key;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A drained node is out of the way of clients, and nothing else changes. */
class DrainSimTest {
    private static final Key KEY = Key.of("cart", "anna");

    private static DrainWork work(PurgeScene scene, int node) {
        Node drained = scene.nodes.get(node).node;
        return new DrainWork(
                drained,
                () -> drained.hints(0).stream()
                        .map(target -> new HttpFront.HintTarget("n", target.pending(), target.bytes(), 0))
                        .toList());
    }

    private static long kept(PurgeScene scene, int node) {
        return scene.nodes.get(node).node.hints(0).stream()
                .mapToLong(HintTarget::pending)
                .sum();
    }

    @Test
    void itTurnsClientsAwayAndGoesOnAsAReplica() throws Exception {
        PurgeScene scene = PurgeScene.three(31);
        DrainWork work = work(scene, 2);
        Task task = Objects.requireNonNull(work.drain());
        scene.run(Duration.ofSeconds(2));
        assertThat(task.state()).isEqualTo(Task.State.DONE);
        assertThat(work.isDrained()).isTrue();
        assertThat(scene.read(2, KEY, null))
                .isInstanceOfSatisfying(
                        RequestFailure.class,
                        failure -> assertThat(failure.reason()).isEqualTo(RequestFailure.Reason.DRAINING));
        scene.put(0, KEY, "v");
        scene.run(Duration.ofSeconds(1));
        assertThat(scene.held(2, KEY)).as("it stores as before").isNotNull();
        assertThat(kept(scene, 0) + kept(scene, 1))
                .as("nobody stands in for it")
                .isZero();

        assertThat(Objects.requireNonNull(work.undrain()).state()).isEqualTo(Task.State.DONE);
        scene.run(Duration.ofSeconds(1));
        assertThat(scene.get(2, KEY)).containsExactly("v");
        scene.put(2, KEY, "w");
    }

    @Test
    void itIsDoneOnlyWhenItHasHandedOverWhatItKeeps() throws Exception {
        PurgeScene scene = PurgeScene.three(32);
        scene.kill(2);
        for (int i = 0; i < 20; i++) {
            scene.put(0, Key.of("cart", "k" + i), "v");
        }
        scene.run(Duration.ofSeconds(5));
        int keeper = kept(scene, 0) > 0 ? 0 : 1;
        assertThat(kept(scene, keeper)).isPositive();
        Task task = Objects.requireNonNull(work(scene, keeper).drain());
        scene.run(Duration.ofSeconds(10));
        assertThat(task.state()).isEqualTo(Task.State.RUNNING);
        assertThat(task.total()).isPositive();
        scene.nodes.set(2, scene.cluster.start(scene.nodes.get(2).spec));
        scene.run(Duration.ofSeconds(30));
        assertThat(task.state()).isEqualTo(Task.State.DONE);
        assertThat(task.done()).isEqualTo(task.total());
        assertThat(List.of(kept(scene, keeper))).containsExactly(0L);
    }
}
