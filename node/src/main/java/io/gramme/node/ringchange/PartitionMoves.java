package io.gramme.node.ringchange;

import io.gramme.node.membership.LocalIdentity;
import io.gramme.node.ringchange.TenureCodec.Stored;
import io.gramme.node.runtime.CellWriter;
import io.gramme.node.runtime.DurableCell;
import io.gramme.ring.Addresses;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Everything about moving partitions on one node, put together. Lives on the control loop, but for its shards. */
public final class PartitionMoves {
    private final TenureBook book;
    private final NodeMoves node;
    private final PlanDesk desk;
    private final AddressKeeper addresses;

    /** What a disk holds of tenures; opaque. */
    public static final class Saved {
        private final @Nullable Stored stored;

        private Saved(@Nullable Stored stored) {
            this.stored = stored;
        }

        /**
         * Reads the cell; blocks.
         *
         * @throws IOException when the disk fails or the cell cannot be read
         */
        public static Saved read(DurableCell cell) throws IOException {
            return new Saved(TenureBook.read(cell).orElse(null));
        }
    }

    /**
     * What it works with.
     *
     * @param tenures writes the cell that {@code saved} was read from
     * @param roll nodes without a seat
     * @param bytesPerSecond at which copies are made, for estimates
     */
    public record Parts(
            RingService rings,
            LocalIdentity identity,
            CellWriter tenures,
            Saved saved,
            PlanDesk.Roll roll,
            long bytesPerSecond) {}

    public PartitionMoves(NodeMoves.Ports ports, Parts parts) {
        this.book = new TenureBook(
                parts.tenures(), parts.identity(), ports.control(), Optional.ofNullable(parts.saved().stored));
        RingChanger changer =
                new RingChanger(parts.rings().keeper(), parts.rings().register(), ports.membership(), ports.board());
        this.node = new NodeMoves(ports, book, changer);
        this.desk = new PlanDesk(changer, node, parts.roll(), parts.bytesPerSecond());
        this.addresses =
                new AddressKeeper(ports, changer, parts.identity().current().node());
    }

    /** Adds the next shard; before anything runs. Its handlers are set on return. */
    public ShardMoves addShard(int number, ShardPorts ports) {
        ShardMoves shard = new ShardMoves(number, ports, node);
        node.add(shard);
        return shard;
    }

    /** Where others are told that this node listens; the ring is made to say so too. */
    public void listensAt(Addresses told) {
        addresses.listensAt(told);
    }

    /** A ring is known. */
    public void start() {
        node.start();
        addresses.start();
    }

    public void stop() {
        node.stop();
        addresses.stop();
    }

    /** This directory counts as restored: what it had copied may be lost. */
    public void onIdentityRaised() {
        book.voidCursors();
    }

    /** What moves here. */
    public NodeMoves node() {
        return node;
    }

    /** Where operators change the ring. */
    public PlanDesk desk() {
        return desk;
    }
}
