package io.gramme.node.ringchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.coordinator.FakeNetwork;
import io.gramme.node.membership.ClusterEvents;
import io.gramme.node.membership.DiskIdentity;
import io.gramme.node.membership.LocalIdentity;
import io.gramme.node.register.AcceptorState;
import io.gramme.node.register.Decision;
import io.gramme.node.register.MessageCodec;
import io.gramme.node.register.RegisterId;
import io.gramme.node.register.Request;
import io.gramme.node.register.Value;
import io.gramme.node.runtime.CellWriter;
import io.gramme.node.runtime.DurableCell;
import io.gramme.node.runtime.SeededRandomness;
import io.gramme.node.runtime.sim.SimClock;
import io.gramme.node.runtime.sim.SimExecutor;
import io.gramme.node.runtime.sim.SimFiles;
import io.gramme.node.runtime.sim.SimLoop;
import io.gramme.node.runtime.sim.SimTimers;
import io.gramme.node.transport.RegisterMessage.RegisterRequest;
import io.gramme.node.transport.Transport;
import io.gramme.ring.Addresses;
import io.gramme.ring.ClusterId;
import io.gramme.ring.Epoch;
import io.gramme.ring.NodeId;
import io.gramme.ring.Ring;
import io.gramme.ring.RingShape;
import io.gramme.ring.change.Change;
import io.gramme.ring.change.Founding;
import io.gramme.ring.change.RingChanges;
import io.gramme.ring.codec.RingCodec;
import io.gramme.ring.plan.Edit;
import io.gramme.ring.plan.Newcomer;
import io.gramme.ring.plan.PlanRequest;
import io.gramme.ring.plan.Planner;
import io.gramme.ring.plan.Planning;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A node that founded its cluster alone decides that a second one has a seat; what each write and message comes after. */
class RingRegisterTest {
    /** Enough for a message, too little for anybody's timer. */
    private static final Duration A_MOMENT = Duration.ofMillis(1);

    private static final Newcomer FOUNDER = node(1);
    private static final Newcomer JOINER = node(2);

    private final SimLoop loop = new SimLoop();
    private final SimExecutor control = new SimExecutor(loop, "control");
    /** Writes that were asked for and wait for the disk, in their order. */
    private final Deque<Runnable> disk = new ArrayDeque<>();

    private final FakeNetwork network = new FakeNetwork(loop);
    private final List<Request> told = new ArrayList<>();
    private final Ring founded = changed(Founding.found(RingShape.of(new ClusterId(1, 2), 16, 1), List.of(FOUNDER)));
    private final Ring next = joined(founded);
    private final RingKeeper keeper = new RingKeeper(
            new RingKeeper.Ports(
                    writer("ring"),
                    new RingKeeper.Wish(16, 1),
                    new ClusterEvents(new SimClock(loop)),
                    RingRegisterTest::fail),
            founded);
    private final RingRegister register = register();

    private static Newcomer node(int number) {
        return new Newcomer(new NodeId(1, number), "n" + number, "a", 100, new Addresses("d:1", "a:1", "p:" + number));
    }

    private static Ring changed(Change change) {
        return ((Change.Changed) change).next();
    }

    private static Ring joined(Ring ring) {
        Planning plan = Planner.plan(ring, PlanRequest.of(new Edit.Join(JOINER)));
        return changed(RingChanges.commit(ring, ((Planning.Planned) plan).plan(), Set.of()));
    }

    private static void fail(String message, Throwable cause) {
        throw new AssertionError(message, cause);
    }

    private CellWriter writer(String what) {
        DurableCell cell = new DurableCell(SimFiles.empty(), "", what);
        return new CellWriter(cell, what, disk::add, control, RingRegisterTest::fail);
    }

    private RingRegister register() {
        SimClock clock = new SimClock(loop);
        Transport transport = network.join(FOUNDER.id());
        network.join(JOINER.id())
                .handle(
                        RegisterRequest.class,
                        (message, responder) -> told.add(MessageCodec.decodeRequest(message.body())));
        DiskIdentity identity = new DiskIdentity(FOUNDER.id(), 1, 0, 0, 0, 0);
        RingRegister.Ports ports = new RingRegister.Ports(
                new ProposalShell.Ports(clock, new SimTimers(loop, control, clock), new SeededRandomness(1)),
                transport,
                new LocalIdentity(identity, 7, writer("identity")));
        return new RingRegister(ports, keeper, new AcceptorShell(AcceptorState.EMPTY, writer("register")));
    }

    private void writeOne() {
        disk.remove().run();
        loop.runFor(A_MOMENT);
    }

    private Decision decision() {
        Epoch epoch = next.epoch();
        return new Decision(new RegisterId(1, 2, epoch.term(), epoch.number()), Value.of(RingCodec.encode(next)));
    }

    @Test
    void whoHasItsFirstSeatIsToldBeforeItsRingIsInForceAnywhere() {
        List<Proposed> proposed = new ArrayList<>();
        register.propose(next, proposed::add);
        while (proposed.isEmpty()) {
            writeOne();
        }
        loop.runFor(A_MOMENT);
        assertThat(proposed).containsExactly(new Proposed.Decided(next));
        assertThat(keeper.known().ring()).as("its file is not written yet").isEqualTo(founded);
        assertThat(told).containsExactly(new Request.Learn(decision()));
    }

    @Test
    void aRingThatIsToldIsInForceBeforeTheRegisterIsClosed() {
        register.handle(new Request.Learn(decision()), reply -> {});
        assertThat(keeper.known().ring()).isEqualTo(founded);
        writeOne();
        assertThat(keeper.known().ring()).as("one write later").isEqualTo(next);
        assertThat(disk).as("that of the register waits").isNotEmpty();
    }
}
