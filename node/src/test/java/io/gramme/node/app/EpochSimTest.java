package io.gramme.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.app.SimCluster.Process;
import io.gramme.node.app.SimCluster.Spec;
import io.gramme.node.membership.Bar;
import io.gramme.node.ringchange.Proposed;
import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.runtime.sim.SimFiles;
import io.gramme.ring.Addresses;
import io.gramme.ring.Epoch;
import io.gramme.ring.Ring;
import io.gramme.ring.change.Change;
import io.gramme.ring.change.RingChanges;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Design §3: a majority of the group that an epoch names decides the next one. */
class EpochSimTest {
    private static final List<Integer> PORTS = List.of(7072, 7172, 7272);
    private static final Epoch SECOND = Epoch.FIRST.next();

    private static List<Process> three(SimCluster cluster) throws Exception {
        List<Process> nodes = new ArrayList<>();
        for (int port : PORTS) {
            nodes.add(cluster.start(new Spec("n" + (nodes.size() + 1), port, PORTS)));
        }
        cluster.runUntil("all ready", () -> nodes.stream().allMatch(one -> one.node.isReady()));
        cluster.run(Duration.ofSeconds(3));
        return nodes;
    }

    private static Ring readdressed(Process by, int member, int port) {
        Addresses addresses = new Addresses("127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:" + port);
        return ((Change.Changed) RingChanges.readdress(by.knownRing(), member, addresses, Set.of())).next();
    }

    private static List<Proposed> propose(Process by, Ring next) {
        List<Proposed> results = new ArrayList<>();
        by.node.control().execute(() -> by.node.register().propose(next, results::add));
        return results;
    }

    @Test
    void aDecidedEpochReachesEveryNode() throws Exception {
        SimCluster cluster = new SimCluster(41);
        List<Process> nodes = three(cluster);
        Ring next = readdressed(nodes.get(0), 1, 9999);
        List<Proposed> result = propose(nodes.get(0), next);
        cluster.runUntil("decided", () -> !result.isEmpty());
        assertThat(result.get(0)).isEqualTo(new Proposed.Decided(next));
        cluster.runUntil("everywhere", () -> nodes.stream().allMatch(one -> next.equals(one.ring())));
        cluster.runUntil(
                "in every view",
                () -> nodes.stream()
                        .allMatch(one -> one.node.views(0).current().epoch().equals(SECOND)));
    }

    @Test
    void ofTwoProposersThatRaceOneWinsAndTheOtherLearnsToWhom() throws Exception {
        SimCluster cluster = new SimCluster(42);
        List<Process> nodes = three(cluster);
        List<Proposed> one = propose(nodes.get(0), readdressed(nodes.get(0), 0, 9001));
        List<Proposed> other = propose(nodes.get(1), readdressed(nodes.get(1), 1, 9002));
        cluster.runUntil("both told", () -> !one.isEmpty() && !other.isEmpty());
        Proposed.Decided won = (Proposed.Decided) (one.get(0) instanceof Proposed.Decided ? one.get(0) : other.get(0));
        Proposed.Lost lost = (Proposed.Lost) (one.get(0) instanceof Proposed.Lost ? one.get(0) : other.get(0));
        assertThat(lost.to()).isEqualTo(won.ring());
    }

    @Test
    void aMinorityDecidesNothing() throws Exception {
        SimCluster cluster = new SimCluster(43);
        List<Process> nodes = three(cluster);
        nodes.get(1).kill();
        nodes.get(2).kill();
        List<Proposed> result = propose(nodes.get(0), readdressed(nodes.get(0), 1, 9999));
        cluster.runUntil("told", () -> !result.isEmpty());
        assertThat(result.get(0)).isEqualTo(new Proposed.Unknown(false));
        assertThat(nodes.get(0).knownRing().epoch()).isEqualTo(Epoch.FIRST);
    }

    @Test
    void aRestoredNodeDoesNotVoteUntilANewEpochNamesIt() throws Exception {
        SimCluster cluster = new SimCluster(44);
        List<Process> nodes = three(cluster);
        Process victim = nodes.get(2);
        SimFiles old = victim.spec.files.image(new Crash.SyncedOnly());
        victim.kill();
        Process later = cluster.start(victim.spec);
        cluster.run(Duration.ofSeconds(4));
        later.kill();
        victim.spec.files = old;
        Process restored = cluster.start(victim.spec);
        cluster.runUntil(
                "restored",
                () -> restored.node.identity().current().generation() == 1
                        && !restored.node.board().bars().contains(Bar.RESTORED));
        cluster.run(Duration.ofSeconds(3));

        cluster.net.cut(List.of(nodes.get(1).spec.at), List.of(nodes.get(0).spec.at, restored.spec.at));
        List<Proposed> alone = propose(nodes.get(0), readdressed(nodes.get(0), 1, 9999));
        cluster.runUntil("told", () -> !alone.isEmpty());
        assertThat(alone.get(0)).isInstanceOf(Proposed.Unknown.class);

        cluster.net.heal();
        cluster.run(Duration.ofSeconds(20));
        List<Proposed> together = propose(nodes.get(0), readdressed(nodes.get(0), 0, 9998));
        cluster.runUntil("told", () -> !together.isEmpty());
        assertThat(together.get(0)).isInstanceOf(Proposed.Decided.class);

        cluster.run(Duration.ofSeconds(3));
        cluster.net.cut(List.of(nodes.get(1).spec.at), List.of(nodes.get(0).spec.at, restored.spec.at));
        List<Proposed> again = propose(nodes.get(0), readdressed(nodes.get(0), 0, 9997));
        cluster.runUntil("told", () -> !again.isEmpty());
        assertThat(again.get(0)).isInstanceOf(Proposed.Decided.class);
    }
}
