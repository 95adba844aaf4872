package io.gramme.client;

/** Every failure of the client. The subclass says what to do, {@link #outcome()} what may have happened. */
public abstract sealed class GrammeException extends RuntimeException
        permits AuthException,
                ConflictException,
                ContextRequiredException,
                InvalidRequestException,
                OverloadedException,
                PreconditionFailedException,
                QuorumTimeoutException,
                SiblingsException,
                StaleReadException,
                TransportException,
                UnavailableException {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    GrammeException(Failure failure) {
        super(failure.message());
        this.failure = failure;
    }

    /** All that is known. */
    public Failure failure() {
        return failure;
    }

    /** What may have been applied, over all attempts. */
    public Outcome outcome() {
        return failure.outcome();
    }

    /** Whether the same request may succeed later. */
    public boolean retryable() {
        return failure.retryable();
    }

    /** The server's name for the last attempt, {@code -} when there is none. */
    public String requestId() {
        return failure.requestId();
    }
}
