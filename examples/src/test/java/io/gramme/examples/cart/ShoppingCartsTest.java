package io.gramme.examples.cart;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.client.GrammeClient;
import io.gramme.client.GrammeException;
import io.gramme.testkit.Await;
import io.gramme.testkit.RealCluster;
import io.gramme.testkit.WithGramme;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Customers with several windows open, and a cluster whose nodes die and stall. */
@WithGramme
class ShoppingCartsTest {
    private static final int WINDOWS = 4;
    private static final List<String> CUSTOMERS = List.of("alice", "bob");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Map<String, Set<String>> added = new ConcurrentHashMap<>();
    private final AtomicInteger adds = new AtomicInteger();
    private final AtomicInteger unsure = new AtomicInteger();
    private final AtomicInteger names = new AtomicInteger();
    private volatile boolean shopping = true;

    @Test
    void neverLosesAnAddedItemUnderKillsPausesAndConcurrentClients(RealCluster cluster) {
        CUSTOMERS.forEach(customer -> added.put(customer, ConcurrentHashMap.newKeySet()));
        List<Thread> windows = new ArrayList<>();
        for (int i = 0; i < WINDOWS; i++) {
            int number = i;
            Thread window = new Thread(() -> shop(cluster, number), "window-" + i);
            windows.add(window);
            window.start();
        }
        awaitAdds(20);
        cluster.node(2).kill();
        awaitAdds(20);
        cluster.node(2).start();
        cluster.awaitReady();
        awaitAdds(20);
        cluster.node(3).pause();
        awaitAdds(20);
        cluster.node(3).resume();
        awaitAdds(20);
        shopping = false;
        Await.until("windows are still open", PATIENCE, () -> windows.stream().anyMatch(Thread::isAlive) ? "one" : "");

        cluster.heal();
        try (GrammeClient client = cluster.clientBuilder().build()) {
            ShoppingCarts carts = carts(client);
            for (String customer : CUSTOMERS) {
                assertThat(carts.show(customer).added().keySet()).containsAll(added.get(customer));
            }
            carts.remove("alice", "book");
            assertThat(carts.show("alice").articles()).doesNotContainKey("book");
        }
        System.out.printf("%d acknowledged adds in %d carts, %d unsure, none lost%n", adds.get(), 2, unsure.get());
    }

    private ShoppingCarts carts(GrammeClient client) {
        return new ShoppingCarts(client, () -> "line-" + names.incrementAndGet());
    }

    /** One open window: its own client, adding to each customer's cart in turn. */
    private void shop(RealCluster cluster, int window) {
        try (GrammeClient client = cluster.clientBuilder().build()) {
            ShoppingCarts carts = carts(client);
            for (int i = 0; shopping; i++) {
                String customer = CUSTOMERS.get((i + window) % CUSTOMERS.size());
                try {
                    added.get(customer).add(carts.add(customer, i % 3 == 0 ? "book" : "pen", 1));
                    adds.incrementAndGet();
                } catch (GrammeException failed) {
                    unsure.incrementAndGet();
                }
            }
        }
    }

    private void awaitAdds(int more) {
        int goal = adds.get() + more;
        Await.until("nobody can shop", PATIENCE, () -> adds.get() >= goal ? "" : adds.get() + " of " + goal);
    }
}
