package io.gramme.client;

/** The node, or this client's own queue, is full; nothing was applied. {@link Failure#retryAfter()} may say how long to wait. */
public final class OverloadedException extends GrammeException {
    private static final long serialVersionUID = 1L;

    OverloadedException(Failure failure) {
        super(failure);
    }
}
