package io.gramme.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.coordinator.ReadRequest;
import io.gramme.node.coordinator.ReadResult;
import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.runtime.sim.SimFiles;
import io.gramme.ring.Key;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A node that lost its records, and does not know it yet: what it lacks is not taken for absent. */
class RefillSimTest {
    private static final Key KEY = Key.of("cart", "anna");
    private static final Key OTHER = Key.of("cart", "bob");

    @Test
    void aNodeThatIsRefilledNeverSaysThatAKeyIsNotThere() throws Exception {
        for (long seed = 31; seed < 35; seed++) {
            PurgeScene scene = PurgeScene.three(seed);
            scene.put(0, KEY, "there");
            // Only what a node has told of its log for a while is remembered by others.
            scene.run(Duration.ofMinutes(1));
            scene.put(0, OTHER, "x");
            scene.run(Duration.ofSeconds(5));
            scene.kill(2);
            scene.nodes.get(2).spec.files =
                    withoutRecords(scene.nodes.get(2).spec.files.image(Crash.syncedOnly()));
            scene.nodes.set(2, scene.cluster.start(scene.nodes.get(2).spec));
            List<ReadResult> results = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                for (int node = 0; node < 3; node++) {
                    ask(scene.nodes.get(node).node, results);
                }
                scene.run(Duration.ofMillis(10));
            }
            scene.run(Duration.ofSeconds(30));
            assertThat(results).as("seed %s", seed).noneMatch(ReadResult.NotFound.class::isInstance);
            assertThat(results.stream()
                            .filter(ReadResult.Found.class::isInstance)
                            .count())
                    .isGreaterThan(500);
            assertThat(scene.held(2, KEY)).as("it is refilled").isNotNull();
        }
    }

    private static void ask(Node node, List<ReadResult> results) {
        ReadRequest request = new ReadRequest(KEY, 1, null, 1_000, false, null, "get");
        node.control().execute(() -> node.coordinator(0).read(request, results::add));
    }

    private static SimFiles withoutRecords(SimFiles files) throws IOException {
        for (String name : List.copyOf(files.list("log"))) {
            files.delete("log/" + name);
        }
        for (String group : List.copyOf(files.list("index"))) {
            for (String name : List.copyOf(files.list("index/" + group))) {
                files.delete("index/" + group + "/" + name);
            }
        }
        for (String name : List.of("MANIFEST", "CLEAN")) {
            if (files.exists(name)) {
                files.delete(name);
            }
        }
        return files;
    }
}
