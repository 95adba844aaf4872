package io.gramme.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.node.app.Awaiting;
import io.gramme.node.app.Logging;
import io.gramme.node.config.GrammeConfig.LogLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OperatorRouteTest {
    @RegisterExtension
    static final SharedCluster NODES = new SharedCluster();

    @AfterEach
    void quiet() {
        Logging.level("", LogLevel.WARN);
    }

    private static RawHttp.Answer post(String what, String body) throws IOException {
        return RawHttp.send(NODES.admin(), "POST", "/v1/admin/" + what, body);
    }

    private static JsonNode ended(RawHttp.Answer accepted) throws Exception {
        assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
        String location = accepted.header("Location");
        return Awaiting.until(
                location + " ends",
                Duration.ofSeconds(20),
                () -> RawHttp.get(NODES.admin(), location).json(),
                task -> !task.path("state").asText().equals("running"));
    }

    @Test
    void aSnapshotIsTakenListedAndLiesWhereItSays() throws Exception {
        RawHttp.send(NODES.data(), "PUT", "/v1/kv/snapped/k", "v");
        JsonNode task = ended(post("snapshot", "{\"name\":\"before-lunch\"}"));
        assertThat(task.path("state").asText()).as(task.toString()).isEqualTo("done");
        assertThat(task.path("unit").asText()).isEqualTo("files");
        assertThat(task.path("progress").asDouble()).isEqualTo(1.0);
        JsonNode list = RawHttp.get(NODES.admin(), "/v1/admin/snapshot").json();
        JsonNode mine = list.path("snapshots").get(0);
        assertThat(mine.path("name").asText()).isEqualTo("before-lunch");
        assertThat(mine.path("complete").asBoolean()).isTrue();
        assertThat(mine.path("files").asInt()).isPositive();
        assertThat(Files.exists(Path.of(mine.path("path").asText(), "SNAPSHOT")))
                .isTrue();
        assertThat(list.path("restore").asText()).contains("gramme snapshot restore");
        JsonNode twice = ended(post("snapshot", "{\"name\":\"before-lunch\"}"));
        assertThat(twice.path("state").asText()).isEqualTo("failed");
        assertThat(twice.path("detail").asText()).contains("exists already");
        assertThat(post("snapshot", "{\"name\":\"../evil\"}").problem()).isEqualTo("invalid-parameter");
        assertThat(post("snapshot", "[]").problem()).isEqualTo("invalid-parameter");
        assertThat(ended(post("snapshot", "")).path("subject").asText()).matches("s-\\d{8}-\\d{6}");
    }

    @Test
    void aCompactionComesToRestAndSaysWhatIsLeft() throws Exception {
        for (int i = 0; i < 20; i++) {
            RawHttp.once(
                    NODES.data(),
                    "PUT",
                    "/v1/kv/compacted/k",
                    java.util.Map.of("Gramme-Context", context()),
                    new byte[200_000]);
        }
        JsonNode task = ended(post("compact", ""));
        assertThat(task.path("state").asText()).as(task.toString()).isEqualTo("done");
        assertThat(task.path("detail").asText()).contains("sealed segments");
        assertThat(ended(post("compact", "{}")).path("state").asText())
                .as("once more, with nothing to do")
                .isEqualTo("done");
    }

    private static String context() throws IOException {
        String context = RawHttp.get(NODES.data(), "/v1/kv/compacted/k").header("Gramme-Context");
        return context == null
                ? RawHttp.send(NODES.data(), "PUT", "/v1/kv/compacted/k", "v").header("Gramme-Context")
                : context;
    }

    @Test
    void theLogsLevelIsSetAndOnlyToOneThatThereIs() throws Exception {
        assertThat(ended(post("loglevel", "{\"level\":\"error\"}"))
                        .path("state")
                        .asText())
                .isEqualTo("done");
        assertThat(org.slf4j.LoggerFactory.getLogger("io.gramme").isWarnEnabled())
                .isFalse();
        assertThat(post("loglevel", "{\"level\":\"loud\"}").problem()).isEqualTo("invalid-parameter");
        assertThat(post("loglevel", "").problem()).isEqualTo("invalid-parameter");
    }

    @Test
    void theConfigurationSaysWhereEachSettingComesFrom() throws IOException {
        JsonNode settings =
                RawHttp.get(NODES.admin(), "/v1/admin/config").json().path("settings");
        assertThat(settings.size()).isGreaterThan(30);
        for (JsonNode setting : settings) {
            if (setting.path("key").asText().equals("node.name")) {
                assertThat(setting.path("value").asText()).isEqualTo("n1");
                assertThat(setting.path("origin").asText()).contains("node.name");
            }
        }
    }

    @Test
    void tasksAreListedAndOneThatIsOverCannotBeCancelled() throws Exception {
        String id = ended(post("loglevel", "{\"level\":\"warn\"}")).path("id").asText();
        JsonNode tasks = RawHttp.get(NODES.admin(), "/v1/admin/tasks").json().path("tasks");
        assertThat(tasks.findValuesAsText("id")).contains(id);
        RawHttp.Answer cancel = RawHttp.send(NODES.admin(), "DELETE", "/v1/admin/tasks/" + id, "");
        assertThat(cancel.status()).isEqualTo(409);
        assertThat(RawHttp.get(NODES.admin(), "/v1/admin/tasks/none").problem()).isEqualTo("no-such-task");
        assertThat(RawHttp.get(NODES.admin(), "/v1/admin/compact").header("Allow"))
                .isEqualTo("POST");
    }
}
