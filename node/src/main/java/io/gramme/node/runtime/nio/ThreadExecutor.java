package io.gramme.node.runtime.nio;

import io.gramme.node.runtime.SerialExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A serial executor on a daemon thread of its own, for the log writer: its tasks may wait for the disk. Tasks are taken
 * in batches, one lock per batch.
 *
 * <p>The thread is never interrupted, since that would close the channels it uses. It ends with the first task that
 * throws, after telling the handler it was given.
 */
public final class ThreadExecutor implements SerialExecutor {
    private static final int BATCH = 1024;

    private final LinkedBlockingQueue<Runnable> queue;
    private final Consumer<Throwable> onBroken;
    private final Thread thread;
    private final Runnable stop = this::markStopped;
    private boolean stopped; // the thread's own

    /**
     * Starts the thread.
     *
     * @param name the thread's name, for logs and dumps
     * @param capacity most tasks that may wait; its users keep within it by reservations, more is a fault of theirs
     * @param onBroken told, on the thread, of the task that threw; it stops the node
     */
    public ThreadExecutor(String name, int capacity, Consumer<Throwable> onBroken) {
        this.queue = new LinkedBlockingQueue<>(capacity);
        this.onBroken = onBroken;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * @throws RejectedExecutionException when as many tasks wait as may
     */
    @Override
    public void execute(Runnable task) {
        if (!queue.offer(task)) {
            throw new RejectedExecutionException(
                    thread.getName() + ": more tasks wait than may (" + queue.size() + ")");
        }
    }

    /**
     * Lets the thread end after the tasks queued so far, and waits for that. Later tasks never run. Not called on the
     * thread itself.
     *
     * @return whether the thread has ended within the time
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public boolean stop(Duration patience) throws InterruptedException {
        if (thread.isAlive() && !queue.offer(stop, patience.toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        thread.join(Math.max(1, patience.toMillis()));
        return !thread.isAlive();
    }

    private void markStopped() {
        stopped = true;
    }

    private void run() {
        List<Runnable> batch = new ArrayList<>(BATCH);
        try {
            while (!stopped) {
                batch.add(queue.take());
                queue.drainTo(batch, BATCH - 1);
                for (int i = 0; i < batch.size() && !stopped; i++) {
                    batch.get(i).run();
                }
                batch.clear();
            }
        } catch (Throwable broken) {
            onBroken.accept(broken);
        }
    }
}
