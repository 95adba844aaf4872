package io.gramme.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.node.app.Awaiting;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ExplainRouteTest {
    @RegisterExtension
    static final SharedCluster NODES = new SharedCluster();

    @Test
    void showsEveryReplicaWithItsDotsAndVersions() throws IOException {
        RawHttp.send(NODES.data(), "PUT", "/v1/kv/explained/k", "one");
        RawHttp.once(
                NODES.data(), "PUT", "/v1/kv/explained/k?w=3", Map.of("Content-Type", "text/plain"), "two!".getBytes());
        RawHttp.Answer answer = RawHttp.get(NODES.admin(), "/v1/admin/explain/explained/k");
        assertThat(answer.status()).isEqualTo(200);
        JsonNode json = answer.json();
        assertThat(json.path("replicas")).hasSize(3);
        for (JsonNode replica : json.path("replicas")) {
            assertThat(replica.path("role").asText()).isEqualTo("owner");
            assertThat(replica.path("status").asText()).isEqualTo("held");
            assertThat(replica.path("record").path("siblings")).hasSize(2);
            assertThat(replica.path("record").path("vector").size()
                            + replica.path("record").path("isolated").size())
                    .isPositive();
        }
        JsonNode second = json.path("replicas").get(0).path("record").path("siblings");
        assertThat(second.findValuesAsText("contentType")).containsExactly("text/plain");
        assertThat(second.findValuesAsText("size")).containsExactlyInAnyOrder("3", "4");
        assertThat(json.path("agreement").asText()).isEqualTo("same");
    }

    @Test
    void saysWhatIsAbsentAndRefusesWhatIsNoKey() throws IOException {
        JsonNode json = RawHttp.get(NODES.admin(), "/v1/admin/explain/explained/never%2Fthere%FF")
                .json();
        assertThat(json.path("keyBase64").asText()).isNotEmpty();
        assertThat(json.path("replicas").findValuesAsText("status")).containsOnly("absent");
        assertThat(RawHttp.get(NODES.admin(), "/v1/admin/explain/explained").problem())
                .isEqualTo("invalid-parameter");
        assertThat(RawHttp.get(NODES.admin(), "/v1/admin/explain/b/k?x=1").problem())
                .isEqualTo("invalid-parameter");
        RawHttp.Answer wrong = RawHttp.send(NODES.admin(), "POST", "/v1/admin/explain/b/k", "");
        assertThat(wrong.status()).isEqualTo(405);
        assertThat(wrong.header("Allow")).isEqualTo("GET, HEAD");
    }

    @Test
    void tellsWhenTheReplicasLastComparedThePartition() throws Exception {
        RawHttp.send(NODES.data(), "PUT", "/v1/kv/explained/repaired", "v");
        String path = "/v1/admin/explain/explained/repaired";
        int partition =
                RawHttp.get(NODES.admin(), path).json().path("partition").asInt();
        RawHttp.Answer repair = RawHttp.send(NODES.admin(), "POST", "/v1/admin/repair?partition=" + partition, "");
        assertThat(repair.status()).isEqualTo(202);
        Awaiting.until(
                "the account shows the repair",
                Duration.ofSeconds(20),
                () -> RawHttp.get(NODES.admin(), path).json().path("replicas"),
                replicas -> replicas.findValuesAsText("lastRepair").stream().anyMatch(time -> time.startsWith("20")));
    }
}
