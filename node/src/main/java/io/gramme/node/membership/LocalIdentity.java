package io.gramme.node.membership;

import io.gramme.node.runtime.CellWriter;
import io.gramme.node.runtime.DurableCell;
import io.gramme.node.runtime.Randomness;
import io.gramme.node.transport.Hello;
import io.gramme.ring.NodeId;
import java.io.IOException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** This process's identity: the directory's, and the nonce of this run. Lives on the control loop. */
public final class LocalIdentity {
    private final long nonce;
    private final CellWriter writer;
    private DiskIdentity asked;
    private DiskIdentity durable;

    /** @param durable what {@link #open} returned */
    public LocalIdentity(DiskIdentity durable, long nonce, CellWriter writer) {
        this.durable = durable;
        this.asked = durable;
        this.nonce = nonce;
        this.writer = writer;
    }

    /**
     * Begins a run: a new directory gets an id, a known one a higher boot counter. Durable on return; blocks.
     *
     * @param randomness fresh at each start, or two nodes may get one id
     * @throws IOException when the disk fails or the cell is damaged: the directory must then be restored or emptied
     */
    public static DiskIdentity open(DurableCell cell, Randomness randomness) throws IOException {
        Optional<byte[]> bytes = cell.read();
        DiskIdentity identity;
        try {
            identity = bytes.isPresent()
                    ? DiskIdentity.decode(bytes.get()).restarted()
                    : DiskIdentity.fresh(new NodeId(randomness.nextLong(), randomness.nextLong() | 1));
        } catch (IllegalArgumentException foreign) {
            throw new IOException("the identity of this data directory cannot be read", foreign);
        }
        cell.write(identity.encode());
        return identity;
    }

    /** What may be told: it is durable. */
    public DiskIdentity current() {
        return durable;
    }

    /** Random in each run. */
    public long nonce() {
        return nonce;
    }

    /** Node, boot counter and nonce, as peers see them. */
    public Hello.ProcessId process() {
        return new Hello.ProcessId(durable.node(), durable.bootCounter(), nonce);
    }

    /** Changes the directory's identity; {@code onDurable} runs on this loop, after which {@link #current} has it. */
    public void change(UnaryOperator<DiskIdentity> change, Runnable onDurable) {
        DiskIdentity next = change.apply(asked);
        asked = next;
        writer.write(next.encode(), () -> {
            durable = next;
            onDurable.run();
        });
    }
}
