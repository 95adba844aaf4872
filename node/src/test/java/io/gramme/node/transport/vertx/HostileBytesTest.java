package io.gramme.node.transport.vertx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.SeededRandomness;
import io.gramme.node.transport.ForwardMessage.Forward;
import io.gramme.node.transport.ForwardMessage.Forwarded;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Anything may connect to the peer port and say anything. */
class HostileBytesTest {
    private static final int TIMEOUT_MILLIS = 10_000;

    private Vertx vertx;
    private TestNode node;

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
        node = new TestNode(vertx, new TestNode.Spec(1))
                .on(Forward.class, (forward, shard) -> new Forwarded(forward.body()))
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        TestNode friend = new TestNode(vertx, new TestNode.Spec(2)).start();
        friend.knows(node);
        await("the node still serves its peers")
                .until(() ->
                        friend.ask(node, new Forward(3, new byte[] {1}), 5_000).get(10, TimeUnit.SECONDS)
                                instanceof Forwarded);
        assertThat(node.broken).isEmpty();
        friend.close();
        node.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(InetAddress.getByName(TestNode.HOST), node.address().port());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    /** Sends bytes and returns how many came back before the end of the stream. */
    private int bytesBackAfter(byte[] bytes) throws IOException {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
            return socket.getInputStream().readAllBytes().length;
        } catch (SocketException reset) {
            return 0;
        }
    }

    private static byte[] frame(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body);
        return ByteBuffer.allocate(8 + body.length)
                .putInt(body.length)
                .putInt((int) crc.getValue())
                .put(body)
                .array();
    }

    @Test
    void closesOnNoise() throws IOException {
        Randomness random = new SeededRandomness(5);
        for (int i = 0; i < 100; i++) {
            byte[] noise = new byte[8 + random.nextInt(2_000)];
            for (int at = 0; at < noise.length; at++) {
                noise[at] = (byte) random.nextLong();
            }
            noise[0] |= 1;
            assertThat(bytesBackAfter(noise)).isZero();
        }
        assertThat(node.counts.broken.get()).isEqualTo(100);
    }

    @Test
    void closesOnWholeFramesOfNoiseAndOnRequestsBeforeTheHello() throws IOException {
        Randomness random = new SeededRandomness(6);
        for (int i = 0; i < 100; i++) {
            byte[] body = new byte[1 + random.nextInt(300)];
            for (int at = 0; at < body.length; at++) {
                body[at] = (byte) random.nextLong();
            }
            body[0] = (byte) (i % 22);
            assertThat(bytesBackAfter(frame(body))).isZero();
        }
        assertThat(node.counts.broken.get()).isEqualTo(100);
    }

    @Test
    void tellsAnotherVersionThatItIsRefused() throws IOException {
        byte[] body = ByteBuffer.allocate(40)
                .put((byte) 1)
                .putInt(0x47524d31)
                .put((byte) 9)
                .put((byte) 12)
                .array();
        assertThat(bytesBackAfter(frame(body))).isEqualTo(8 + 2);
        assertThat(node.counts.refusals).containsExactly("wrong_version");
    }

    @Test
    void closesAConnectionThatSaysNothing() throws IOException {
        assertThat(bytesBackAfter(new byte[0])).isZero();
    }

    @Test
    void closesConnectionsBeyondTheBound() throws IOException {
        Socket[] sockets = new Socket[2 * TestNode.QUICK.connections() + 1];
        for (int i = 0; i < sockets.length; i++) {
            sockets[i] = connect();
        }
        int last = sockets.length - 1;
        assertThat(sockets[last].getInputStream().readAllBytes()).isEmpty();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void dropsDatagramsThatAreTooLongAndHandsOutTheOthers() throws IOException {
        java.util.Queue<Integer> lengths = new java.util.concurrent.ConcurrentLinkedQueue<>();
        node.transport.datagrams().onDatagram((from, packet) -> lengths.add(packet.length));
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int length : new int[] {1_201, 0, 5_000, 1_200, 1}) {
                InetAddress to = InetAddress.getByName(TestNode.HOST);
                socket.send(new DatagramPacket(
                        new byte[length], length, to, node.address().port()));
            }
        }
        await().until(() -> lengths.contains(1));
        assertThat(lengths).containsExactly(1_200, 1);
    }
}
