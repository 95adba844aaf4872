package io.gramme.ring.codec;

/** What bytes turned out to be. */
public sealed interface Decoded<T> {
    record Valid<T>(T value) implements Decoded<T> {}

    /** @param problem what is wrong with them, for a log */
    record Invalid<T>(String problem) implements Decoded<T> {}
}
