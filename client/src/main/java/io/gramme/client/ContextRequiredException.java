package io.gramme.client;

/** The bucket demands a context and the write brought none (428). */
public final class ContextRequiredException extends GrammeException {
    private static final long serialVersionUID = 1L;

    ContextRequiredException(Failure failure) {
        super(failure);
    }
}
