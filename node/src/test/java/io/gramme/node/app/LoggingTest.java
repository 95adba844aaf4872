package io.gramme.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gramme.node.config.GrammeConfig.Log;
import io.gramme.node.config.GrammeConfig.LogFormat;
import io.gramme.node.config.GrammeConfig.LogLevel;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class LoggingTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final LoggerContext context = new LoggerContext();

    @Test
    void textIsOneLineWithTheRequest() {
        Logger log = logger(LogLevel.INFO, LogFormat.TEXT);
        log.atWarn().addKeyValue("request", "r-17").log("quorum missed: {} of {}", 1, 2);
        assertThat(text())
                .matches(
                        "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z WARN  LoggingTest: quorum missed: 1 of 2 request=r-17\n");
    }

    @Test
    void whatClientsSendCannotForgeALine() {
        logger(LogLevel.INFO, LogFormat.TEXT).info("key {}", "a\n2026-01-01 ERROR \u001b[31m\u2028x");
        assertThat(text())
                .endsWith("key a\\n2026-01-01 ERROR \\u001b[31m\\u2028x\n")
                .containsOnlyOnce("\n");
    }

    @Test
    void exceptionsStayOnTheLineWithTheirCauses() {
        Throwable thrown = new IllegalStateException("outer\nline", new IllegalArgumentException("inner"));
        logger(LogLevel.INFO, LogFormat.TEXT).error("failed", thrown);
        assertThat(text())
                .containsOnlyOnce("\n")
                .contains("failed | java.lang.IllegalStateException: outer\\nline at LoggingTest.")
                .contains(" | caused by java.lang.IllegalArgumentException: inner at ");
    }

    @Test
    void jsonIsOneObjectOnALine() throws Exception {
        Logger log = logger(LogLevel.INFO, LogFormat.JSON);
        log.atInfo()
                .addKeyValue("request", "r-17")
                .setCause(new IllegalStateException("x"))
                .log("said \"{}\"\n", "hi");
        assertThat(text()).containsOnlyOnce("\n").endsWith("\n");
        JsonNode event = new ObjectMapper().readTree(text());
        assertThat(event.get("formattedMessage").asText()).isEqualTo("said \"hi\"\n");
        assertThat(event.get("level").asText()).isEqualTo("INFO");
        assertThat(event.get("kvpList").toString()).contains("r-17");
        assertThat(event.get("throwable").get("className").asText()).isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void librariesNeverGoBelowInfo() {
        Logger own = logger(LogLevel.DEBUG, LogFormat.TEXT);
        Logger foreign = context.getLogger("io.netty.handler");
        own.debug("own");
        foreign.debug("foreign");
        foreign.info("told");
        assertThat(text()).contains("own").doesNotContain("foreign").contains("told");
        Logger quiet = logger(LogLevel.ERROR, LogFormat.TEXT);
        foreign.warn("hushed");
        quiet.warn("hushed");
        assertThat(text()).doesNotContain("hushed");
    }

    private Logger logger(LogLevel level, LogFormat format) {
        context.setMDCAdapter(new LogbackMDCAdapter());
        Logging.configure(context, new Log(level, format), out);
        return context.getLogger(LoggingTest.class);
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
