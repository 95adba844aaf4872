package io.gramme.client;

/** No token, a wrong one (401), or one that does not allow this (403). */
public final class AuthException extends GrammeException {
    private static final long serialVersionUID = 1L;

    AuthException(Failure failure) {
        super(failure);
    }
}
