package io.gramme.gossip;

/**
 * Where something listens. The host is an IP literal or a DNS name; this package only compares and carries it.
 *
 * @param host 1 to 253 bytes
 * @param port 1 to 65 535
 */
public record Address(String host, int port) {
    public Address {
        Bounds.require(!host.isEmpty(), "a host is not empty");
        Bounds.requireText(host, Bounds.HOST_BYTES, "host");
        Bounds.require(port > 0 && port <= 0xffff, "port " + port + " is not in 1..65535");
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
