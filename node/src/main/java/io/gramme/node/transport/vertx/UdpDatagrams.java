package io.gramme.node.transport.vertx;

import io.gramme.node.metrics.TransportMetrics;
import io.gramme.node.transport.Datagrams;
import io.gramme.node.transport.PeerAddress;
import io.gramme.node.transport.WireLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;
import org.jspecify.annotations.Nullable;

/** Gossip's packets over UDP. */
final class UdpDatagrams implements Datagrams {
    /**
     * Also the longest packet that arrives whole: Vert.x reads into buffers of this size when it is set, and cuts at 2 KiB
     * when it is not.
     */
    private static final int RECEIVE_BUFFER_BYTES = 128 * 1024;

    private final TransportMetrics metrics;
    private @Nullable DatagramSocket socket;
    private Receiver receiver = (from, packet) -> {};

    UdpDatagrams(TransportMetrics metrics) {
        this.metrics = metrics;
    }

    /** Binds; on the control loop. */
    Future<DatagramSocket> listen(Vertx vertx, String host, int port) {
        DatagramSocket fresh =
                vertx.createDatagramSocket(new DatagramSocketOptions().setReceiveBufferSize(RECEIVE_BUFFER_BYTES));
        fresh.handler(this::onPacket);
        // An unreachable port comes back as an error of the socket; loss is what datagrams do.
        fresh.exceptionHandler(failure -> {});
        return fresh.listen(port, host).onSuccess(bound -> socket = bound);
    }

    private void onPacket(DatagramPacket packet) {
        Buffer data = packet.data();
        if (data.length() == 0 || data.length() > WireLimits.MAX_DATAGRAM_BYTES) {
            metrics.datagramDropped();
            return;
        }
        PeerAddress from =
                new PeerAddress(packet.sender().host(), packet.sender().port());
        receiver.onDatagram(from, data.getBytes());
    }

    @Override
    public void send(PeerAddress to, byte[] packet) {
        if (packet.length == 0 || packet.length > WireLimits.MAX_DATAGRAM_BYTES) {
            throw new IllegalArgumentException("datagram of " + packet.length + " bytes");
        }
        DatagramSocket bound = socket;
        if (bound != null) {
            bound.send(Buffer.buffer(packet), to.port(), to.host());
        }
    }

    @Override
    public void onDatagram(Receiver newReceiver) {
        receiver = newReceiver;
    }
}
