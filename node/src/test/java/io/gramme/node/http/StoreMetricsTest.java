package io.gramme.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.app.Awaiting;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The store of a real node counts into the exposition of its admin port. */
class StoreMetricsTest {
    @RegisterExtension
    static final SharedCluster NODES = new SharedCluster();

    private static double value(String sample) throws IOException {
        String text = RawHttp.once(NODES.admin(), "GET", "/metrics", Map.of(), new byte[0])
                .text();
        return text.lines()
                .filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                .sum();
    }

    @Test
    void whatClientsWriteAndReadShowsInTheFiguresOfTheStore() throws Exception {
        double synced = value("gramme_log_fsync_records_sum");
        double reads = value("gramme_storage_read_seconds_count");
        for (int i = 0; i < 10; i++) {
            RawHttp.send(NODES.data(), "PUT", "/v1/kv/counted/k" + i + "?w=3", "v");
            RawHttp.get(NODES.data(), "/v1/kv/counted/k" + i + "?r=3");
        }
        assertThat(value("gramme_log_fsync_records_sum")).isGreaterThanOrEqualTo(synced + 10);
        assertThat(value("gramme_storage_read_seconds_count")).isGreaterThanOrEqualTo(reads + 10);
        assertThat(value("gramme_log_written_bytes_total")).isPositive();
        Awaiting.until(
                "the stock is taken", Duration.ofSeconds(20), () -> value("gramme_storage_keys"), keys -> keys >= 10);
        assertThat(value("gramme_storage_bytes{kind=\"log_live\"}")).isPositive();
        assertThat(value("gramme_storage_bytes{kind=\"free\"}")).isPositive();
    }
}
