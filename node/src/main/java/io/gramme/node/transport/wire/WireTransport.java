package io.gramme.node.transport.wire;

import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.transport.Datagrams;
import io.gramme.node.transport.Hello;
import io.gramme.node.transport.NodeTransport;
import io.gramme.node.transport.PeerDirectory;
import io.gramme.node.transport.Shards;
import io.gramme.node.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A node's transport over whatever {@link Network} its shards were given. */
public final class WireTransport implements NodeTransport {
    private final NodePorts ports;
    private final Datagrams datagrams;
    private final Shards shards;
    private final List<ShardTransport> transports = new ArrayList<>();

    /** @param shards the ports of each shard; the first is the control loop's */
    public WireTransport(NodePorts ports, List<ShardPorts> shards, Datagrams datagrams, Hello hello) {
        this.ports = ports;
        this.datagrams = datagrams;
        this.shards = new Shards(shards.size());
        for (ShardPorts shard : shards) {
            transports.add(new ShardTransport(this, shard, hello));
        }
    }

    /** Starts the keep-alive of every shard. After the handlers are set, before peers may connect. */
    public void start() {
        onEach(ShardTransport::start);
    }

    /** Takes a stream that a peer opened; on that shard's loop. */
    public void accept(int shard, Pipe pipe) {
        transports.get(shard).accept(pipe);
    }

    /** Ends every connection; what is under way is lost. */
    public void close() {
        onEach(ShardTransport::close);
    }

    @Override
    public Transport shard(int shard) {
        return transports.get(shard);
    }

    @Override
    public Datagrams datagrams() {
        return datagrams;
    }

    @Override
    public void publish(PeerDirectory directory) {
        onEach(shard -> shard.onDirectory(directory));
    }

    @Override
    public void announce(Hello hello) {
        onEach(shard -> shard.onHello(hello));
    }

    @Override
    public void drain() {
        onEach(ShardTransport::drain);
    }

    private void onEach(Consumer<ShardTransport> change) {
        for (ShardTransport shard : transports) {
            shard.ports().executor().execute(() -> change.accept(shard));
        }
    }

    NodePorts ports() {
        return ports;
    }

    SerialExecutor control() {
        return transports.get(Shards.CONTROL).ports().executor();
    }

    ShardTransport shardOf(int partition) {
        return transports.get(shards.of(partition));
    }
}
