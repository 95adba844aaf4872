package io.gramme.client.transport;

/** An exchange without an answer. {@link #sent()} tells whether the request may have reached the node. */
public final class WireException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean sent;
    private final boolean timeout;

    /**
     * Describes what went wrong.
     *
     * @param sent false only when nothing can have reached the node, such as a refused connection
     * @param timeout whether time ran out, rather than the connection
     */
    public WireException(String message, boolean sent, boolean timeout) {
        super(message);
        this.sent = sent;
        this.timeout = timeout;
    }

    public boolean sent() {
        return sent;
    }

    public boolean timeout() {
        return timeout;
    }
}
