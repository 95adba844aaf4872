package io.gramme.client;

/** No reachable replica has what this session has already seen (503 stale). */
public final class StaleReadException extends GrammeException {
    private static final long serialVersionUID = 1L;

    StaleReadException(Failure failure) {
        super(failure);
    }
}
