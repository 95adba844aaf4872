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

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
