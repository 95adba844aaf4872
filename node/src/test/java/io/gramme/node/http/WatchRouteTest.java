package io.gramme.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WatchRouteTest {
    @RegisterExtension
    static final SharedCluster NODES = new SharedCluster();

    private static CompletableFuture<RawHttp.Answer> waiting(String key, String etag, int seconds) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                Map<String, String> headers = Map.of("If-None-Match", etag, "Prefer", "wait=" + seconds);
                return RawHttp.once(NODES.data(), "GET", "/v1/kv/watched/" + key, headers, new byte[0]);
            } catch (IOException fault) {
                throw new AssertionError(fault);
            }
        });
    }

    @Test
    void aChangeThroughAnotherNodeEndsTheWait() throws Exception {
        RawHttp.Answer first = RawHttp.send(NODES.data(), "PUT", "/v1/kv/watched/k", "one");
        CompletableFuture<RawHttp.Answer> change = waiting("k", first.header("ETag"), 30);
        Map<String, String> context = Map.of("Gramme-Context", first.header("Gramme-Context"));
        RawHttp.once(NODES.cluster().dataPort(1), "PUT", "/v1/kv/watched/k", context, "two".getBytes());
        RawHttp.Answer seen = change.get(20, TimeUnit.SECONDS);
        assertThat(seen.status()).isEqualTo(200);
        assertThat(seen.text()).isEqualTo("two");
        assertThat(seen.header("Preference-Applied")).isEqualTo("wait=30");
    }

    @Test
    void withoutAChangeTheWaitEndsIn304() throws Exception {
        RawHttp.Answer first = RawHttp.send(NODES.data(), "PUT", "/v1/kv/watched/still", "one");
        RawHttp.Answer end = waiting("still", first.header("ETag"), 1).get(20, TimeUnit.SECONDS);
        assertThat(end.status()).isEqualTo(304);
        assertThat(end.header("Preference-Applied")).isEqualTo("wait=1");
    }

    @Test
    void aKeyThatIsNotThereYetCanBeWaitedForAndADeletionIsAChange() throws Exception {
        RawHttp.Answer absent = RawHttp.get(NODES.data(), "/v1/kv/watched/later");
        assertThat(absent.status()).isEqualTo(404);
        CompletableFuture<RawHttp.Answer> birth = waiting("later", absent.header("ETag"), 30);
        RawHttp.Answer put = RawHttp.send(NODES.data(), "PUT", "/v1/kv/watched/later", "born");
        assertThat(birth.get(20, TimeUnit.SECONDS).text()).isEqualTo("born");
        CompletableFuture<RawHttp.Answer> death = waiting("later", put.header("ETag"), 30);
        RawHttp.send(NODES.data(), "DELETE", "/v1/kv/watched/later?force=true", "");
        assertThat(death.get(20, TimeUnit.SECONDS).status()).isEqualTo(404);
    }

    @Test
    void withoutAnETagOrAWishNobodyWaits() throws IOException {
        RawHttp.send(NODES.data(), "PUT", "/v1/kv/watched/now", "v");
        Map<String, String> prefer = Map.of("Prefer", "wait=30");
        RawHttp.Answer answer = RawHttp.once(NODES.data(), "GET", "/v1/kv/watched/now", prefer, new byte[0]);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Preference-Applied")).isNull();
        assertThat(Watches.seconds("respond-async, wait=7; foo")).isEqualTo(7);
        assertThat(Watches.seconds("Wait=\"9\"")).isEqualTo(9);
        assertThat(Watches.seconds("wait=999")).isEqualTo(Watches.LONGEST_SECONDS);
        assertThat(Watches.seconds("wait=-1")).isZero();
        assertThat(Watches.seconds("wait")).isZero();
        assertThat(Watches.seconds(null)).isZero();
    }
}
