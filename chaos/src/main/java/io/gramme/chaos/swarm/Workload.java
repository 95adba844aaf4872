package io.gramme.chaos.swarm;

import io.gramme.chaos.cluster.Call;
import io.gramme.chaos.cluster.RunningNode;
import io.gramme.chaos.cluster.SimCluster;
import io.gramme.chaos.oracle.AckCheck;
import io.gramme.chaos.oracle.LogicalWrite;
import io.gramme.chaos.oracle.Oracle;
import io.gramme.chaos.oracle.ReadCheck;
import io.gramme.chaos.oracle.Replicas;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.Content;
import io.gramme.node.causality.RequestId;
import io.gramme.node.causality.ValueBytes;
import io.gramme.node.coordinator.ReadRequest;
import io.gramme.node.coordinator.ReadResult;
import io.gramme.node.coordinator.WriteRequest;
import io.gramme.node.coordinator.WriteResult;
import io.gramme.node.runtime.Randomness;
import io.gramme.ring.Key;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The clients: carries out their steps, remembers what they were told, and shows every answer to the oracle. */
final class Workload {
    private static final int CLIENTS = 4;
    private static final List<String> BUCKETS = List.of("kv", "kv", "kv", SimCluster.LWW_BUCKET);

    private final SimCluster cluster;
    private final SwarmPlan plan;
    private final Oracle oracle;
    private final ReadCheck reads;
    private final AckCheck acks;
    private final List<ClientMemory> clients = new ArrayList<>();
    private final Map<Call<?>, Integer> open = new LinkedHashMap<>();
    private final Counts counts = new Counts();

    /** What came of it all. */
    static final class Counts {
        long acked;
        long failed;
        long read;
        long readFailed;
        long retried;
        long skipped;
    }

    Workload(SimCluster cluster, SwarmPlan plan, Oracle oracle, int replicas) {
        this.cluster = cluster;
        this.plan = plan;
        this.oracle = oracle;
        Replicas copies = new Replicas(cluster);
        this.reads = new ReadCheck(oracle, replicas, overlap(plan), key -> copies.show(key, oracle));
        this.acks = new AckCheck(oracle, cluster, !plan.isLazy());
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new ClientMemory());
        }
    }

    private static ReadCheck.Overlap overlap(SwarmPlan plan) {
        if (plan.victim() >= 0 || plan.isLazy()) {
            return ReadCheck.Overlap.NOWHERE;
        }
        return plan.isUndisturbed() ? ReadCheck.Overlap.MOVES : ReadCheck.Overlap.ONE_EPOCH;
    }

    Counts counts() {
        return counts;
    }

    /** Calls without an answer, and the machine that each was sent to. */
    Map<Call<?>, Integer> open() {
        return open;
    }

    /** One client's turn: who, on what. */
    private record Turn(Step step, ClientMemory client, Key key, Randomness random) {
        int machine() {
            return step.machine();
        }
    }

    void apply(Step step) {
        Randomness random = step.randomness();
        ClientMemory client = clients.get(random.nextInt(CLIENTS));
        Turn turn = new Turn(step, client, key(random), random);
        if (!cluster.machine(turn.machine()).isRunning()) {
            counts.skipped++;
            return;
        }
        switch (step.action()) {
            case READ -> read(turn, null, false, result -> {});
            case READ_AFTER -> read(turn, client.session(turn.key), false, result -> {});
            case READ_CONSISTENT -> read(turn, null, true, result -> {});
            case WRITE_BLIND -> write(turn, null, value(turn));
            case WRITE_ON_READ -> write(turn, client.ofRead(turn.key), value(turn));
            case WRITE_ON_WRITE -> write(turn, client.ofWrite(turn.key), value(turn));
            case WRITE_ON_OLD -> write(turn, client.old(turn.key, random.nextInt(8)), value(turn));
            case READ_MODIFY_WRITE -> readModifyWrite(turn);
            case DELETE -> write(turn, contextOfDelete(turn), Content.deletion(wall(turn)));
            case WRITE_EXPIRING ->
                write(turn, client.ofRead(turn.key), value(turn).expiringAt(wall(turn) + 1 + random.nextInt(20_000)));
            case WRITE_TWICE -> writeTwice(turn);
            default -> throw new IllegalArgumentException("no client does " + step);
        }
    }

    private static @Nullable CausalContext contextOfDelete(Turn turn) {
        return turn.random.nextInt(4) == 0 ? turn.client.ofWrite(turn.key) : turn.client.ofRead(turn.key);
    }

    /** Half of the draws go to the first few keys. */
    private Key key(Randomness random) {
        int most = random.nextInt(2) == 0 ? Math.min(plan.keys(), 2) : plan.keys();
        return Key.of(BUCKETS.get(random.nextInt(BUCKETS.size())), "k" + random.nextInt(most));
    }

    private long wall(Turn turn) {
        return cluster.machine(turn.machine()).clock().wallMillis();
    }

    /** A value that no other write has, so that it tells whose it is. */
    private Content value(Turn turn) {
        String text = "w" + oracle.nextNumber() + "-";
        String padded = text + "x".repeat(turn.random.nextInt(plan.valueBytes()));
        return Content.value(ValueBytes.of(padded), "text/plain", wall(turn));
    }

    private void read(Turn turn, @Nullable CausalContext after, boolean consistent, Consumer<ReadResult> then) {
        int r = quorum(turn.random);
        int pr = turn.random.nextInt(5) == 0 ? Math.min(2, Math.max(r, 1)) : 0;
        ReadRequest request = new ReadRequest(
                turn.key, r == 0 ? null : r, pr == 0 ? null : pr, budget(turn), consistent, after, "read");
        RunningNode node = cluster.node(turn.machine());
        long began = now();
        Call<ReadResult> call = node.read(request, result -> {
            onRead(new ReadCheck.Asked(turn.key, began, after, r, wall(turn)), turn, result);
            then.accept(result);
        });
        open.put(call, turn.machine());
    }

    private void onRead(ReadCheck.Asked asked, Turn turn, ReadResult result) {
        if (result instanceof ReadResult.Found || result instanceof ReadResult.NotFound) {
            counts.read++;
            reads.check(asked, result, turn.step);
            CausalContext context = contextOf(result);
            if (context != null) {
                turn.client.onRead(turn.key, context);
            }
        } else {
            counts.readFailed++;
        }
    }

    private static @Nullable CausalContext contextOf(ReadResult result) {
        if (result instanceof ReadResult.Found found) {
            return found.view().context();
        }
        return result instanceof ReadResult.NotFound none ? none.context() : null;
    }

    private void readModifyWrite(Turn turn) {
        read(turn, null, false, result -> {
            boolean answered = result instanceof ReadResult.Found || result instanceof ReadResult.NotFound;
            if (answered && cluster.machine(turn.machine()).isRunning()) {
                write(turn, contextOf(result), value(turn));
            }
        });
    }

    private void write(Turn turn, @Nullable CausalContext context, Content content) {
        boolean named = content.tombstone() || turn.random.nextInt(2) == 0;
        RequestId id = named ? id(turn.random) : null;
        WriteRequest.Options options = options(turn.random);
        LogicalWrite write = oracle.begin(wish(turn, content, context, id, options));
        send(turn, write, turn.machine(), options, result -> {});
    }

    private static LogicalWrite.Wish wish(
            Turn turn,
            Content content,
            @Nullable CausalContext context,
            @Nullable RequestId id,
            WriteRequest.Options options) {
        boolean judged = options.ifNoneMatchAny() || options.rejectSiblings();
        return new LogicalWrite.Wish(turn.key, content, context, id, judged);
    }

    /** The first answer is ignored, as if it were lost; the same write goes to another node. */
    private void writeTwice(Turn turn) {
        RequestId id = id(turn.random);
        WriteRequest.Options options = options(turn.random);
        LogicalWrite write = oracle.begin(wish(turn, value(turn), turn.client.ofRead(turn.key), id, options));
        int next = turn.random.nextInt(cluster.machines().size());
        boolean atOnce = turn.random.nextInt(2) == 0;
        send(turn, write, turn.machine(), options, result -> {
            if (!atOnce) {
                retry(turn, write, next, options);
            }
        });
        if (atOnce) {
            retry(turn, write, next, options);
        }
    }

    private void retry(Turn turn, LogicalWrite write, int machine, WriteRequest.Options options) {
        if (cluster.machine(machine).isRunning()) {
            counts.retried++;
            send(turn, write, machine, options, result -> {});
        }
    }

    private void send(
            Turn turn, LogicalWrite write, int machine, WriteRequest.Options options, Consumer<WriteResult> then) {
        WriteRequest request = new WriteRequest(
                write.key(), write.content(), write.context(), write.id(), options, budget(turn), "write");
        LogicalWrite.Try one = oracle.send(write, now());
        AckCheck.Before before = acks.before();
        Call<WriteResult> call = cluster.node(machine).write(request, result -> {
            oracle.answered(write, one, result, now());
            if (result instanceof WriteResult.Written written) {
                counts.acked++;
                if (written.view() != null) {
                    reads.told(write.key(), written.context());
                }
                turn.client.onWritten(write.key(), written.context());
                acks.check(write, written, options, before);
            } else {
                counts.failed++;
            }
            then.accept(result);
        });
        open.put(call, machine);
    }

    private static RequestId id(Randomness random) {
        return new RequestId(random.nextLong(), random.nextLong());
    }

    private static WriteRequest.Options options(Randomness random) {
        int w = quorum(random);
        boolean primary = random.nextInt(6) == 0;
        return new WriteRequest.Options(
                w == 0 ? null : w,
                primary ? Math.max(1, Math.min(w, 2)) : null,
                List.of(),
                random.nextInt(20) == 0,
                random.nextInt(20) == 0,
                random.nextInt(8) == 0,
                false);
    }

    /** 0 for the default, which is half of the draws. */
    private static int quorum(Randomness random) {
        return random.nextInt(2) == 0 ? 0 : 1 + random.nextInt(3);
    }

    private static int budget(Turn turn) {
        return turn.random.nextInt(6) == 0 ? 50 + turn.random.nextInt(300) : SimCluster.BUDGET_MILLIS;
    }

    private long now() {
        return cluster.simulation().loop().nowNanos();
    }
}
