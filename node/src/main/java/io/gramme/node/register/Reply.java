package io.gramme.node.register;

import org.jspecify.annotations.Nullable;

/** What an acceptor answers. Each names the register and the ballot of the request it answers. */
public sealed interface Reply {
    RegisterId id();

    Ballot ballot();

    /** A vote in phase 1. {@code accepted} is the value accepted under the highest ballot so far, if any. */
    record Promised(RegisterId id, Ballot ballot, @Nullable Vote accepted) implements Reply {}

    /** A vote in phase 2. */
    record Accepted(RegisterId id, Ballot ballot) implements Reply {}

    /** No vote: a higher ballot, {@code promised}, was promised. Try again above it. */
    record Outbid(RegisterId id, Ballot ballot, Ballot promised) implements Reply {}

    /** No vote, and none is needed: this register, or a later one of the cluster, has decided. */
    record Settled(RegisterId id, Ballot ballot, Decision decision) implements Reply {}

    /** No vote, and a retry at this acceptor is useless until its state changes. */
    record Abstained(RegisterId id, Ballot ballot, Reason reason) implements Reply {}

    /** Why an acceptor abstains. */
    enum Reason {
        /** Not a member of the register's group, or its disk lost data and it has not been named again since. */
        MAY_NOT_VOTE(0),
        /** The register belongs to another cluster than the decisions this acceptor knows. */
        OTHER_CLUSTER(1),
        /** It takes part in as many undecided registers as it may; forgetting one of them would be unsafe. */
        TOO_MANY_OPEN(2);

        private final int code;

        Reason(int code) {
            this.code = code;
        }

        /** What stands for it on the wire, 0..255. */
        int code() {
            return code;
        }

        static Reason of(int code) {
            for (Reason reason : values()) {
                if (reason.code == code) {
                    return reason;
                }
            }
            throw new IllegalArgumentException("no reason of code " + code);
        }
    }

    /** A value accepted under a ballot. */
    record Vote(Ballot ballot, Value value) {}
}
