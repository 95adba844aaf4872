package io.gramme.node.metrics.dropwizard;

import com.codahale.metrics.Counter;
import io.gramme.node.metrics.TransportMetrics;

/** Counts the traffic between peers. */
final class TransportRecorder implements TransportMetrics {
    private final Instruments instruments;
    private final Counter connections;
    private final Counter brokenStreams;
    private final Counter malformed;
    private final Counter droppedDatagrams;
    private final Counter overloaded;
    private final Counter sent;
    private final Counter received;
    private final Counter writes;

    TransportRecorder(Instruments instruments) {
        this.instruments = instruments;
        this.connections = instruments.counter(Families.PEER_CONNECTIONS);
        this.brokenStreams = instruments.counter(Families.PEER_FAULTS, "stream");
        this.malformed = instruments.counter(Families.PEER_FAULTS, "message");
        this.droppedDatagrams = instruments.counter(Families.PEER_FAULTS, "datagram");
        this.overloaded = instruments.counter(Families.PEER_OVERLOADED);
        this.sent = instruments.counter(Families.PEER_BYTES, "sent");
        this.received = instruments.counter(Families.PEER_BYTES, "received");
        this.writes = instruments.counter(Families.PEER_WRITES);
    }

    @Override
    public void connectionOpened() {
        connections.inc();
    }

    @Override
    public void connectionClosed() {
        connections.dec();
    }

    @Override
    public void helloRefused(String verdict) {
        instruments.counter(Families.HELLOS_REFUSED, verdict).inc();
    }

    @Override
    public void streamBroken() {
        brokenStreams.inc();
    }

    @Override
    public void messageMalformed() {
        malformed.inc();
    }

    @Override
    public void requestOverloaded() {
        overloaded.inc();
    }

    @Override
    public void written(int bytes) {
        writes.inc();
        sent.inc(bytes);
    }

    @Override
    public void read(int bytes) {
        received.inc(bytes);
    }

    @Override
    public void datagramDropped() {
        droppedDatagrams.inc();
    }
}
