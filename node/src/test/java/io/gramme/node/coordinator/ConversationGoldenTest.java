package io.gramme.node.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.coordinator.TestCluster.TestNode;
import io.gramme.ring.Key;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who asks whom for what, word for word: owners are A, B, C in row order, fallbacks D, E, F in theirs. */
class ConversationGoldenTest {
    private static final Key KEY = Key.of("cart", "alice");

    private final TestCluster cluster = new TestCluster(6);

    private List<String> conversation() {
        cluster.runFor(100);
        List<String> spoken = cluster.network.log.stream().map(this::lettered).toList();
        cluster.network.log.clear();
        return spoken;
    }

    private String lettered(String line) {
        String[] words = line.split(" ");
        String fault = words[4].equals("NONE") ? "" : " " + words[4];
        return letter(words[0]) + ">" + letter(words[2]) + " " + words[3] + fault;
    }

    private char letter(String node) {
        int index = Integer.parseInt(node);
        int slot = cluster.row(KEY).slotOf(index);
        if (slot >= 0) {
            return (char) ('A' + slot);
        }
        int rank = 0;
        while (cluster.fallback(KEY, rank).index != index) {
            rank++;
        }
        return (char) ('D' + rank);
    }

    @Test
    void aPutAtAnOwner() {
        cluster.owner(KEY, 0).put(KEY, "v", null);
        assertThat(conversation()).containsExactly("A>B ReplicaWrite", "A>C ReplicaWrite");
    }

    @Test
    void aGetAtAnOwnerThatFindsAllAlike() {
        cluster.owner(KEY, 0).put(KEY, "v", null);
        conversation();
        cluster.owner(KEY, 1).get(KEY);
        assertThat(conversation()).containsExactly("B>A ReplicaRead", "B>C ReplicaRead");
    }

    @Test
    void aGetAtAStranger() {
        cluster.fallback(KEY, 0).get(KEY);
        assertThat(conversation()).containsExactly("D>A ReplicaRead", "D>B ReplicaRead", "D>C ReplicaRead");
    }

    @Test
    void aPutAtAStranger() {
        cluster.fallback(KEY, 2).put(KEY, "v", null);
        assertThat(conversation()).containsExactly("F>A Forward", "A>B ReplicaWrite", "A>C ReplicaWrite");
    }

    @Test
    void aPutWhileAnOwnerIsAwayThenKnownToBe() {
        TestNode away = cluster.owner(KEY, 1);
        cluster.kill(away);
        cluster.owner(KEY, 0).put(KEY, "v", null);
        assertThat(conversation())
                .containsExactly("A>B ReplicaWrite UNREACHABLE", "A>C ReplicaWrite", "A>D ReplicaWrite");
        cluster.owner(KEY, 0).put(KEY, "w", null);
        assertThat(conversation()).containsExactly("A>C ReplicaWrite", "A>D ReplicaWrite");
    }

    @Test
    void aGetThatRepairsWhatAnOwnerMissed() {
        TestNode away = cluster.owner(KEY, 2);
        cluster.kill(away);
        cluster.owner(KEY, 0).put(KEY, "v", null);
        cluster.revive(away);
        conversation();
        cluster.owner(KEY, 1).get(KEY);
        assertThat(conversation()).containsExactly("B>A ReplicaRead", "B>C ReplicaRead", "B>C ReplicaWrite");
    }

    @Test
    void aGetOfALargeValueFetchesOnlyWhatDiffers() {
        cluster.owner(KEY, 0).put(KEY, "x".repeat(10_000), null);
        conversation();
        cluster.owner(KEY, 0).get(KEY);
        assertThat(conversation()).as("digests agree").containsExactly("A>B ReplicaRead", "A>C ReplicaRead");
        TestNode away = cluster.owner(KEY, 0);
        cluster.kill(away);
        cluster.owner(KEY, 1).put(KEY, "y".repeat(10_000), null);
        cluster.revive(away);
        conversation();
        away.get(KEY);
        assertThat(conversation())
                .as("one of the two new copies is fetched, the other equals it")
                .containsExactly("A>B ReplicaRead", "A>C ReplicaRead", "A>B ReplicaRead");
    }
}
