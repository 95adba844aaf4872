package io.gramme.node.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.node.causality.Content;
import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.coordinator.ListResult.Listed;
import io.gramme.node.coordinator.ListResult.Page;
import io.gramme.node.coordinator.TestCluster.TestNode;
import io.gramme.ring.Key;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Listings over real coordinators on virtual time, against a read of every key there may be. */
class ListSimTest {
    private static final byte[] CART = bytes("cart");

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ListRequest request(String prefix, long from, int limit, boolean values) {
        return new ListRequest(CART, bytes(prefix), from, limit, values, null, 2_000, "l");
    }

    private record Whole(List<Listed> keys, int unread, int pages) {
        Set<String> names() {
            Set<String> names = new TreeSet<>();
            keys.forEach(listed -> names.add(new String(listed.key().name(), StandardCharsets.UTF_8)));
            return names;
        }
    }

    private static Whole listAll(TestCluster cluster, TestNode node, String prefix, int limit) {
        List<Listed> keys = new ArrayList<>();
        int unread = 0;
        long from = 0;
        for (int pages = 1; ; pages++) {
            ListRequest request = request(prefix, from, limit, false);
            Page page = (Page) cluster.<ListResult>await(callback -> node.coordinator.list(request, callback));
            assertThat(page.keys()).hasSizeLessThanOrEqualTo(limit);
            keys.addAll(page.keys());
            unread += page.unread();
            if (page.next() == null) {
                return new Whole(keys, unread, pages);
            }
            assertThat(Long.compareUnsigned(page.next(), from)).as("progress").isPositive();
            from = page.next();
        }
    }

    private static void write(TestCluster cluster, Random random, int writes) {
        for (int i = 0; i < writes; i++) {
            Key key = Key.of(random.nextInt(4) == 0 ? "other" : "cart", "k" + random.nextInt(60));
            TestNode node = cluster.node(random.nextInt(cluster.nodes.size()));
            if (random.nextInt(3) == 0) {
                WriteRequest.Options force = new WriteRequest.Options(null, null, List.of(), false, false, false, true);
                node.put(new WriteRequest(key, Content.deletion(1), null, null, force, 2_000, "d"));
            } else {
                node.put(key, "v" + i, null);
            }
        }
    }

    private static Set<String> readAll(TestCluster cluster, TestNode node, String prefix) {
        Set<String> there = new TreeSet<>();
        for (int k = 0; k < 60; k++) {
            String name = "k" + k;
            if (name.startsWith(prefix) && node.get(Key.of("cart", name)) instanceof ReadResult.Found) {
                there.add(name);
            }
        }
        return there;
    }

    @Test
    void everyPageSizeFindsExactlyTheKeysThatReadsFindInRingOrder() {
        for (int seed = 1; seed <= 12; seed++) {
            Random random = new Random(seed);
            TestCluster cluster = new TestCluster(5);
            write(cluster, random, 150);
            cluster.runFor(100);
            String prefix = random.nextBoolean() ? "" : "k" + random.nextInt(6);
            TestNode asked = cluster.node(random.nextInt(5));
            Whole whole = listAll(cluster, asked, prefix, 1 + random.nextInt(70));
            assertThat(whole.names()).as("seed %d", seed).isEqualTo(readAll(cluster, asked, prefix));
            assertThat(whole.keys()).hasSameSizeAs(whole.names());
            assertThat(whole.unread()).isZero();
            for (int i = 1; i < whole.keys().size(); i++) {
                long before = whole.keys().get(i - 1).key().hash();
                assertThat(Long.compareUnsigned(
                                before, whole.keys().get(i).key().hash()))
                        .isLessThanOrEqualTo(0);
            }
        }
    }

    @Test
    void aReplicaThatMissedDeletionsBringsNothingBack() {
        TestCluster cluster = new TestCluster(3);
        for (int i = 0; i < 30; i++) {
            CoordinationSimTest.written(cluster.node(0).put(Key.of("cart", "k" + i), "v", null));
        }
        cluster.runFor(100);
        cluster.kill(cluster.node(2));
        for (int i = 0; i < 30; i += 2) {
            WriteRequest.Options force = new WriteRequest.Options(null, null, List.of(), false, false, false, true);
            CoordinationSimTest.written(cluster.node(0)
                    .put(new WriteRequest(
                            Key.of("cart", "k" + i), Content.deletion(1), null, null, force, 2_000, "d")));
        }
        assertThat(listAll(cluster, cluster.node(0), "", 7).names())
                .as("one owner away")
                .hasSize(15);
        cluster.revive(cluster.node(2));
        for (TestNode node : cluster.nodes) {
            Whole whole = listAll(cluster, node, "", 7);
            assertThat(whole.names()).as("through n%d", node.index).hasSize(15);
            assertThat(whole.unread()).isZero();
        }
    }

    @Test
    void partitionsWithoutAQuorumAreCountedAndNeverTakenForEmpty() {
        TestCluster cluster = new TestCluster(5);
        Set<String> all = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            CoordinationSimTest.written(cluster.node(0).put(Key.of("cart", "k" + i), "v", null));
            all.add("k" + i);
        }
        cluster.runFor(100);
        cluster.kill(cluster.node(3));
        cluster.kill(cluster.node(4));
        Whole whole = listAll(cluster, cluster.node(0), "", 1_000);
        assertThat(whole.unread()).isPositive();
        Set<String> expected = new TreeSet<>();
        for (String name : all) {
            int[] owners = cluster.row(Key.of("cart", name)).toArray();
            if (Arrays.stream(owners).filter(owner -> owner < 3).count() >= 2) {
                expected.add(name);
            }
        }
        assertThat(whole.names()).isEqualTo(expected);
    }

    @Test
    void whereNothingCanBeReadTheAnswerIsAFailureNotAnEmptyPage() {
        TestCluster cluster = new TestCluster(3);
        cluster.kill(cluster.node(1));
        cluster.kill(cluster.node(2));
        ListResult result =
                cluster.await(callback -> cluster.node(0).coordinator.list(request("", 0, 10, false), callback));
        assertThat(CoordinationSimTest.failure(result).reason()).isEqualTo(RequestFailure.Reason.NOT_ENOUGH_REPLICAS);
        ListRequest one = new ListRequest(CART, bytes(""), 0, 10, false, 1, 2_000, "l");
        assertThat(cluster.<ListResult>await(
                        callback -> cluster.node(0).coordinator.list(one, callback)))
                .isInstanceOf(Page.class);
    }

    @Test
    void valuesComeWithTheirSiblingsAndContext() {
        TestCluster cluster = new TestCluster(3);
        cluster.node(0).put(Key.of("cart", "a"), "one", null);
        cluster.node(1).put(Key.of("cart", "a"), "two", null);
        cluster.runFor(50);
        Page page = (Page) cluster.<ListResult>await(
                callback -> cluster.node(2).coordinator.list(request("", 0, 10, true), callback));
        assertThat(page.keys()).hasSize(1);
        assertThat(Objects.requireNonNull(page.keys().get(0).view()).siblings()).hasSize(2);
    }

    @Test
    void aPageEndsWhenItHoldsValuesEnoughAndTheNextOneGoesOn() {
        TestCluster cluster = new TestCluster(3);
        String large = "v".repeat(512 << 10);
        for (int i = 0; i < 60; i++) {
            CoordinationSimTest.written(cluster.node(0).put(Key.of("cart", "k" + i), large, null));
        }
        Set<String> seen = new TreeSet<>();
        Long from = 0L;
        int pages = 0;
        while (from != null) {
            ListRequest request = request("", from, 1_000, true);
            Page page = (Page) cluster.<ListResult>await(
                    callback -> cluster.node(0).coordinator.list(request, callback));
            assertThat(page.keys()).hasSizeLessThanOrEqualTo(17 + 16);
            assertThat(page.unread()).isZero();
            page.keys()
                    .forEach(listed ->
                            assertThat(seen.add(listed.key().toString())).isTrue());
            from = page.next();
            pages++;
        }
        assertThat(seen).hasSize(60);
        assertThat(pages).isGreaterThan(1);
    }

    @Test
    void listingsAtOnceAreBounded() {
        TestCluster cluster = new TestCluster(3);
        List<ListResult> results = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            cluster.node(0).coordinator.list(request("", 0, 10, false), results::add);
        }
        assertThat(results)
                .hasSize(12)
                .allSatisfy(
                        result -> assertThat(CoordinationSimTest.failure(result).reason())
                                .isEqualTo(RequestFailure.Reason.OVERLOADED));
        cluster.runFor(3_000);
        assertThat(results).hasSize(20);
    }

    @Test
    void aScanPageSurvivesItsEncodingAndDamageIsRefused() throws MalformedRecordException {
        ScanPage page = new ScanPage(
                List.of(
                        new ScanPage.Entry(Key.of("cart", "a"), -7, false, 0),
                        new ScanPage.Entry(Key.of("cart", "bb"), 7, true, 99)),
                -3,
                false,
                true);
        byte[] bytes = page.encode();
        assertThat(ScanPage.decode(bytes, CART)).isEqualTo(page);
        for (int cut = 0; cut < bytes.length; cut++) {
            byte[] shorter = Arrays.copyOf(bytes, cut);
            assertThatThrownBy(() -> ScanPage.decode(shorter, CART)).isInstanceOf(MalformedRecordException.class);
        }
        Random random = new Random(178);
        for (int round = 0; round < 10_000; round++) {
            byte[] mutated = bytes.clone();
            mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            try {
                ScanPage.decode(mutated, CART);
            } catch (MalformedRecordException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
    }
}
