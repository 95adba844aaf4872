package io.gramme.client;

/** Too few replicas (503), or the node cannot serve now; {@link Failure#required()} and {@link Failure#received()} say how many. */
public final class UnavailableException extends GrammeException {
    private static final long serialVersionUID = 1L;

    UnavailableException(Failure failure) {
        super(failure);
    }
}
