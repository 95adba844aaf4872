package io.gramme.client;

/** The request is wrong and would be wrong again: a parameter, a size, a context of another key (4xx). */
public final class InvalidRequestException extends GrammeException {
    private static final long serialVersionUID = 1L;

    InvalidRequestException(Failure failure) {
        super(failure);
    }
}
