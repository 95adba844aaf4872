package io.gramme.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.node.app.Awaiting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EventRouteTest {
    @RegisterExtension
    static final SharedCluster NODES = new SharedCluster();

    @Test
    void showsWhatHappenedOldestFirstAndResumes() throws IOException {
        JsonNode events = RawHttp.get(NODES.admin(), "/v1/admin/events").json().path("events");
        assertThat(events.size()).isPositive();
        assertThat(events.get(0).path("sequence").asLong()).isEqualTo(1);
        assertThat(events.findValuesAsText("text")).anyMatch(text -> text.contains("is in force"));
        JsonNode later =
                RawHttp.get(NODES.admin(), "/v1/admin/events?after=1").json().path("events");
        assertThat(later.get(0).path("sequence").asLong()).isEqualTo(2);
        assertThat(RawHttp.get(NODES.admin(), "/v1/admin/events?after=x").problem())
                .isEqualTo("invalid-parameter");
    }

    /** Reads until the third event; a wrong stream would end or wait for ever. */
    @Test
    void streamsAsServerSentEvents() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", NODES.admin())) {
            socket.setSoTimeout(10_000);
            String request = "GET /v1/admin/events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            List<String> lines = new ArrayList<>();
            while (lines.stream().noneMatch(line -> line.equals("id: 3"))) {
                String line = reader.readLine();
                assertThat(line).isNotNull();
                lines.add(line);
            }
            assertThat(lines.get(0)).contains("200");
            assertThat(lines).anyMatch(line -> line.equalsIgnoreCase("content-type: text/event-stream"));
            assertThat(lines).anyMatch(line -> line.startsWith("data: {\"sequence\":1,"));
        }
    }

    @Test
    void drainIsATaskAndReadinessSaysSo() throws Exception {
        int admin = NODES.cluster().adminPort(2);
        int data = NODES.cluster().dataPort(2);
        RawHttp.Answer accepted = RawHttp.send(admin, "POST", "/v1/admin/drain", "");
        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.header("Location")).startsWith("/v1/admin/tasks/");
        try {
            assertThat(RawHttp.get(data, "/v1/kv/b/k").problem()).isEqualTo("draining");
            assertThat(RawHttp.get(admin, "/health/ready").status()).isEqualTo(503);
            awaitConditionOfTheThird(admin, "[\"draining\"]");
            awaitConditionOfTheThird(NODES.admin(), "[\"draining\"]");
        } finally {
            assertThat(RawHttp.once(admin, "POST", "/v1/admin/undrain", Map.of(), new byte[0])
                            .status())
                    .isEqualTo(202);
        }
        assertThat(RawHttp.get(admin, "/health/ready").status()).isEqualTo(200);
        awaitConditionOfTheThird(NODES.admin(), "[]");
    }

    /** What a node, itself or another, says of the one that is drained: its peers hear it by gossip. */
    private static void awaitConditionOfTheThird(int admin, String wanted) throws Exception {
        int drained = NODES.cluster().adminPort(2);
        Awaiting.until(
                "conditions " + wanted,
                Duration.ofSeconds(20),
                () -> RawHttp.get(admin, "/v1/admin/members").json().path("members"),
                members -> {
                    for (JsonNode member : members) {
                        if (member.path("admin").asText().endsWith(":" + drained)) {
                            return member.path("conditions").toString().equals(wanted);
                        }
                    }
                    return false;
                });
    }
}
