package io.gramme.node.transport;

/** A request that got no reply. None of them is worth a log line of its own. */
public sealed interface Failure extends Outcome {
    /** Nothing was sent: no connection, no address, or the peer's hello was refused. Another peer may be tried at once. */
    record Unreachable() implements Failure {
        public static final Unreachable UNREACHABLE = new Unreachable();
    }

    /** It was sent, then the connection broke: whether the peer acted is unknown. */
    record Lost() implements Failure {
        public static final Lost LOST = new Lost();
    }

    /** The budget ran out. Whether the peer acted is unknown. */
    record TimedOut() implements Failure {
        public static final TimedOut TIMED_OUT = new TimedOut();
    }

    /** Nothing was sent: too many requests or bytes wait for this peer already. */
    record Overloaded() implements Failure {
        public static final Overloaded OVERLOADED = new Overloaded();
    }

    /** The peer got it, did nothing of what it asked, and said why. */
    record Refused(Refusal refusal) implements Failure {}
}
