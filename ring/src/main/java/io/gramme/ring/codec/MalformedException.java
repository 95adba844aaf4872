package io.gramme.ring.codec;

/** Bytes that are not what they should be; never leaves the package. */
final class MalformedException extends RuntimeException {
    MalformedException(String problem) {
        super(problem, null, false, false);
    }
}
