package io.gramme.node.app;

import io.gramme.node.antientropy.AntiEntropy;
import io.gramme.node.antientropy.AntiEntropy.PairView;
import io.gramme.node.antientropy.AntiEntropy.Totals;
import io.gramme.node.antientropy.Exchanged;
import io.gramme.node.antientropy.StoreAudit;
import io.gramme.node.background.Task;
import io.gramme.node.background.Tasks;
import io.gramme.node.http.RepairSource;
import io.gramme.node.http.RepairView;
import io.gramme.node.metrics.BackgroundMetrics;
import io.gramme.node.runtime.SerialExecutor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A node's repair as people see it and start it. On the control loop. */
final class RepairFront implements RepairSource {
    /** Tries at one partition with one peer, when the schedule is at it already or the peer does not answer. */
    private static final int TRIES = 3;

    private static final long AGAIN_MILLIS = 2_000;

    private final RepairParts repair;
    private final NodePorts ports;
    private final Tasks tasks;

    RepairFront(RepairParts repair, NodePorts ports, Tasks tasks) {
        this.repair = repair;
        this.ports = ports;
        this.tasks = tasks;
    }

    private record OfShard(
            Totals totals,
            StoreAudit.Progress audit,
            int due,
            List<PairView> pairs,
            List<Integer> untrusted,
            int damaged) {}

    @Override
    public void view(Consumer<RepairView> onView) {
        gather(
                shard -> new OfShard(
                        shard.exchanges().totals(),
                        shard.audit().progress(),
                        shard.exchanges().due(),
                        shard.exchanges().view(),
                        shard.partitionTrust().doubtful(),
                        shard.damaged().waiting()),
                all -> onView.accept(sum(all)));
    }

    private interface Question<A> {
        A ask(ShardRepair shard);
    }

    /** Asks every shard on its loop; the answers come in the order of the shards. */
    private <A> void gather(Question<A> question, Consumer<List<A>> onAll) {
        SerialExecutor control = ports.control().loop();
        int count = repair.shardCount();
        List<@Nullable A> answers = new ArrayList<>(
                IntStream.range(0, count).<@Nullable A>mapToObj(i -> null).toList());
        int[] left = {count};
        for (int i = 0; i < count; i++) {
            int number = i;
            ShardRepair shard = repair.shard(i);
            ports.shards().get(i).loop().execute(() -> {
                A answer = question.ask(shard);
                control.execute(() -> {
                    answers.set(number, answer);
                    if (--left[0] == 0) {
                        List<A> whole = new ArrayList<>();
                        answers.forEach(each -> {
                            if (each != null) {
                                whole.add(each);
                            }
                        });
                        onAll.accept(whole);
                    }
                });
            });
        }
    }

    private RepairView sum(List<OfShard> all) {
        List<PairView> pairs = new ArrayList<>();
        List<Integer> untrusted = new ArrayList<>();
        Totals totals = new Totals(0, 0, 0, 0);
        long passes = Long.MAX_VALUE;
        int done = 0;
        int partitions = 0;
        long records = 0;
        int due = 0;
        int damaged = 0;
        for (OfShard one : all) {
            pairs.addAll(one.pairs);
            untrusted.addAll(one.untrusted);
            totals = totals.and(one.totals);
            passes = Math.min(passes, one.audit.passes());
            done += one.audit.partitionsDone();
            partitions += one.audit.partitions();
            records += one.audit.records();
            due += one.due;
            damaged += one.damaged;
        }
        pairs.sort(Comparator.comparingInt(PairView::partition).thenComparingInt(PairView::peer));
        untrusted.sort(Comparator.naturalOrder());
        StoreAudit.Progress audit = new StoreAudit.Progress(passes, done, partitions, records);
        return new RepairView(repair.budget().state(), totals, audit, due, pairs, untrusted, damaged);
    }

    @Override
    public @Nullable Task start(@Nullable Integer partition) {
        Run run = new Run();
        String subject = partition == null ? "all partitions" : "partition " + partition;
        Task task = tasks.begin(new Task.Start("repair", subject, run::cancel));
        if (task != null) {
            run.task = task;
            gather(shard -> shard.exchanges().view(), all -> run.begin(all, partition));
        }
        return task;
    }

    private record Wanted(int shard, int partition, int peer, int tries) {
        /** What was broken off only to give others a turn goes on as often as it takes. */
        Wanted after(Exchanged how) {
            return new Wanted(shard, partition, peer, how.failure() == null ? tries : tries + 1);
        }
    }

    /** One task: all its pairs, one at a time on each shard; what waits for another try holds up no other. */
    private final class Run {
        private @Nullable Task task;
        private final List<Deque<Wanted>> queues = new ArrayList<>();
        /** Shards at work. */
        private final BitSet working = new BitSet();

        private boolean cancelled;
        private int total;
        private int done;
        /** Pairs under way, or waiting for another try. */
        private int busy;

        private long repaired;
        private long bytes;
        private int failed;
        private String firstFailure = "";

        void begin(List<List<PairView>> all, @Nullable Integer partition) {
            for (int shard = 0; shard < all.size(); shard++) {
                Deque<Wanted> queue = new ArrayDeque<>();
                for (PairView pair : all.get(shard)) {
                    if (partition == null || pair.partition() == partition) {
                        queue.add(new Wanted(shard, pair.partition(), pair.peer(), 1));
                    }
                }
                total += queue.size();
                queues.add(queue);
            }
            progress();
            for (int shard = 0; shard < queues.size(); shard++) {
                next(shard);
            }
            endIfDone();
        }

        void cancel() {
            cancelled = true;
            queues.forEach(Deque::clear);
            endIfDone();
        }

        private void next(int shard) {
            Wanted wanted = working.get(shard) ? null : queues.get(shard).poll();
            if (wanted == null) {
                return;
            }
            busy++;
            working.set(shard);
            AntiEntropy exchanges = repair.shard(shard).exchanges();
            SerialExecutor loop = ports.shards().get(shard).loop();
            loop.execute(() -> exchanges.exchange(
                    wanted.partition,
                    wanted.peer,
                    BackgroundMetrics.Task.REPAIR,
                    how -> ports.control().loop().execute(() -> ended(wanted, how))));
        }

        private void ended(Wanted wanted, Exchanged how) {
            working.clear(wanted.shard);
            repaired += how.repaired();
            bytes += how.bytes();
            boolean mayTryAgain = how.failure() == null || wanted.tries < TRIES;
            if (!how.complete() && mayTryAgain && !cancelled) {
                ports.control().timers().schedule(AGAIN_MILLIS, () -> {
                    busy--;
                    if (!cancelled) {
                        queues.get(wanted.shard).addLast(wanted.after(how));
                        next(wanted.shard);
                    }
                    endIfDone();
                });
                next(wanted.shard);
                return;
            }
            busy--;
            done++;
            if (!how.complete()) {
                failed++;
                firstFailure = firstFailure.isEmpty() ? String.valueOf(how.failure()) : firstFailure;
            }
            progress();
            next(wanted.shard);
            endIfDone();
        }

        private void progress() {
            if (task != null) {
                task.progress("exchanges", done, total);
            }
        }

        private void endIfDone() {
            Task ending = task;
            if (ending == null || busy > 0 || queues.stream().anyMatch(queue -> !queue.isEmpty())) {
                return;
            }
            String what = done + " of " + total + " exchanges, " + repaired + " keys repaired, " + bytes + " bytes";
            if (cancelled) {
                ending.cancelled("stopped after " + what);
            } else if (failed > 0) {
                ending.failed(what + "; " + failed + " failed, the first: " + firstFailure);
            } else {
                ending.done(what);
            }
        }
    }
}
