package io.gramme.gossip;

/** What is believed of a member, in rising rank: at one incarnation the higher rank wins. The order is frozen. */
public enum MemberState {
    ALIVE,
    SUSPECT,
    DEAD,
    /** Said itself that it stops. */
    LEFT;

    /** Alive or suspect: counted as a member and probed. */
    public boolean isPresent() {
        return this == ALIVE || this == SUSPECT;
    }
}
