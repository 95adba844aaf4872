package io.gramme.node.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * One line for each event: time in UTC, level, class, message, {@code key=value} pairs, and an exception with its causes
 * and innermost frames. Control characters are escaped, so what a client sends cannot forge a line.
 */
final class OneLineLayout extends LayoutBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int MOST_FRAMES = 12;
    private static final int MOST_CAUSES = 4;

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
        line.append(' ').append(String.format(Locale.ROOT, "%-5s", event.getLevel()));
        String logger = event.getLoggerName();
        line.append(' ')
                .append(logger, logger.lastIndexOf('.') + 1, logger.length())
                .append(": ");
        escape(line, String.valueOf(event.getFormattedMessage()));
        pairs(line, event.getKeyValuePairs());
        IThrowableProxy thrown = event.getThrowableProxy();
        for (int depth = 0; thrown != null && depth < MOST_CAUSES; depth++) {
            line.append(depth == 0 ? " | " : " | caused by ");
            thrown(line, thrown);
            thrown = thrown.getCause();
        }
        return line.append('\n').toString();
    }

    private static void pairs(StringBuilder line, @Nullable List<KeyValuePair> pairs) {
        if (pairs != null) {
            for (KeyValuePair pair : pairs) {
                line.append(' ').append(pair.key).append('=');
                escape(line, String.valueOf(pair.value));
            }
        }
    }

    private static void thrown(StringBuilder line, IThrowableProxy thrown) {
        line.append(thrown.getClassName());
        if (thrown.getMessage() != null) {
            line.append(": ");
            escape(line, thrown.getMessage());
        }
        StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
        for (int i = 0; frames != null && i < Math.min(frames.length, MOST_FRAMES); i++) {
            StackTraceElement frame = frames[i].getStackTraceElement();
            line.append(i == 0 ? " at " : " < ");
            line.append(frame.getClassName().substring(frame.getClassName().lastIndexOf('.') + 1));
            line.append('.').append(frame.getMethodName()).append(':').append(frame.getLineNumber());
        }
    }

    private static void escape(StringBuilder line, String text) {
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each == '\n') {
                line.append("\\n");
            } else if (Character.isISOControl(each) || each == '\u2028' || each == '\u2029') {
                line.append(String.format(Locale.ROOT, "\\u%04x", (int) each));
            } else {
                line.append(each);
            }
        }
    }
}
