package io.gramme.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.app.SimCluster.Process;
import io.gramme.node.buckets.BucketSettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class BucketSpreadSimTest {
    private static final byte[] BUCKET = "lww".getBytes(StandardCharsets.UTF_8);
    private static final BucketSettings LWW =
            new BucketSettings(null, null, null, null, null, BucketSettings.Siblings.LWW, null, null, null);

    private static boolean hasSettings(Process process) {
        return LWW.equals(process.node.bucketViews(0).settings(BUCKET));
    }

    /** What it wrote as siblings where the last writer wins would stay so for ever. */
    @Test
    void aNewcomerCoordinatesNothingBeforeItHasTheBucketSettings() throws Exception {
        for (int seed = 1; seed <= 5; seed++) {
            SimCluster cluster = new SimCluster(seed);
            List<Process> nodes = RingMoves.three(cluster);
            Node first = nodes.get(0).node;
            first.control().execute(() -> first.bucketEditor(0).replace(BUCKET, LWW, edited -> {}));
            cluster.runUntil(
                    "the settings are everywhere", () -> nodes.stream().allMatch(BucketSpreadSimTest::hasSettings));
            Process newcomer = RingMoves.newcomer(cluster, 4);
            cluster.runUntil(
                    "it may coordinate", () -> newcomer.node.views(0).current().mayCoordinate());
            assertThat(hasSettings(newcomer)).as("seed %d", seed).isTrue();
        }
    }
}
