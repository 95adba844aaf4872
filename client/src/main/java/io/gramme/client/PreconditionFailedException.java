package io.gramme.client;

/** {@code create} found a value, or an ETag did not match (412). */
public final class PreconditionFailedException extends GrammeException {
    private static final long serialVersionUID = 1L;

    PreconditionFailedException(Failure failure) {
        super(failure);
    }
}
