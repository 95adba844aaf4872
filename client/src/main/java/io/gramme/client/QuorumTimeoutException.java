package io.gramme.client;

/** Time ran out before the quorum was known (504, or the client's own deadline): a write may have succeeded. */
public final class QuorumTimeoutException extends GrammeException {
    private static final long serialVersionUID = 1L;

    QuorumTimeoutException(Failure failure) {
        super(failure);
    }
}
