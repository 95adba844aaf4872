package io.gramme.cli;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;

/** Ports of a local cluster: node i takes base + 100 x (i-1) and the two after it. */
final class LocalPorts {
    static final int DEFAULT_BASE = 7070;
    private static final int BETWEEN_NODES = 100;
    private static final int BETWEEN_CLUSTERS = 1000;
    private static final int PER_NODE = 3;
    private static final int TRIES = 20;

    private LocalPorts() {}

    static int ofNode(int basePort, int number) {
        return basePort + BETWEEN_NODES * (number - 1);
    }

    /** The first port of such a cluster that something else listens at, or 0. */
    static int taken(int basePort, int nodes) {
        for (int i = 1; i <= nodes; i++) {
            for (int p = 0; p < PER_NODE; p++) {
                int port = ofNode(basePort, i) + p;
                if (!isFree(port, p == PER_NODE - 1)) {
                    return port;
                }
            }
        }
        return 0;
    }

    /** The default base port, or the next block that is free. */
    static int freeBase(int nodes) {
        for (int i = 0; i < TRIES; i++) {
            int base = DEFAULT_BASE + i * BETWEEN_CLUSTERS;
            if (taken(base, nodes) == 0) {
                return base;
            }
        }
        throw new ToolFailure(ExitCodes.ERROR, "no free block of ports was found; name one with --base-port");
    }

    private static boolean isFree(int port, boolean alsoUdp) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (ServerSocket tcp = new ServerSocket()) {
            tcp.setReuseAddress(true);
            tcp.bind(address);
        } catch (IOException inUse) {
            return false;
        }
        if (!alsoUdp) {
            return true;
        }
        try (DatagramSocket udp = new DatagramSocket(address)) {
            return udp.isBound();
        } catch (SocketException inUse) {
            return false;
        }
    }
}
