package io.gramme.node.app;

import static io.gramme.node.causality.ActorLease.LONGEST_SKIP;

import io.gramme.node.causality.ActorLease;
import io.gramme.node.causality.ActorLease.Granted;
import io.gramme.node.causality.ActorLease.PersistLeaseEnd;
import io.gramme.node.membership.Bar;
import io.gramme.node.membership.LocalIdentity;
import io.gramme.node.membership.ViewBoard;
import io.gramme.node.runtime.Randomness;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Keeps the lease of actors' epoch numbers ahead of what the shards use, durable before it is used. While none is durable
 * the node does not coordinate. Lives on the control loop.
 *
 * <p>Only the first run of a directory begins where its lease ends. A later one may run on a copy of a disk whose other copy
 * runs, too, with nobody in reach who knows of both; so it leaves out a number of numbers that it draws itself, and with a
 * raised generation, which both may raise to the same, it does so again.
 */
final class EpochLease {
    /** Numbers a shard gets at a time; a key that is new to a run takes one. */
    private static final int RANGE = (int) (ActorLease.LEASE_SIZE / 5);

    private final LocalIdentity identity;
    private final ViewBoard board;
    private final Randomness skips;
    private final Runnable onDurable;
    private final Deque<Consumer<Granted>> waiting = new ArrayDeque<>();
    private ActorLease lease;

    /**
     * Before any loop runs.
     *
     * @param skips fresh at each start
     * @param onDurable told when a longer lease is durable
     */
    EpochLease(LocalIdentity identity, ViewBoard board, Randomness skips, Runnable onDurable) {
        this.identity = identity;
        this.board = board;
        this.skips = skips;
        this.onDurable = onDurable;
        this.lease = identity.current().bootCounter() == 1 ? new ActorLease(0, 0) : begun();
    }

    private ActorLease begun() {
        return new ActorLease(identity.current().leaseEnd(), Long.remainderUnsigned(skips.nextLong(), LONGEST_SKIP));
    }

    void start() {
        extend();
    }

    /** The generation was raised: its numbers start anew, and what was handed out before is void. */
    void onIdentityRaised() {
        waiting.clear();
        lease = begun();
        board.bar(Bar.LEASE, true);
        extend();
    }

    /** Asks for a range; {@code onGranted} is called on this loop, at once or when more is durable. Each shard asks once. */
    void take(Consumer<Granted> onGranted) {
        Granted granted = waiting.isEmpty() ? lease.take(RANGE) : null;
        if (granted == null) {
            waiting.add(onGranted);
        } else {
            onGranted.accept(granted);
        }
        extend();
    }

    private void extend() {
        ActorLease asking = lease;
        PersistLeaseEnd wanted = asking.poll();
        if (wanted != null) {
            identity.change(was -> was.withLeaseEnd(wanted.end()), () -> onPersisted(asking, wanted));
        }
    }

    @SuppressWarnings("ReferenceEquality") // a lease that was replaced meanwhile is void
    private void onPersisted(ActorLease asking, PersistLeaseEnd wanted) {
        if (asking != lease) {
            return;
        }
        lease.onPersisted(wanted);
        onDurable.run();
        board.bar(Bar.LEASE, false);
        while (!waiting.isEmpty()) {
            Granted granted = lease.take(RANGE);
            if (granted == null) {
                break;
            }
            waiting.remove().accept(granted);
        }
        extend();
    }
}
