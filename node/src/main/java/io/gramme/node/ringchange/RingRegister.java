package io.gramme.node.ringchange;

import io.gramme.node.membership.ClusterView;
import io.gramme.node.membership.KnownRing;
import io.gramme.node.membership.LocalIdentity;
import io.gramme.node.register.Decision;
import io.gramme.node.register.MessageCodec;
import io.gramme.node.register.Outcome;
import io.gramme.node.register.ProposalPlan;
import io.gramme.node.register.RegisterId;
import io.gramme.node.register.Reply;
import io.gramme.node.register.Request;
import io.gramme.node.register.Value;
import io.gramme.node.transport.RegisterMessage.RegisterReply;
import io.gramme.node.transport.RegisterMessage.RegisterRequest;
import io.gramme.node.transport.Transport;
import io.gramme.ring.Epoch;
import io.gramme.ring.Member;
import io.gramme.ring.NodeId;
import io.gramme.ring.Ring;
import io.gramme.ring.codec.Decoded;
import io.gramme.ring.codec.RingCodec;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides the next epoch with the group that the present one names, and votes when this node is of the group. Lives on
 * the control loop; at most one proposal at a time.
 */
public final class RingRegister {
    private static final int BUDGET_MILLIS = 5_000;
    static final int PHASE_MILLIS = 500;

    private final Ports ports;
    private final RingKeeper keeper;
    private final AcceptorShell acceptor;
    private boolean proposing;

    /** What it stands on. */
    record Ports(ProposalShell.Ports proposals, Transport control, LocalIdentity identity) {}

    RingRegister(Ports ports, RingKeeper keeper, AcceptorShell acceptor) {
        this.ports = ports;
        this.keeper = keeper;
        this.acceptor = acceptor;
        keeper.onRing(this::onRing);
    }

    /**
     * Proposes the ring that follows the known one.
     *
     * @param next its epoch is the next number of the known ring's term
     * @param onProposed called once, on this loop, within about 5 s
     */
    public void propose(Ring next, Consumer<Proposed> onProposed) {
        KnownRing known = keeper.known();
        String obstacle = obstacle(known, next);
        if (known == null || obstacle != null) {
            onProposed.accept(new Proposed.NotPossible(obstacle == null ? "no ring is known" : obstacle));
            return;
        }
        proposing = true;
        ProposalPlan plan = new ProposalPlan(
                idOf(known.ring(), next.epoch()),
                known.ring().group().nodes(),
                Value.of(RingCodec.encode(next)),
                Math.max(0, seatIn(known.ring())),
                ports.proposals().randomness().nextLong(),
                BUDGET_MILLIS,
                PHASE_MILLIS);
        ProposalShell.start(plan, ports.proposals(), courier(known.ring()), outcome -> {
            proposing = false;
            if (outcome instanceof Outcome.Decided decided) {
                tellNewcomers(known.ring(), new Decision(plan.id(), decided.value()));
            }
            onProposed.accept(proposed(next, outcome));
        });
    }

    /**
     * Those who vote are told by the proposal, all others by gossip; but who has a seat by this ring for the first time is
     * sent requests as soon as it is in force anywhere.
     */
    private void tellNewcomers(Ring before, Decision decision) {
        if (!(RingCodec.decode(decision.value().bytes()) instanceof Decoded.Valid<Ring> after)) {
            return;
        }
        RegisterRequest learn = new RegisterRequest(MessageCodec.encode(new Request.Learn(decision)));
        for (Member member : after.value().members().all()) {
            boolean isNew = before.members().byId(member.id()).isEmpty();
            if (isNew && !member.id().equals(self())) {
                ports.control().send(member.id(), learn);
            }
        }
    }

    private @Nullable String obstacle(@Nullable KnownRing known, Ring next) {
        if (known == null) {
            return "no ring is known yet";
        }
        if (keeper.isDisputed()) {
            return "two rings of one epoch exist, so that the ring is not changed any more";
        }
        if (proposing) {
            return "another proposal of this node is under way";
        }
        return next.epoch().equals(known.ring().epoch().next())
                ? null
                : "ring " + next.epoch() + " does not follow the known ring "
                        + known.ring().epoch();
    }

    private Proposed proposed(Ring next, Outcome outcome) {
        if (outcome instanceof Outcome.Decided decided) {
            return settled(next, decided.value());
        }
        if (outcome instanceof Outcome.Superseded superseded) {
            return settled(next, superseded.newest().value());
        }
        return new Proposed.Unknown(outcome instanceof Outcome.Unknown unknown && unknown.mayTakeEffect());
    }

    private Proposed settled(Ring next, Value value) {
        Decoded<Ring> decoded = RingCodec.decode(value.bytes());
        if (decoded instanceof Decoded.Valid<Ring> valid) {
            keeper.offer(valid.value());
            return valid.value().equals(next) ? new Proposed.Decided(next) : new Proposed.Lost(valid.value());
        }
        return new Proposed.Unknown(false);
    }

    private Courier courier(Ring ring) {
        return (node, request, onReply) -> {
            Member member = ring.member(node);
            if (member == null) {
                return;
            }
            if (member.id().equals(self())) {
                handle(request, onReply);
            } else if (request instanceof Request.Learn) {
                ports.control().send(member.id(), new RegisterRequest(MessageCodec.encode(request)));
            } else {
                RegisterRequest message = new RegisterRequest(MessageCodec.encode(request));
                ports.control().request(member.id(), message, PHASE_MILLIS, outcome -> {
                    if (outcome instanceof RegisterReply reply) {
                        deliver(reply, onReply);
                    }
                });
            }
        };
    }

    /** Bytes that are no reply are as good as none. */
    static void deliver(RegisterReply message, Consumer<Reply> onReply) {
        Reply reply;
        try {
            reply = MessageCodec.decodeReply(message.body());
        } catch (IllegalArgumentException malformed) {
            return;
        }
        onReply.accept(reply);
    }

    /** A proposer asks this node's acceptor, or tells what is decided: that is in force before the register is closed. */
    void handle(Request request, Consumer<Reply> answer) {
        if (request instanceof Request.Learn learn) {
            keeper.offer(learn.decision().value().bytes());
        }
        Decision before = acceptor.newest();
        acceptor.handle(request, mayVote(request.id()), answer);
        Decision after = acceptor.newest();
        if (after != null && !after.equals(before)) {
            keeper.offer(after.value().bytes());
        }
    }

    /** Whether registers of that id are this cluster's. */
    boolean isOfCluster(RegisterId id) {
        KnownRing known = keeper.known();
        return known != null && idOf(known.ring(), known.ring().epoch()).sameCluster(id);
    }

    /**
     * Only a member of the group that the epoch before names, and after a restore only where an epoch since then names it:
     * what a lost disk promised is not known any more.
     */
    private boolean mayVote(RegisterId id) {
        KnownRing known = keeper.known();
        if (known == null || keeper.isDisputed()) {
            return false;
        }
        Ring ring = known.ring();
        return id.equals(idOf(ring, ring.epoch().next()))
                && ring.group().contains(seatIn(ring))
                && ring.epoch().packed() > ports.identity().current().votesAfter();
    }

    /** What comes into force closes the registers behind it, however it was learnt. */
    private void onRing(KnownRing ring) {
        RegisterId id = idOf(ring.ring(), ring.ring().epoch());
        Value value = Value.of(RingCodec.encode(ring.ring()));
        acceptor.handle(new Request.Learn(new Decision(id, value)), false, reply -> {});
    }

    private int seatIn(Ring ring) {
        return ring.members().byId(self()).map(Member::index).orElse(ClusterView.NO_SEAT);
    }

    private NodeId self() {
        return ports.identity().current().node();
    }

    private static RegisterId idOf(Ring ring, Epoch epoch) {
        return new RegisterId(
                ring.shape().cluster().high(), ring.shape().cluster().low(), epoch.term(), epoch.number());
    }
}
