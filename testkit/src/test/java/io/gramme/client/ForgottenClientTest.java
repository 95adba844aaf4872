package io.gramme.client;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.gramme.client.transport.VertxWire;
import io.gramme.testkit.Await;
import io.gramme.testkit.RealCluster;
import io.gramme.testkit.WithGramme;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A client that nobody closes is closed by the collector, which says so; one that was closed says nothing. */
@WithGramme
class ForgottenClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Logger logger = (Logger) LoggerFactory.getLogger(VertxWire.class);
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> ear = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            told.add(event.getFormattedMessage());
        }
    };

    @BeforeEach
    void listen() {
        ear.setContext(logger.getLoggerContext());
        ear.start();
        logger.addAppender(ear);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(ear);
    }

    private static GrammeClient used(RealCluster cluster) {
        GrammeClient client = cluster.clientBuilder()
                .attemptTimeout(Duration.ofSeconds(10))
                .requestTimeout(Duration.ofSeconds(20))
                .build();
        client.bucket("forgotten", Codec.utf8(), Codec.utf8()).put("k", "v", Context.none());
        return client;
    }

    private static long loops() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("vert.x-eventloop"))
                .count();
    }

    @Test
    void aClientThatIsForgottenIsClosedWithAWarning(RealCluster cluster) {
        long before = loops();
        used(cluster);
        assertThat(loops()).isGreaterThan(before);
        Await.until("the client is not found", PATIENCE, () -> {
            System.gc();
            return told.isEmpty() ? "nothing is said" : "";
        });
        assertThat(told).singleElement().asString().contains("without close()");
        Await.until("its threads go on", PATIENCE, () -> loops() > before ? loops() + " loops" : "");
    }

    @Test
    void aClientThatWasClosedIsForgottenInSilence(RealCluster cluster) {
        long before = loops();
        GrammeClient client = used(cluster);
        client.close();
        client.close();
        Await.until("its threads go on", PATIENCE, () -> loops() > before ? loops() + " loops" : "");
        System.gc();
        assertThat(told).isEmpty();
    }
}
