package io.gramme.gossip;

/** What is believed of a member, in rising rank: at one incarnation the higher rank wins. The order is frozen. */
public enum MemberState implements Coded {
    ALIVE(0),
    SUSPECT(1),
    DEAD(2),
    /** Said itself that it stops. */
    LEFT(3);

    private final int code;

    MemberState(int code) {
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }

    /** Alive or suspect: counted as a member and probed. */
    public boolean isPresent() {
        return this == ALIVE || this == SUSPECT;
    }
}
