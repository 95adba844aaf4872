package io.gramme.node.metrics.dropwizard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import io.gramme.node.metrics.AdmissionMetrics;
import io.gramme.node.metrics.AntiEntropyMetrics;
import io.gramme.node.metrics.BackgroundMetrics;
import io.gramme.node.metrics.CoordinatorMetrics;
import io.gramme.node.metrics.HandoffMetrics;
import io.gramme.node.metrics.HttpMetrics;
import io.gramme.node.metrics.MembershipMetrics;
import io.gramme.node.metrics.StorageMetrics;
import io.gramme.node.metrics.TransportMetrics;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {
    private final MetricRegistry registry = new MetricRegistry();
    private final DropwizardMetrics metrics = new DropwizardMetrics(registry, "0.1\"\\\n", "abc");

    @Test
    void everythingRecordedIsExposedAndParsesStrictly() {
        recordAll();
        ExpositionParser text = ExpositionParser.parse(metrics.prometheusText());
        assertThat(text.types().keySet())
                .containsExactlyElementsOf(
                        Families.ALL.stream().map(Family::name).toList());
        assertThat(text.value("gramme_build_info", Map.of("version", "0.1\"\\\n", "commit", "abc")))
                .isOne();
        assertThat(text.value("gramme_coordinator_seconds_sum", Map.of("op", "get", "result", "ok")))
                .isEqualTo(0.004);
        assertThat(text.value("gramme_coordinator_seconds_bucket", Map.of("op", "get", "result", "ok", "le", "0.001")))
                .isEqualTo(1);
        assertThat(text.value("gramme_coordinator_seconds_bucket", Map.of("op", "get", "result", "ok", "le", "0.005")))
                .isEqualTo(2);
        assertThat(text.value("gramme_quorum_failures_total", Map.of("op", "put", "reason", "timeout")))
                .isOne();
        assertThat(text.value("gramme_hints_pending", Map.of())).isEqualTo(4);
        assertThat(text.value("gramme_hints_pending_bytes", Map.of())).isEqualTo(400);
        assertThat(text.value("gramme_inflight", Map.of("kind", "client"))).isOne();
        assertThat(text.value("gramme_clock_skew_seconds", Map.of())).isEqualTo(0.25);
        assertThat(text.value("gramme_peer_bytes_total", Map.of("direction", "sent")))
                .isEqualTo(100);
        assertThat(text.value("gramme_http_requests_total", Map.of("route", "/v1/kv", "method", "GET", "code", "200")))
                .isOne();
        assertThat(text.value("gramme_storage_bytes", Map.of("kind", "log_live")))
                .isEqualTo(7);
        assertThat(text.value("jvm_memory_used_bytes", Map.of("area", "heap"))).isPositive();
        assertThat(text.value("jvm_uptime_seconds", Map.of())).isPositive();
    }

    @Test
    void loopsAreMergedIntoOneHistogram() {
        for (int loop = 0; loop < 3; loop++) {
            metrics.storage().read(loop * 1_000_000L);
        }
        ExpositionParser text = ExpositionParser.parse(metrics.prometheusText());
        assertThat(text.value("gramme_storage_read_seconds_count", Map.of())).isEqualTo(3);
        assertThat(text.value("gramme_storage_read_seconds_sum", Map.of())).isEqualTo(0.003);
        assertThat(ExpositionParser.parse(metrics.prometheusText())
                        .value("gramme_storage_read_seconds_count", Map.of()))
                .as("a second scrape shows the same total")
                .isEqualTo(3);
    }

    @Test
    void unboundedLabelsOfHttpAreCutOff() {
        HttpMetrics http = metrics.http();
        for (int i = 0; i < 2 * HttpRecorder.MOST_SERIES; i++) {
            http.answered("/route" + i, "GET", 200, 1);
        }
        ExpositionParser text = ExpositionParser.parse(metrics.prometheusText());
        assertThat(text.value("gramme_http_requests_total", Map.of("route", "other", "method", "OTHER", "code", "0")))
                .isEqualTo(HttpRecorder.MOST_SERIES);
    }

    @Test
    void metricsWithoutAFamilyAreNotExposed() {
        registry.counter("vertx.net.bytes").inc();
        assertThat(metrics.prometheusText()).doesNotContain("vertx");
    }

    @Test
    void namesFollowTheConventions() {
        for (Family family : Families.ALL) {
            assertThat(family.name()).matches("(gramme|jvm)_[a-z_]+");
            assertThat(family.name().endsWith("_total"))
                    .as(family.name())
                    .isEqualTo(family.kind() == Family.Kind.COUNTER);
            if (family.kind() == Family.Kind.SECONDS) {
                assertThat(family.name()).endsWith("_seconds");
            }
            assertThat(family.help()).endsWith(".");
        }
        assertThatThrownBy(() -> Families.SHED.with()).hasMessageContaining("labels");
    }

    @Test
    void theParserOfThisTestIsStrict() {
        for (String broken : List.of(
                "a 1",
                "# HELP a x\n# TYPE a gauge\na 1",
                "# HELP a x\n# TYPE a gauge\na{b=\"c} 1\n",
                "# HELP a x\n# TYPE a gauge\na{b=\"c\",} 1\n",
                "# HELP a x\n# TYPE a gauge\na 1\na 2\n",
                "# HELP a x\n# TYPE a gauge\nb 1\n",
                "# HELP a x\n# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n",
                "# HELP a x\n# TYPE a histogram\na_bucket{le=\"1\"} 1\na_sum 1\na_count 1\n")) {
            assertThatThrownBy(() -> ExpositionParser.parse(broken)).as(broken).isInstanceOf(RuntimeException.class);
        }
    }

    private void recordAll() {
        CoordinatorMetrics coordinator = metrics.coordinator();
        coordinator.finished(CoordinatorMetrics.Operation.GET, CoordinatorMetrics.Result.OK, 1_000_000);
        coordinator.finished(CoordinatorMetrics.Operation.GET, CoordinatorMetrics.Result.OK, 3_000_000);
        coordinator.quorumMissed(CoordinatorMetrics.Operation.PUT, CoordinatorMetrics.Miss.TIMEOUT);
        coordinator.siblings(2);
        HandoffMetrics handoff = metrics.handoff();
        handoff.stored(10, 1_000);
        handoff.replayed(5, 500);
        handoff.dropped(HandoffMetrics.Drop.AGE, 1, 100);
        StorageMetrics storage = metrics.storage();
        storage.synced(2_000_000, 64, 4_096);
        storage.stored(StorageMetrics.Kind.LOG_LIVE, 7);
        AdmissionMetrics admission = metrics.admission();
        admission.admitted(AdmissionMetrics.Kind.CLIENT);
        admission.admitted(AdmissionMetrics.Kind.CLIENT);
        admission.ended(AdmissionMetrics.Kind.CLIENT);
        metrics.membership().members(MembershipMetrics.State.ALIVE, 3);
        metrics.membership().clockSkew(250);
        metrics.antiEntropy().exchanged(AntiEntropyMetrics.Outcome.EQUAL, 1);
        metrics.purge().purged(3);
        metrics.background().granted(BackgroundMetrics.Task.HINTS, 10, 5);
        TransportMetrics transport = metrics.transport();
        transport.written(100);
        transport.helloRefused("wrong_secret");
        metrics.http().answered("/v1/kv", "GET", 200, 1_000);
    }
}
