package io.gramme.node.membership;

import io.gramme.gossip.Marks;
import io.gramme.node.runtime.FatalHandler;
import java.util.function.Consumer;

/**
 * What this node does when a peer knows more of it than its own disk: the disk was restored. It stops coordinating at
 * once, takes a generation above all that is known, and speaks under it only when it is durable. Lives on the control loop.
 */
final class IdentityRaiser {
    private final Membership.Parts parts;
    private final Consumer<DiskIdentity> onRaised;
    private final FatalHandler fatal;
    private boolean raising;

    IdentityRaiser(Membership.Parts parts, Consumer<DiskIdentity> onRaised, FatalHandler fatal) {
        this.parts = parts;
        this.onRaised = onRaised;
        this.fatal = fatal;
    }

    /**
     * A peer told.
     *
     * @param told what the peer knows; its own marks when only the boot counter is in doubt
     * @param newestEpoch packed; this node votes again where a later one names it
     */
    void onTold(long boot, Marks told, Marks own, long newestEpoch) {
        if (raising) {
            return;
        }
        raising = true;
        parts.board().bar(Bar.RESTORED, true);
        parts.events()
                .alarm("a peer knows a later state of this node than its disk (boot " + boot + ", " + told
                        + "; here boot " + parts.identity().current().bootCounter() + ", " + own
                        + "): the disk was restored");
        try {
            parts.identity().change(was -> was.raised(boot, told.generation(), newestEpoch), this::onDurable);
        } catch (IllegalStateException usedUp) {
            fatal.onFatal("this node cannot be given a new generation", usedUp);
        }
    }

    private void onDurable() {
        raising = false;
        onRaised.accept(parts.identity().current());
    }
}
