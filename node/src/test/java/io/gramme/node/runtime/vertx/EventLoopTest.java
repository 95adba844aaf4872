package io.gramme.node.runtime.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.runtime.Timers.Timer;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EventLoopTest {
    private static Vertx vertx;

    private final CompletableFuture<Throwable> broken = new CompletableFuture<>();
    private final EventLoop loop = new EventLoop(vertx.getOrCreateContext(), broken::complete);

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    }

    @AfterAll
    static void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void runsTasksInOrderOnOneThread() throws Exception {
        List<Integer> order = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        for (int i = 0; i < 1000; i++) {
            int task = i;
            loop.execute(() -> {
                order.add(task);
                threads.add(Thread.currentThread());
            });
        }
        loop.execute(() -> done.complete(null));
        done.get(10, TimeUnit.SECONDS);
        assertThat(order).hasSize(1000).isSorted();
        assertThat(threads).allMatch(thread -> thread == threads.get(0));
    }

    @Test
    void timersFireOnTheLoopNotBeforeTheirTime() throws Exception {
        CompletableFuture<Context> fromOutside = new CompletableFuture<>();
        CompletableFuture<Long> fromInside = new CompletableFuture<>();
        loop.schedule(5, () -> fromOutside.complete(Vertx.currentContext()));
        loop.execute(() -> {
            long start = System.nanoTime();
            loop.schedule(20, () -> fromInside.complete(System.nanoTime() - start));
        });
        CompletableFuture<Context> context = new CompletableFuture<>();
        loop.execute(() -> context.complete(Vertx.currentContext()));
        assertThat(fromOutside.get(10, TimeUnit.SECONDS)).isSameAs(context.get(10, TimeUnit.SECONDS));
        assertThat(fromInside.get(10, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(20_000_000);
    }

    @Test
    void cancelledTimersDoNotFire() throws Exception {
        List<String> fired = new ArrayList<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            Timer armed = loop.schedule(1, () -> fired.add("armed"));
            Timer next = loop.schedule(0, () -> fired.add("next turn"));
            armed.cancel();
            next.cancel();
            loop.schedule(10, () -> done.complete(null));
        });
        done.get(10, TimeUnit.SECONDS);
        assertThat(fired).isEmpty();
    }

    @Test
    void reportsATaskThatThrows() throws Exception {
        loop.schedule(1, () -> {
            throw new IllegalStateException("boom");
        });
        assertThat(broken.get(10, TimeUnit.SECONDS)).hasMessage("boom");
    }
}
