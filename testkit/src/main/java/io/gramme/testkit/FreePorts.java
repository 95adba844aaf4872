package io.gramme.testkit;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.Locale;

/**
 * Ports for nodes on this machine. They lie below the range from which the system takes the ports of outgoing connections:
 * a killed node's port must still be free when the node returns. {@code -Dgramme.testkit.ports=9600-9899} names another
 * range.
 */
final class FreePorts {
    private static final String RANGE = System.getProperty("gramme.testkit.ports", "20000-29999");

    private final int first;
    private final int last;
    private int next;

    /** @param start where in the range to begin, any number: test JVMs that run at once begin at different places */
    FreePorts(long start) {
        String[] ends = RANGE.split("-", 2);
        this.first = Integer.parseInt(ends[0]);
        this.last = Integer.parseInt(ends[1]);
        this.next = first + (int) Math.floorMod(start, (long) last - first + 1);
    }

    /**
     * A port that nobody listens at, by TCP or UDP, and that this object has not given before.
     *
     * @throws IllegalStateException when the whole range is in use
     */
    int take() {
        for (int i = first; i <= last; i++) {
            int port = next;
            next = next == last ? first : next + 1;
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException(String.format(Locale.ROOT, "no port of %d-%d is free", first, last));
    }

    private static boolean isFree(int port) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (ServerSocket tcp = new ServerSocket();
                DatagramSocket udp = new DatagramSocket(address)) {
            tcp.setReuseAddress(true);
            tcp.bind(address);
            return udp.isBound();
        } catch (SocketException inUse) {
            return false;
        } catch (IOException broken) {
            throw new IllegalStateException("cannot look for free ports", broken);
        }
    }
}
