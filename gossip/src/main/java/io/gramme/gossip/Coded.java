package io.gramme.gossip;

/** A constant with a frozen code on the wire. */
interface Coded {
    /** 0 to 255, never given to another constant. */
    int code();
}
