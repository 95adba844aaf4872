package io.gramme.node.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.FilterReply;
import io.gramme.node.config.GrammeConfig.Log;
import io.gramme.node.config.GrammeConfig.LogFormat;
import io.gramme.node.config.GrammeConfig.LogLevel;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Sets logging up for the process: everything to standard error, a line for each event, as text or as JSON. */
public final class Logging {
    private static final String OWN = "io.gramme";

    private Logging() {}

    /** Takes the process's logging over, that of libraries too. May be called again, with other settings. */
    public static void install(Log log) {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        configure((LoggerContext) LoggerFactory.getILoggerFactory(), log, System.err);
    }

    /**
     * Changes a level while the process runs.
     *
     * @param logger its name, {@code root} for all, empty for Gramme's own
     */
    public static void level(String logger, LogLevel level) {
        String name =
                logger.isEmpty() ? OWN : logger.equalsIgnoreCase("root") ? org.slf4j.Logger.ROOT_LOGGER_NAME : logger;
        ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(name).setLevel(logback(level));
    }

    /** Libraries log at the level asked for too, but nothing below info: their debug lines show what peers send. */
    static void configure(LoggerContext context, Log log, OutputStream out) {
        context.reset();
        context.addTurboFilter(new RehearsalFilter());
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setContext(context);
        appender.setName(log.format().name());
        appender.setEncoder(encoder(context, log.format()));
        appender.setOutputStream(out);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        root.setLevel(logback(log.level().compareTo(LogLevel.INFO) > 0 ? LogLevel.INFO : log.level()));
        context.getLogger(OWN).setLevel(logback(log.level()));
    }

    /** What the nodes of a rehearsal say is nobody's concern. */
    private static final class RehearsalFilter extends TurboFilter {
        @Override
        public FilterReply decide(
                @Nullable Marker marker,
                Logger logger,
                Level level,
                @Nullable String format,
                Object @Nullable [] parameters,
                @Nullable Throwable thrown) {
            return Rehearsal.isPlaying() ? FilterReply.DENY : FilterReply.NEUTRAL;
        }
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, LogFormat format) {
        if (format == LogFormat.JSON) {
            JsonEncoder json = new JsonEncoder();
            json.setContext(context);
            json.setWithSequenceNumber(false);
            json.setWithContext(false);
            json.setWithNanoseconds(false);
            json.setWithMDC(false);
            json.setWithMarkers(false);
            json.setWithMessage(false);
            json.setWithArguments(false);
            json.setWithFormattedMessage(true);
            json.start();
            return json;
        }
        OneLineLayout layout = new OneLineLayout();
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> text = new LayoutWrappingEncoder<>();
        text.setContext(context);
        text.setCharset(StandardCharsets.UTF_8);
        text.setLayout(layout);
        text.start();
        return text;
    }

    private static Level logback(LogLevel level) {
        return switch (level) {
            case ERROR -> Level.ERROR;
            case WARN -> Level.WARN;
            case INFO -> Level.INFO;
            case DEBUG -> Level.DEBUG;
            case TRACE -> Level.TRACE;
        };
    }
}
