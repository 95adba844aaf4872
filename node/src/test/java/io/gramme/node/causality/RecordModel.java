package io.gramme.node.causality;

import io.gramme.node.causality.CausalHistories.Event;
import io.gramme.node.causality.CausalHistories.Knowledge;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Three to five replicas of one key under everything that happens to them, step by step against {@link CausalHistories}.
 * Every record passes the codecs on its way.
 */
final class RecordModel {
    /** What a client holds: the context and the writes it was shown. */
    private record Shown(CausalContext context, BitSet events) {}

    private record Message(byte[] wire, Knowledge knowledge) {}

    private record Attempt(Write write, BitSet shown) {}

    /** Which buckets a run plays with. */
    enum Kind {
        KEEP,
        LWW,
        MIXED
    }

    private final Random random;
    private final Kind kind;
    private final CausalHistories histories = new CausalHistories();
    private final List<ModelReplica> replicas = new ArrayList<>();
    private final List<Shown> held = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final List<Attempt> attempts = new ArrayList<>();
    private long nowMillis = 1_700_000_000_000L;

    RecordModel(long seed, Kind kind) {
        this.random = new Random(seed);
        this.kind = kind;
        int count = 3 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            replicas.add(new ModelReplica(i + 1, mode()));
        }
        held.add(new Shown(CausalContext.EMPTY, new BitSet()));
    }

    private SiblingsMode mode() {
        return switch (kind) {
            case KEEP -> SiblingsMode.KEEP;
            case LWW -> SiblingsMode.LWW;
            case MIXED -> random.nextBoolean() ? SiblingsMode.KEEP : SiblingsMode.LWW;
        };
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            nowMillis += random.nextInt(20) == 0 ? random.nextInt(7_200_000) - 3_600_000 : random.nextInt(5);
            ModelReplica replica = any(replicas);
            step(replica);
            check(replica, "step " + i);
        }
        converge();
    }

    private void step(ModelReplica replica) {
        int dice = random.nextInt(1000);
        if (dice < 120) {
            put(replica, held.get(0));
        } else if (dice < 330) {
            put(replica, read());
        } else if (dice < 450) {
            put(replica, random.nextInt(3) == 0 ? any(held) : held.get(held.size() - 1));
        } else if (dice < 500) {
            retry(replica);
        } else if (dice < 720) {
            replicate(replica);
        } else if (dice < 850) {
            hint(replica);
        } else {
            fault(replica, random.nextInt(150));
        }
    }

    private void fault(ModelReplica replica, int dice) {
        if (dice < 60) {
            replica.sync();
        } else if (dice < 90) {
            replica.crash();
        } else if (dice < 110) {
            replica.restartCleanly();
        } else if (dice < 125) {
            replica.forget(mode());
        } else if (dice < 140) {
            replica.backup = replica.image();
        } else {
            replica.restore();
        }
    }

    /** A quorum read, or a read of one replica: its context covers the merged record. */
    private Shown read() {
        ModelReplica first = any(replicas);
        ModelReplica second = any(replicas);
        KeyRecord merged = KeyRecord.merge(first.applied.record(), second.applied.record());
        Knowledge knowledge = first.knowledge.copy();
        knowledge.join(second.knowledge);
        if (random.nextInt(8) == 0 && !merged.siblings().isEmpty()) {
            Sibling one = merged.siblings().get(random.nextInt(merged.siblings().size()));
            return new Shown(LiveView.contextOf(one), single(histories.named(one.dot())));
        }
        return keep(new Shown(merged.liveAt(nowMillis).context(), knowledge.covered()));
    }

    private static BitSet single(Event event) {
        BitSet events = new BitSet();
        events.set(event.number());
        return events;
    }

    private Shown keep(Shown shown) {
        held.add(shown);
        if (held.size() > 12) {
            held.remove(1 + random.nextInt(10));
        }
        return shown;
    }

    private void put(ModelReplica replica, Shown shown) {
        boolean tagged = attempts.size() < KeyRecord.MAX_RETIRED && random.nextInt(6) == 0;
        RequestTag request = null;
        String text = "w" + histories.size();
        Content content = Content.value(ValueBytes.of(text), "text/plain", Math.max(0, nowMillis));
        if (tagged) {
            RequestId id = new RequestId(7, attempts.size());
            content = Content.value(ValueBytes.of("r" + id.low()), "text/plain", nowMillis);
            request = RequestTag.of(id, content);
        }
        Write write = new Write(content, shown.context, request, mode());
        if (tagged) {
            attempts.add(new Attempt(write, shown.events));
        }
        coordinate(replica, write, shown.events);
    }

    /** The reply was lost; the same request goes anywhere. */
    private void retry(ModelReplica replica) {
        if (!attempts.isEmpty()) {
            Attempt attempt = any(attempts);
            coordinate(replica, attempt.write, attempt.shown);
        }
    }

    private void coordinate(ModelReplica replica, Write write, BitSet shown) {
        KeyRecord before = replica.applied.record();
        long floor = Coordination.stampFloor(before, write);
        HybridClock.Stamp stamp = replica.clock.stamp(nowMillis, floor);
        boolean known = write.request() != null && histories.knows(replica.knowledge, write.request());
        WriteOutcome outcome = replica.coordination.write(replica.applied, write, stamp.hlc());
        if (outcome instanceof WriteOutcome.Known retry) {
            if (!known) {
                throw new AssertionError("a first write was taken for a retry: " + write);
            }
            BitSet events = (BitSet) shown.clone();
            events.set(histories.named(retry.dot()).number());
            answered(new Shown(retry.context(), events));
        } else if (outcome instanceof WriteOutcome.Accepted accepted) {
            if (known) {
                throw new AssertionError("a retry made a new dot: " + write);
            }
            accept(replica, write, shown, accepted);
        } else if (before.siblings().size() < Coordination.MAX_SIBLINGS) {
            throw new AssertionError("refused: " + outcome);
        }
    }

    private void accept(ModelReplica replica, Write write, BitSet shown, WriteOutcome.Accepted accepted) {
        KeyRecord record = accepted.stored().record();
        long hlc = record.sibling(accepted.dot()).hlc();
        Event event = histories.written(shown, accepted.dot(), hlc, write.request());
        replica.applied = accepted.stored();
        replica.knowledge.held().set(event.number());
        replica.knowledge.overwritten().or(shown);
        BitSet events = (BitSet) shown.clone();
        events.set(event.number());
        answered(new Shown(accepted.context(), events));
        if (random.nextInt(3) > 0) {
            send(replica);
        }
        if (random.nextInt(2) == 0) {
            replica.sync();
        }
    }

    /** I: the context of a PUT covers what was shown and the new write, exactly. */
    private void answered(Shown shown) {
        if (shown.context.isolated().size() < Coordination.MAX_ISOLATED_DOTS) {
            histories.checkCoverage(shown.context, shown.events, "context of a PUT");
        }
        keep(shown);
    }

    private void send(ModelReplica replica) {
        messages.add(new Message(RecordCodec.encode(replica.applied.record()), replica.knowledge.copy()));
        if (messages.size() > 20) {
            messages.remove(random.nextInt(20));
        }
    }

    private void replicate(ModelReplica to) {
        ModelReplica from = any(replicas);
        to.receive(RecordCodec.encode(from.applied.record()), from.knowledge.copy());
    }

    /** Late, out of order, again and again. */
    private void hint(ModelReplica to) {
        if (messages.isEmpty() || random.nextInt(3) == 0) {
            send(to);
        } else {
            Message message = random.nextBoolean() ? any(messages) : messages.remove(messages.size() - 1);
            to.receive(message.wire, message.knowledge);
        }
    }

    private void check(ModelReplica replica, String when) {
        if (kind == Kind.MIXED) {
            checkLoosely(replica);
            return;
        }
        SiblingsMode mode = mode();
        histories.check(replica.applied.record(), replica.knowledge, mode, when);
        KeyRecord merged = replicas.get(0).applied.record();
        Knowledge all = replicas.get(0).knowledge.copy();
        for (ModelReplica other : replicas.subList(1, replicas.size())) {
            KeyRecord.Merged step = KeyRecord.mergeCounting(merged, other.applied.record());
            if (step.doubledDots() > 0) {
                throw new AssertionError(when + ": a dot names two writes");
            }
            merged = step.record();
            all.join(other.knowledge);
        }
        histories.check(merged, all, mode, when + ", all merged");
    }

    /** Unlike modes: nothing is invented, nothing is emptied, coverage is exact. */
    private void checkLoosely(ModelReplica replica) {
        KeyRecord record = replica.applied.record();
        record.siblings().forEach(sibling -> histories.named(sibling.dot()));
        histories.checkCoverage(record.context(), replica.knowledge.covered(), "mixed");
        if (record.siblings().isEmpty() != replica.knowledge.held().isEmpty()) {
            throw new AssertionError("mixed: emptied " + record);
        }
    }

    /** Everybody tells everybody, in a random order, until nothing changes: all must agree. */
    private void converge() {
        for (int round = 0; round < 6; round++) {
            List<ModelReplica> order = new ArrayList<>(replicas);
            Collections.shuffle(order, random);
            for (ModelReplica from : order) {
                for (ModelReplica to : replicas) {
                    to.receive(RecordCodec.encode(from.applied.record()), from.knowledge.copy());
                }
            }
        }
        KeyRecord first = replicas.get(0).applied.record();
        for (ModelReplica replica : replicas) {
            check(replica, "converged");
            if (!replica.applied.record().equals(first)) {
                throw new AssertionError("no convergence: " + replica.applied.record() + " and " + first);
            }
        }
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
