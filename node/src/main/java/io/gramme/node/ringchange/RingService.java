package io.gramme.node.ringchange;

import io.gramme.node.membership.ClusterEvents;
import io.gramme.node.membership.KnownRing;
import io.gramme.node.membership.LocalIdentity;
import io.gramme.node.membership.Membership;
import io.gramme.node.membership.OwnCard;
import io.gramme.node.register.AcceptorState;
import io.gramme.node.register.MessageCodec;
import io.gramme.node.register.Request;
import io.gramme.node.runtime.CellWriter;
import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.DurableCell;
import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.Timers;
import io.gramme.node.transport.Refusal.NotServed;
import io.gramme.node.transport.Refusal.Reason;
import io.gramme.node.transport.RegisterMessage.RegisterReply;
import io.gramme.node.transport.RegisterMessage.RegisterRequest;
import io.gramme.node.transport.RingMessage.RingBody;
import io.gramme.node.transport.RingMessage.RingPull;
import io.gramme.node.transport.Transport;
import io.gramme.node.transport.Transport.Responder;
import io.gramme.ring.Epoch;
import io.gramme.ring.NodeId;
import io.gramme.ring.Ring;
import io.gramme.ring.codec.Decoded;
import io.gramme.ring.codec.RingCodec;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Everything about rings on one node, put together: keeping, founding, deciding, pulling. Lives on the control loop. */
public final class RingService {
    private final RingKeeper keeper;
    private final RingRegister register;
    private final FoundingService founding;
    private final RingPulls pulls;

    /** What it stands on. */
    public record Ports(Clock clock, Timers timers, Randomness randomness, Transport control) {}

    /** What it works with; the writers belong to the cells that {@link Stored} was read from. */
    public record Parts(
            RingKeeper keeper,
            LocalIdentity identity,
            Membership membership,
            ClusterEvents events,
            CellWriter acceptor,
            CellWriter foundingAcceptor,
            CellWriter founders) {}

    /**
     * What the disk holds of the register.
     *
     * @param acceptor this node's part in deciding epochs
     * @param founding its part in the founding
     * @param founders which nodes the seeds were
     */
    public record Stored(AcceptorState acceptor, AcceptorState founding, FounderBook founders) {
        /**
         * Reads the cells; blocks.
         *
         * @throws IOException when the disk fails or a cell cannot be read
         */
        public static Stored read(DurableCell acceptor, DurableCell founding, DurableCell founders) throws IOException {
            Optional<byte[]> kept = founders.read();
            FounderBook book = kept.isPresent() ? FounderBook.decode(kept.get()) : new FounderBook();
            return new Stored(AcceptorShell.read(acceptor), AcceptorShell.read(founding), book);
        }
    }

    public RingService(Ports ports, Parts parts, Stored stored) {
        ProposalShell.Ports proposals = new ProposalShell.Ports(
                ports.clock(), ports.timers(), ports.randomness().fork("register"));
        this.keeper = parts.keeper();
        this.register = new RingRegister(
                new RingRegister.Ports(proposals, ports.control(), parts.identity()),
                keeper,
                new AcceptorShell(stored.acceptor(), parts.acceptor()));
        this.founding = new FoundingService(
                new FoundingService.Ports(proposals, ports.control(), parts.events()),
                keeper,
                new FoundingService.Memory(
                        new AcceptorShell(stored.founding(), parts.foundingAcceptor()),
                        stored.founders(),
                        parts.founders()),
                parts.identity().current().node());
        this.pulls = new RingPulls(proposals, ports.control(), keeper, parts.membership());
        ports.control().handle(RingPull.class, this::onPull);
        ports.control().handle(RegisterRequest.class, this::onRegister);
    }

    /**
     * The ring in a cell; blocks.
     *
     * @return {@code null} when none was ever known
     * @throws IOException when the disk fails or the ring cannot be read
     */
    public static @Nullable Ring readRing(DurableCell cell) throws IOException {
        Optional<byte[]> bytes = cell.read();
        if (bytes.isEmpty()) {
            return null;
        }
        Decoded<Ring> decoded = RingCodec.decode(bytes.get());
        if (decoded instanceof Decoded.Valid<Ring> valid) {
            return valid.value();
        }
        throw new IOException(
                "the ring in this data directory cannot be read: " + ((Decoded.Invalid<Ring>) decoded).problem());
    }

    /** Looks for a cluster, or founds one, unless a ring is known already; then keeps it up to date. */
    public void start(SeedList seeds, RingKeeper.Wish wish, OwnCard own) {
        founding.start(seeds, wish, own);
        pulls.start();
    }

    public void stop() {
        founding.stop();
        pulls.stop();
    }

    /** The newest ring, and who is told of newer ones. */
    public RingKeeper keeper() {
        return keeper;
    }

    /** Where the next epoch is proposed. */
    public RingRegister register() {
        return register;
    }

    /** A peer showed that it holds a newer ring. */
    public void want(Epoch epoch, NodeId from) {
        pulls.want(epoch, from);
    }

    /** A peer sent what has changed since the ring that this node asked by. */
    public void offered(Epoch epoch, byte[] delta, NodeId from) {
        pulls.offered(epoch, delta, from);
    }

    /** A member told by gossip which ring it holds. */
    public void onRingHeard(NodeId member, Epoch epoch, long hash) {
        pulls.onRingHeard(member, epoch, hash);
    }

    private void onPull(RingPull pull, Responder responder) {
        KnownRing known = keeper.known();
        if (known == null) {
            responder.reply(new RingBody(Epoch.NONE, founding.cardBytes()));
        } else {
            boolean newer = known.ring().epoch().isAfter(pull.have());
            responder.reply(new RingBody(known.ring().epoch(), newer ? keeper.since(pull.have()) : new byte[0]));
        }
    }

    private void onRegister(RegisterRequest message, Responder responder) {
        Request request;
        try {
            request = MessageCodec.decodeRequest(message.body());
        } catch (IllegalArgumentException malformed) {
            responder.refuse(new NotServed(Reason.MALFORMED));
            return;
        }
        if (founding.isOfFounding(request)) {
            founding.handle(request, reply -> responder.reply(new RegisterReply(MessageCodec.encode(reply))));
        } else if (register.isOfCluster(request.id())) {
            register.handle(request, reply -> responder.reply(new RegisterReply(MessageCodec.encode(reply))));
        } else {
            responder.refuse(new NotServed(Reason.NOT_READY));
        }
    }
}
