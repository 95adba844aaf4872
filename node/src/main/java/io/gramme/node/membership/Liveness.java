package io.gramme.node.membership;

/** What this node believes of another one. */
public enum Liveness {
    /** Answers probes. */
    ALIVE,
    /** Did not answer lately; may still refute. */
    SUSPECT,
    /** Believed gone until it refutes. */
    DEAD,
    /** Said that it stops. */
    LEFT,
    /** In the ring, never heard of since this node started. */
    UNKNOWN
}
