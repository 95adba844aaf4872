package io.gramme.client;

/** The write would have made a conflict that it forbade, or too many siblings (409); {@link Failure#context()} has the context to read and merge with. */
public final class ConflictException extends GrammeException {
    private static final long serialVersionUID = 1L;

    ConflictException(Failure failure) {
        super(failure);
    }
}
