package io.gramme.client;

/** No answer came: connection refused, reset, or closed. */
public final class TransportException extends GrammeException {
    private static final long serialVersionUID = 1L;

    TransportException(Failure failure) {
        super(failure);
    }
}
