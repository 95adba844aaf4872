package io.gramme.client;

import io.gramme.client.transport.RawAnswer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The life of one logical request: an attempt, perhaps a hedge beside it, waits, further attempts elsewhere, one end.
 *
 * <p>An attempt that was refused or not answered is repeated on another node while attempts, budget and time last; a write
 * carries one idempotency key through all of them, so a repeated one is still one write. A refused connection costs no
 * budget: it cost the cluster nothing. Its timers end with it, since they hold its value. Own lock, never held by two at once: nothing here calls another request's.
 */
final class Attempts {
    private static final long LEAST_HEDGE_NANOS = 2_000_000L;

    private final Requests requests;
    private final Call call;
    private final long deadline;
    private final CompletableFuture<Answered> result = new CompletableFuture<>();
    private final Set<Node> tried = new HashSet<>();
    private int sent;
    private int outstanding;
    private int retries;
    private boolean waits;
    private Runnable waitOver = () -> {};
    private Runnable hedgeOver = () -> {};
    private Outcome worst = Outcome.NONE;
    private @Nullable GrammeException last;

    Attempts(Requests requests, Call call, Duration timeout) {
        this.requests = requests;
        this.call = call;
        this.deadline = requests.wire().nanos() + timeout.toNanos();
    }

    CompletableFuture<Answered> start() {
        if (requests.waiting().isEmpty()) {
            next();
        } else {
            queueUp();
        }
        // Room that came while this one queued up was offered to nobody.
        if (!requests.waiting().isEmpty()) {
            requests.waiting().onRoom();
        }
        return result;
    }

    private synchronized void queueUp() {
        waits = true;
        requests.waiting().add(this);
        waitOver = requests.wire().after(Duration.ofMillis(Math.max(1, remainingMillis())), this::waitedTooLong);
    }

    private synchronized void waitedTooLong() {
        if (waits) {
            waits = false;
            fail(new OverloadedException(Failure.local(
                    "overloaded", "every node had its fill of requests until the time was over", Outcome.NONE, true)));
        }
    }

    /** It has waited for its turn, which has come. */
    synchronized void onTurn() {
        if (waits) {
            waits = false;
            waitOver.run();
            next();
        }
    }

    private synchronized void next() {
        if (result.isDone()) {
            return;
        }
        long remaining = remainingMillis();
        if (remaining <= 0) {
            fail(outOfTime());
            return;
        }
        Node node = requests.nodes().choose(call.key(), tried);
        if (node == null) {
            queueUp();
            return;
        }
        send(node, remaining);
        armHedge();
    }

    private void send(Node node, long remainingMillis) {
        long attemptMillis =
                Math.min(remainingMillis, requests.settings().attemptTimeout().toMillis());
        long begun = requests.wire().nanos();
        tried.add(node);
        sent++;
        outstanding++;
        node.onSend();
        requests.wire()
                .send(node.address(), call.attempt(attemptMillis), Duration.ofMillis(attemptMillis))
                .whenComplete((answer, failure) -> ended(node, begun, answer, failure));
    }

    private void armHedge() {
        long p95 = requests.latencies().p95();
        if (!call.isRead() || !requests.settings().hedging() || p95 < 0) {
            return;
        }
        int sentSoFar = sent;
        hedgeOver.run();
        hedgeOver = requests.wire().after(Duration.ofNanos(Math.max(LEAST_HEDGE_NANOS, p95)), () -> hedge(sentSoFar));
    }

    private synchronized void hedge(int sentThen) {
        long remaining = remainingMillis();
        boolean late = result.isDone() || sent != sentThen || outstanding == 0 || remaining <= 0;
        if (late || sent >= requests.settings().maxAttempts()) {
            return;
        }
        Node node = requests.nodes().choose(call.key(), tried);
        if (node != null && !tried.contains(node) && requests.hedges().tryTake()) {
            requests.listener().onHedge();
            send(node, remaining);
        }
    }

    private void ended(Node node, long begun, @Nullable RawAnswer answer, @Nullable Throwable failure) {
        long now = requests.wire().nanos();
        int status = answer == null ? 0 : answer.status();
        requests.listener().onAttempt(node.address(), call.method(), status, Duration.ofNanos(now - begun));
        if (answer == null) {
            node.onNoAnswer(now);
            requests.nodes().onNoAnswer();
        } else {
            if (Problems.isRetryable(status)) {
                node.onAnswer();
            } else {
                node.onDone(now - begun, now);
            }
            requests.nodes().onEpoch(answer.header("gramme-ring-epoch"));
        }
        if (answer != null && call.isRead()) {
            requests.latencies().record(now - begun);
        }
        judge(answer, failure);
        requests.waiting().onRoom();
    }

    private synchronized void judge(@Nullable RawAnswer answer, @Nullable Throwable failure) {
        outstanding--;
        if (outstanding == 0) {
            hedgeOver.run();
        }
        if (result.isDone()) {
            return;
        }
        if (answer != null && !Problems.isRetryable(answer.status())) {
            result.complete(new Answered(answer, worst));
            return;
        }
        GrammeException problem =
                answer == null ? Problems.noAnswer(failure) : Problems.exception(answer, Outcome.NONE);
        last = problem;
        if (!call.isRead()) {
            worst = worst.and(problem.outcome());
        }
        if (outstanding == 0) {
            again(problem.failure());
        }
    }

    /** One more attempt after a wait, or the end. */
    private void again(Failure why) {
        boolean free = why.status() == 0 && why.outcome() == Outcome.NONE;
        if (!why.retryable()
                || sent >= requests.settings().maxAttempts()
                || !(free || requests.retries().tryTake())) {
            fail(last);
            return;
        }
        retries++;
        Duration wait = free
                ? Duration.ZERO
                : requests.backoff().before(retries, requests.wire().random());
        if (wait.toMillis() >= remainingMillis()) {
            fail(last);
            return;
        }
        requests.listener().onRetry(call.method());
        if (wait.isZero()) {
            next();
        } else {
            requests.wire().after(wait, this::next);
        }
    }

    private long remainingMillis() {
        return (deadline - requests.wire().nanos()) / 1_000_000;
    }

    private QuorumTimeoutException outOfTime() {
        return new QuorumTimeoutException(
                Failure.local("client-timeout", "the request's time is over", Outcome.NONE, true));
    }

    private void fail(@Nullable GrammeException exception) {
        GrammeException known = exception == null ? outOfTime() : exception;
        result.completeExceptionally(known.outcome() == worst ? known : Requests.withOutcome(known, worst));
    }
}
