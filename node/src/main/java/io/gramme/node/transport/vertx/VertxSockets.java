package io.gramme.node.transport.vertx;

import io.gramme.node.metrics.TransportMetrics;
import io.gramme.node.transport.Datagrams;
import io.gramme.node.transport.PeerAddress;
import io.gramme.node.transport.wire.Network;
import io.gramme.node.transport.wire.TransportConfig;
import io.gramme.node.transport.wire.WireTransport;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's sockets to its peers. Made first, so that its {@link #network()} and {@link #datagrams()} can be given to the
 * transport that then {@link #listen listens} through it.
 *
 * <p>It must be kept as long as the node runs: Vert.x closes a client that nobody refers to, with all its connections.
 */
public final class VertxSockets {
    private static final Logger LOG = LoggerFactory.getLogger("io.gramme.transport");
    private static final int BACKLOG = 1024;
    private static final int ANY_PORT_TRIES = 8;

    private final Vertx vertx;
    private final NetClient client;
    private final UdpDatagrams datagrams;
    private final List<NetServer> servers = new ArrayList<>();
    private volatile @Nullable DatagramSocket socket;

    public VertxSockets(Vertx vertx, TransportConfig config, TransportMetrics metrics) {
        this.vertx = vertx;
        this.client = vertx.createNetClient(new NetClientOptions()
                .setConnectTimeout(config.times().connect())
                .setReconnectAttempts(0));
        this.datagrams = new UdpDatagrams(metrics);
        LOG.info("peer sockets use {}", vertx.isNativeTransportEnabled() ? "the native transport" : "Java NIO");
    }

    /** Dials; a stream belongs to the loop that its dial was called on. */
    public Network network() {
        return (address, onDialed) -> client.connect(address.port(), address.host())
                .onComplete(result -> onDialed.onDialed(result.succeeded() ? new SocketPipe(result.result()) : null));
    }

    public Datagrams datagrams() {
        return datagrams;
    }

    /**
     * Listens on TCP and UDP at one port; TCP connections are dealt to the loops in turn.
     *
     * @param loops the shards' contexts, the control loop's first
     * @param at where to listen
     * @param anyPort take a free port instead of the address's
     * @return where it listens, or the failure to bind
     */
    public CompletionStage<PeerAddress> listen(
            WireTransport transport, List<Context> loops, PeerAddress at, boolean anyPort) {
        return bind(transport, loops, at.host(), anyPort ? 0 : at.port(), anyPort ? ANY_PORT_TRIES : 1)
                .toCompletionStage();
    }

    /**
     * UDP first: it finds the free port. Loops share a TCP port only by its number, so it has to be known before the first
     * of them listens.
     */
    private Future<PeerAddress> bind(WireTransport transport, List<Context> loops, String host, int port, int tries) {
        return on(loops.get(0), () -> datagrams.listen(vertx, host, port)).compose(udp -> {
            int bound = udp.localAddress().port();
            Future<Void> serving = Future.succeededFuture();
            for (int shard = 0; shard < loops.size(); shard++) {
                int next = shard;
                serving =
                        serving.compose(done -> serve(transport, next, loops.get(next), new PeerAddress(host, bound)));
            }
            return serving.map(done -> {
                        socket = udp;
                        return new PeerAddress(host, bound);
                    })
                    .recover(taken -> udp.close()
                            .compose(done -> tries > 1
                                    ? bind(transport, loops, host, 0, tries - 1)
                                    : Future.failedFuture(taken)));
        });
    }

    private Future<Void> serve(WireTransport transport, int shard, Context loop, PeerAddress at) {
        return on(loop, () -> {
            NetServer server = vertx.createNetServer(new NetServerOptions().setAcceptBacklog(BACKLOG));
            server.connectHandler(accepted -> transport.accept(shard, new SocketPipe(accepted)));
            return server.listen(at.port(), at.host()).map(listening -> {
                synchronized (servers) {
                    servers.add(listening);
                }
                return null;
            });
        });
    }

    /** Vert.x gives a server or socket to the context that makes it. */
    private static <T> Future<T> on(Context loop, Supplier<Future<T>> action) {
        Promise<T> promise = Promise.promise();
        loop.runOnContext(ignored -> action.get().onComplete(promise));
        return promise.future();
    }

    /** Stops listening and closes every connection. */
    public CompletionStage<Void> close() {
        List<Future<Void>> closing = new ArrayList<>();
        synchronized (servers) {
            servers.forEach(server -> closing.add(server.close()));
        }
        DatagramSocket bound = socket;
        if (bound != null) {
            closing.add(bound.close());
        }
        closing.add(client.close());
        return Future.join(closing).<Void>mapEmpty().toCompletionStage();
    }
}
