package io.gramme.node.transport;

/** Where a node listens for its peers, TCP and UDP alike. */
public record PeerAddress(String host, int port) {
    public PeerAddress {
        if (host.isEmpty() || host.length() > 255) {
            throw new IllegalArgumentException("host of " + host.length() + " characters, allowed 1..255");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + ", allowed 1..65535");
        }
    }

    /** Reads {@code host:port} or {@code [host]:port}. Throws {@link IllegalArgumentException} when it is not that. */
    public static PeerAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("address '" + text + "' is not host:port");
        }
        boolean bracketed = text.charAt(0) == '[' && text.charAt(colon - 1) == ']';
        String host = bracketed ? text.substring(1, colon - 1) : text.substring(0, colon);
        return new PeerAddress(host, Integer.parseInt(text.substring(colon + 1)));
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
