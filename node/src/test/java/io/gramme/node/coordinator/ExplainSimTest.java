package io.gramme.node.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.coordinator.Explanation.Replica;
import io.gramme.node.coordinator.Explanation.Role;
import io.gramme.node.coordinator.TestCluster.TestNode;
import io.gramme.node.storage.Space;
import io.gramme.ring.Key;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExplainSimTest {
    private static final Key KEY = Key.of("cart", "alice");

    private final TestCluster cluster = new TestCluster(5);

    private Explanation explain(TestNode node) {
        return cluster.await(callback -> node.coordinator.explain(KEY, 2_000, callback));
    }

    private static List<KeyAccount> owners(Explanation explanation) {
        return explanation.replicas().stream()
                .filter(replica -> replica.role() == Role.OWNER)
                .map(replica -> Objects.requireNonNull(replica.account()))
                .toList();
    }

    @Test
    void ownersThatAgreeShowTheSameVersionsAndFallbacksNothing() {
        CausalContext first = CoordinationSimTest.written(cluster.node(0).put(KEY, "v1", null))
                .context();
        cluster.node(1).put(KEY, "v22", first);
        cluster.node(2).put(KEY, "blind", null);
        cluster.runFor(100);
        for (TestNode asked : cluster.nodes) {
            Explanation explanation = explain(asked);
            assertThat(explanation.replicas()).hasSize(5);
            assertThat(owners(explanation)).hasSize(3).allSatisfy(account -> {
                KeyAccount.Copy live = Objects.requireNonNull(account.in(Space.LIVE));
                assertThat(live.versions()).hasSize(2).noneMatch(KeyAccount.Version::tombstone);
                assertThat(live.versions().stream()
                                .mapToInt(KeyAccount.Version::bytes)
                                .sum())
                        .isEqualTo(8);
                assertThat(live.durable()).isTrue();
            });
            assertThat(owners(explanation).stream()
                            .map(account -> Objects.requireNonNull(account.in(Space.LIVE))
                                    .versionHash())
                            .distinct())
                    .hasSize(1);
            assertThat(explanation.replicas().subList(3, 5))
                    .allSatisfy(replica -> assertThat(
                                    Objects.requireNonNull(replica.account()).copies())
                            .isEmpty());
        }
    }

    @Test
    void aDeadOwnerIsSilentAndItsHintShowsAtTheFallback() {
        TestNode dead = cluster.owner(KEY, 2);
        TestNode alive = cluster.owner(KEY, 0);
        cluster.kill(dead);
        CoordinationSimTest.written(alive.put(KEY, "v", null));
        cluster.runFor(500);
        Explanation explanation = explain(alive);
        Replica silent = explanation.replicas().stream()
                .filter(replica -> replica.node() == dead.index)
                .findFirst()
                .orElseThrow();
        assertThat(silent.account()).isNull();
        assertThat(silent.failure()).isEqualTo("unreachable");
        List<KeyAccount.Copy> hints = explanation.replicas().stream()
                .filter(replica -> replica.role() == Role.FALLBACK && replica.account() != null)
                .map(replica -> Objects.requireNonNull(replica.account()).in(Space.HINT))
                .filter(Objects::nonNull)
                .toList();
        assertThat(hints)
                .isNotEmpty()
                .allSatisfy(hint -> assertThat(hint.keptFor()).containsExactly(dead.index));
    }

    @Test
    void aDeletionIsShownAsTombstone() {
        TestNode node = cluster.owner(KEY, 0);
        CausalContext context =
                CoordinationSimTest.written(node.put(KEY, "v", null)).context();
        WriteRequest delete = new WriteRequest(
                KEY,
                io.gramme.node.causality.Content.deletion(1),
                context,
                null,
                WriteRequest.Options.DEFAULT,
                2_000,
                "d");
        CoordinationSimTest.written(node.put(delete));
        KeyAccount.Copy copy =
                Objects.requireNonNull(owners(explain(node)).get(0).in(Space.LIVE));
        assertThat(copy.versions()).hasSize(1).allMatch(KeyAccount.Version::tombstone);
    }

    @Test
    void anAccountSurvivesItsEncodingAndDamageIsRefused() throws MalformedRecordException {
        cluster.node(0).put(KEY, "v1", null);
        cluster.runFor(50);
        KeyAccount made = owners(explain(cluster.node(0))).get(0);
        KeyAccount account = new KeyAccount(
                made.copies(), List.of("hint: page 3"), true, 1_700_000_000_000L, KeyAccount.Vote.NO_ABSENCE);
        byte[] bytes = AccountCodec.encode(account);
        assertThat(AccountCodec.decode(bytes)).isEqualTo(account);
        for (int cut = 0; cut < bytes.length; cut++) {
            byte[] shorter = Arrays.copyOf(bytes, cut);
            assertThatThrownBy(() -> AccountCodec.decode(shorter)).isInstanceOf(MalformedRecordException.class);
        }
        Random random = new Random(176);
        for (int round = 0; round < 10_000; round++) {
            byte[] mutated = bytes.clone();
            mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            try {
                AccountCodec.decode(mutated);
            } catch (MalformedRecordException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
    }
}
