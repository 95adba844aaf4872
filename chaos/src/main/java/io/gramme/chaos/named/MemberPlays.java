package io.gramme.chaos.named;

import io.gramme.chaos.cluster.RunningNode;
import io.gramme.ring.ClusterId;
import io.gramme.ring.Ring;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Who belongs to the cluster, and which cluster. */
final class MemberPlays {
    private MemberPlays() {}

    private static Set<String> clusters(Stage stage) {
        Set<String> clusters = new TreeSet<>();
        for (RunningNode node : stage.cluster().running()) {
            Ring ring = node.ring();
            if (ring != null) {
                ClusterId cluster = ring.shape().cluster();
                clusters.add(cluster.toString());
            }
        }
        return clusters;
    }

    /** Empty disks and a network in two halves: never two clusters. */
    static void twoFounders(Stage stage) throws IOException {
        stage.cutOff(0, 1);
        stage.cluster().startAll();
        stage.run(60);
        stage.check(clusters(stage).size() <= 1, "two clusters were founded: %s", clusters(stage));
        stage.reconnect();
        stage.eventually("every node serves", Duration.ofMinutes(5), stage.cluster()::allServe);
        stage.check(clusters(stage).size() == 1, "one network, and clusters %s", clusters(stage));
    }

    /** Half of the nodes are cut off for long, declared dead by the others, and are members again afterwards. */
    static void theDeadComeBack(Stage stage) throws IOException {
        Ring before = Objects.requireNonNull(stage.cluster().node(0).ring());
        stage.cutOff(stage.owner(0), stage.fallback(0));
        stage.run(120);
        stage.reconnect();
        stage.eventually(
                "everybody is alive for everybody",
                Duration.ofMinutes(5),
                () -> stage.cluster().running().stream()
                        .allMatch(node -> node.node().membership().members().stream()
                                .allMatch(member -> member.state() == io.gramme.gossip.MemberState.ALIVE)));
        Ring after = Objects.requireNonNull(stage.cluster().node(0).ring());
        stage.check(before.epoch().equals(after.epoch()), "a detector's verdict changed the ring: %s", after);
        stage.put(stage.owner(0), "back").w(3).must();
    }

    /** A node that is suspected while it stands still is nobody's owner less: ownership is only ever decided. */
    static void aSuspectStaysAnOwner(Stage stage) throws IOException {
        stage.machine(stage.owner(1)).pause();
        stage.run(60);
        int owner = stage.put(stage.owner(0), "meanwhile").must().achieved().owners();
        stage.check(owner >= 1, "no owner took the write");
        stage.machine(stage.owner(1)).resume();
        stage.converge();
        stage.check(stage.values(stage.owner(1)).contains("meanwhile"), "the owner did not get what was its own");
    }
}
