package io.gramme.chaos.linear;

import io.gramme.chaos.linear.DecisionModel.Try;
import io.gramme.chaos.sim.Link;
import io.gramme.chaos.sim.SimNode;
import io.gramme.chaos.sim.SimProcess;
import io.gramme.chaos.sim.Simulation;
import io.gramme.chaos.sim.Trace;
import io.gramme.node.register.Acceptor;
import io.gramme.node.register.AcceptorEffect;
import io.gramme.node.register.AcceptorState;
import io.gramme.node.register.AcceptorStateCodec;
import io.gramme.node.register.MessageCodec;
import io.gramme.node.register.Outcome;
import io.gramme.node.register.Proposal;
import io.gramme.node.register.ProposalEffect;
import io.gramme.node.register.ProposalPlan;
import io.gramme.node.register.RegisterId;
import io.gramme.node.register.Value;
import io.gramme.node.runtime.CellWriter;
import io.gramme.node.runtime.DurableCell;
import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.Timers;
import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.runtime.sim.SimExecutor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Three machines, each an acceptor and a proposer, that decide epochs on a bad network and are killed at will. */
final class RingRegisterWorld {
    private static final List<String> MACHINES = List.of("n0", "n1", "n2");
    private static final int EPOCHS = 3;
    private static final int STEPS = 60;
    private static final byte REQUEST = 0;
    private static final byte REPLY = 1;
    private static final Link ROUGH = Link.HEALTHY
            .with(new Link.Delay(Duration.ofMillis(1), Duration.ofMillis(20), 0.05, Duration.ofSeconds(3)))
            .with(new Link.Loss(0.1, 0, 0, 0.1));

    private final Simulation simulation;
    private final Randomness random;
    private final boolean forgetful;
    private final List<SimNode<Machine>> machines = new ArrayList<>();
    private final List<Operation<Try>> history = new ArrayList<>();
    private final Map<Integer, Operation<Try>> pending = new TreeMap<>();
    private int tries;

    /** @param forgetful the broken rule: an acceptor starts without what it promised and accepted */
    RingRegisterWorld(long seed, boolean forgetful) {
        this.simulation = new Simulation(seed, Trace.hashOnly());
        this.random = simulation.fork("workload");
        this.forgetful = forgetful;
        simulation.network().ordinary(ROUGH);
        for (String name : MACHINES) {
            machines.add(simulation.machine(name, Machine::new));
        }
    }

    /** Everything that was asked, with what was answered. */
    List<Operation<Try>> run() throws IOException {
        for (int step = 0; step < STEPS; step++) {
            SimNode<Machine> machine = machines.get(random.nextInt(machines.size()));
            if (!machine.isRunning()) {
                machine.start();
            } else if (random.nextInt(12) == 0) {
                machine.kill(random.nextInt(2) == 0 ? Crash.syncedOnly() : Crash.everything());
            } else {
                machine.process().attempt(random.nextInt(1 + step * EPOCHS / STEPS));
            }
            simulation.loop().runFor(Duration.ofMillis(random.nextInt(300)));
        }
        simulation.loop().runFor(Duration.ofSeconds(10));
        history.addAll(pending.values());
        return history;
    }

    private static RegisterId id(int epoch) {
        return new RegisterId(7, 9, 1, epoch);
    }

    /** One run of a machine. */
    private final class Machine {
        private final SimProcess process;
        private final SimExecutor loop;
        private final Timers timers;
        private final CellWriter cell;
        private final List<Attempt> attempts = new ArrayList<>();
        private AcceptorState state;

        Machine(SimProcess process) throws IOException {
            this.process = process;
            this.loop = process.newExecutor("loop");
            this.timers = process.timers(loop);
            DurableCell file = new DurableCell(process.files(), "", "acceptor");
            this.state = forgetful
                    ? AcceptorState.EMPTY
                    : file.read().map(AcceptorStateCodec::decode).orElse(AcceptorState.EMPTY);
            this.cell = new CellWriter(file, "acceptor", process.newExecutor("disk"), loop, process.fatal());
            process.onMessage(loop, this::onMessage);
        }

        void attempt(int epoch) {
            String own = random.nextInt(4) == 0 ? null : "value " + tries;
            loop.execute(() -> {
                Attempt attempt = new Attempt(this, epoch, own);
                attempts.add(attempt);
                attempt.carryOut(attempt.proposal.start(process.clock().monotonicMillis()));
            });
        }

        private void onMessage(String from, byte[] bytes) {
            byte[] body = Arrays.copyOfRange(bytes, 1, bytes.length);
            if (bytes[0] == REPLY) {
                int acceptor = MACHINES.indexOf(from);
                long now = process.clock().monotonicMillis();
                attempts.forEach(attempt ->
                        attempt.carryOut(attempt.proposal.onReply(acceptor, MessageCodec.decodeReply(body), now)));
                return;
            }
            Acceptor.Step step = Acceptor.step(state, MessageCodec.decodeRequest(body), true);
            state = step.state();
            for (AcceptorEffect effect : step.effects()) {
                if (effect instanceof AcceptorEffect.Persist persist) {
                    cell.write(AcceptorStateCodec.encode(persist.state()), () -> {});
                } else if (effect instanceof AcceptorEffect.Answer answer) {
                    cell.afterWrites(() -> send(from, REPLY, MessageCodec.encode(answer.reply())));
                }
            }
        }

        private void send(String to, byte kind, byte[] body) {
            byte[] message = new byte[body.length + 1];
            message[0] = kind;
            System.arraycopy(body, 0, message, 1, body.length);
            process.send(to, message, loop, () -> {});
        }
    }

    /** One proposal or read, in the history as soon as it starts. */
    private final class Attempt {
        private final Machine machine;
        private final int epoch;
        private final @Nullable String own;
        private final int number = tries++;
        private final long start = simulation.loop().nowNanos();
        private final Proposal proposal;

        Attempt(Machine machine, int epoch, @Nullable String own) {
            this.machine = machine;
            this.epoch = epoch;
            this.own = own;
            Value value = own == null ? null : Value.of(own.getBytes(StandardCharsets.UTF_8));
            int node = MACHINES.indexOf(machine.process.machine());
            Randomness chance = machine.process.randomness();
            ProposalPlan plan =
                    new ProposalPlan(id(epoch), List.of(0, 1, 2), value, node, chance.nextLong(), 2_000, 250);
            this.proposal = new Proposal(
                    plan, chance::nextDouble, machine.process.clock().monotonicMillis());
            if (own != null) {
                pending.put(number, operation(epoch, new Try(own, false, null), Operation.PENDING));
            }
        }

        private Operation<Try> operation(int ofEpoch, Try attempt, long end) {
            return new Operation<>("epoch " + ofEpoch, machine.process.machine(), attempt, start, end);
        }

        void carryOut(List<ProposalEffect> effects) {
            for (ProposalEffect effect : effects) {
                if (effect instanceof ProposalEffect.Send send) {
                    machine.send(MACHINES.get(send.acceptor()), REQUEST, MessageCodec.encode(send.request()));
                } else if (effect instanceof ProposalEffect.Wake wake) {
                    long wait = wake.atMillis() - machine.process.clock().monotonicMillis();
                    machine.timers.schedule(
                            Math.max(0, wait),
                            () -> carryOut(
                                    proposal.onTimer(machine.process.clock().monotonicMillis())));
                } else {
                    finish(((ProposalEffect.Finish) effect).outcome());
                }
            }
        }

        private void finish(Outcome outcome) {
            if (outcome instanceof Outcome.Decided decided) {
                pending.remove(number);
                answered(epoch, new Try(own, true, text(decided.value())));
            } else if (outcome instanceof Outcome.Undecided) {
                answered(epoch, new Try(null, true, null));
            } else if (outcome instanceof Outcome.Superseded superseded) {
                int newest = (int) superseded.newest().id().epoch();
                answered(newest, new Try(null, true, text(superseded.newest().value())));
            } else if (!((Outcome.Unknown) outcome).mayTakeEffect()) {
                pending.remove(number);
            }
        }

        private void answered(int ofEpoch, Try attempt) {
            history.add(operation(ofEpoch, attempt, simulation.loop().nowNanos()));
        }

        private String text(Value value) {
            return new String(value.bytes(), StandardCharsets.UTF_8);
        }
    }
}
