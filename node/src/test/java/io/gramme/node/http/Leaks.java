package io.gramme.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/**
 * What requests leave behind in this process: buffers that nobody released, by Netty's own detector at its most thorough,
 * and heap. The detector tells of a buffer only when the collector has taken it and another one is made.
 */
final class Leaks implements AutoCloseable {
    private static final int TRIES = 100;

    private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
    private final Logger logger = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> ear = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            told.add(event.getFormattedMessage());
        }
    };

    Leaks() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ear.setContext(logger.getLoggerContext());
        ear.start();
        logger.addAppender(ear);
    }

    /** What the detector says after collections, once it has told of a buffer that is lost here on purpose. */
    List<String> buffers() throws InterruptedException {
        String mark = "lost on purpose";
        lose(mark);
        for (int tries = 0; told.stream().noneMatch(one -> one.contains(mark)); tries++) {
            assertThat(tries).as("the detector tells of no buffer").isLessThan(TRIES);
            System.gc();
            Thread.sleep(20);
            PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
        }
        return told.stream().filter(one -> !one.contains(mark)).toList();
    }

    private static void lose(String mark) {
        ByteBuf lost = PooledByteBufAllocator.DEFAULT.directBuffer(16);
        lost.touch(mark);
    }

    /** Bytes of heap in use when the collector has done what it can. */
    static long heap() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            Thread.sleep(20);
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }

    @Override
    public void close() {
        logger.detachAppender(ear);
        ResourceLeakDetector.setLevel(before);
    }
}
