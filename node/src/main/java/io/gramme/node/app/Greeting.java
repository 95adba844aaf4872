package io.gramme.node.app;

import io.gramme.node.membership.DiskIdentity;
import io.gramme.node.membership.KnownRing;
import io.gramme.node.membership.LocalIdentity;
import io.gramme.node.membership.Membership;
import io.gramme.node.transport.Hello;
import io.gramme.ring.ClusterId;
import io.gramme.ring.Epoch;
import io.gramme.ring.Ring;
import org.jspecify.annotations.Nullable;

/** What a node says of itself to each peer it greets. */
final class Greeting {
    private Greeting() {}

    /**
     * Before any loop runs.
     *
     * @param ring found on disk, or {@code null}
     */
    static Hello first(@Nullable Ring ring, LocalIdentity identity) {
        ClusterId cluster = ring == null ? null : ring.shape().cluster();
        DiskIdentity now = identity.current();
        Hello.Disk marks = new Hello.Disk(now.generation(), now.leaseEnd(), 0);
        return new Hello(cluster, identity.process(), marks, new Hello.RingState(Epoch.NONE, 0), 0);
    }

    /** Under a ring, on the control loop. */
    static Hello under(KnownRing known, LocalIdentity identity, Membership membership) {
        Hello.RingState ring = new Hello.RingState(known.ring().epoch(), known.hash());
        return new Hello(known.ring().shape().cluster(), identity.process(), membership.disk(), ring, 0);
    }
}
