package io.gramme.node.runtime.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThreadExecutorTest {
    private final CompletableFuture<Throwable> broken = new CompletableFuture<>();

    @Test
    void runsTasksInOrderOnOneDaemonThreadAndFinishesThemBeforeItStops() throws Exception {
        ThreadExecutor executor = new ThreadExecutor("log-writer", 100_000, broken::complete);
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 10_000; i++) {
            int task = i;
            executor.execute(() -> {
                order.add(task);
                threads.add(Thread.currentThread());
            });
        }
        assertThat(executor.stop(Duration.ofSeconds(10))).isTrue();
        assertThat(order).isEqualTo(IntStream.range(0, 10_000).boxed().toList());
        assertThat(threads).allMatch(thread -> thread == threads.get(0));
        assertThat(threads.get(0).isDaemon()).isTrue();
        assertThat(threads.get(0).getName()).isEqualTo("log-writer");
    }

    @Test
    void refusesMoreTasksThanMayWait() throws Exception {
        ThreadExecutor executor = new ThreadExecutor("t", 2, broken::complete);
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        executor.execute(() -> {
            started.countDown();
            await(go);
        });
        started.await();
        executor.execute(() -> {});
        executor.execute(() -> {});
        assertThatThrownBy(() -> executor.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        go.countDown();
        assertThat(executor.stop(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void aTaskThatThrowsEndsTheThreadAndIsReported() throws Exception {
        ThreadExecutor executor = new ThreadExecutor("t", 10, broken::complete);
        executor.execute(() -> {
            throw new IllegalStateException("boom");
        });
        assertThat(broken.get(10, TimeUnit.SECONDS)).hasMessage("boom");
        assertThat(executor.stop(Duration.ofSeconds(10))).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
