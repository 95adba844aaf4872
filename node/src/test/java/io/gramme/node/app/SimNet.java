package io.gramme.node.app;

import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.sim.SimExecutor;
import io.gramme.node.runtime.sim.SimLoop;
import io.gramme.node.transport.Datagrams;
import io.gramme.node.transport.PeerAddress;
import io.gramme.node.transport.wire.Network;
import io.gramme.node.transport.wire.Pipe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A network of byte streams and datagrams on virtual time, with cuts and lost packets. */
final class SimNet {
    private static final long LATENCY_NANOS = 300_000;
    private static final long TIMEOUT_NANOS = 500_000_000;

    private final SimLoop loop;
    private final Randomness chance;
    private final Map<PeerAddress, Host> hosts = new HashMap<>();
    private final Set<Set<PeerAddress>> cut = new HashSet<>();
    private final List<SimPipe> pipes = new ArrayList<>();
    double lossOfDatagrams;

    SimNet(SimLoop loop, Randomness chance) {
        this.loop = loop;
        this.chance = chance;
    }

    /** A process that listens at an address. */
    final class Host {
        final PeerAddress address;
        final SimExecutor executor;
        private @Nullable Consumer<Pipe> accepts;
        private Datagrams.@Nullable Receiver receiver;

        Host(PeerAddress address, SimExecutor executor) {
            this.address = address;
            this.executor = executor;
        }

        void listen(Consumer<Pipe> newAccepts) {
            accepts = newAccepts;
            hosts.put(address, this);
        }

        /** The process is dead: its streams end, nothing is heard from it. */
        void die() {
            hosts.remove(address, this);
            List.copyOf(pipes).stream()
                    .filter(pipe -> pipe.from == this || pipe.to == this)
                    .forEach(SimPipe::end);
        }

        Network network() {
            return (to, onDialed) -> {
                Host peer = hosts.get(to);
                if (peer == null || isCut(address, to)) {
                    long wait = peer == null ? LATENCY_NANOS : TIMEOUT_NANOS;
                    loop.schedule(wait, "dial", () -> executor.execute(() -> onDialed.onDialed(null)));
                    return;
                }
                loop.schedule(delay(), "dial", () -> {
                    SimPipe mine = new SimPipe(this, peer);
                    SimPipe theirs = new SimPipe(peer, this);
                    mine.other = theirs;
                    theirs.other = mine;
                    pipes.add(mine);
                    pipes.add(theirs);
                    peer.executor.execute(
                            () -> Objects.requireNonNull(peer.accepts).accept(theirs));
                    executor.execute(() -> onDialed.onDialed(mine));
                });
            };
        }

        Datagrams datagrams() {
            return new Datagrams() {
                @Override
                public void send(PeerAddress to, byte[] packet) {
                    if (isCut(address, to) || chance.nextDouble() < lossOfDatagrams) {
                        return;
                    }
                    loop.schedule(delay(), "datagram", () -> {
                        Host peer = hosts.get(to);
                        if (peer != null && peer.receiver != null) {
                            Datagrams.Receiver heard = peer.receiver;
                            peer.executor.execute(() -> heard.onDatagram(address, packet));
                        }
                    });
                }

                @Override
                public void onDatagram(Receiver newReceiver) {
                    receiver = newReceiver;
                }
            };
        }
    }

    private long delay() {
        return LATENCY_NANOS + chance.nextInt((int) LATENCY_NANOS);
    }

    private boolean isCut(PeerAddress one, PeerAddress other) {
        return cut.contains(Set.of(one, other));
    }

    /** Nothing passes between the two sides from now on. */
    void cut(List<PeerAddress> side, List<PeerAddress> otherSide) {
        side.forEach(one -> otherSide.forEach(other -> cut.add(Set.of(one, other))));
        List.copyOf(pipes).stream()
                .filter(pipe -> isCut(pipe.from.address, pipe.to.address))
                .forEach(SimPipe::end);
    }

    void heal() {
        cut.clear();
    }

    private record Bytes(byte[] bytes) implements Pipe.Incoming {
        @Override
        public int length() {
            return bytes.length;
        }

        @Override
        public void copy(int from, int to, byte[] into, int at) {
            System.arraycopy(bytes, from, into, at, to - from);
        }
    }

    private final class SimPipe implements Pipe {
        final Host from;
        final Host to;
        private @Nullable SimPipe other;
        private @Nullable Events events;
        private final List<Runnable> early = new ArrayList<>();
        private long lastNanos;
        private boolean closed;
        private boolean hungUp;

        SimPipe(Host from, Host to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public void open(Events newEvents) {
            events = newEvents;
            early.forEach(Runnable::run);
            early.clear();
        }

        @Override
        public void write(byte[] bytes, int length) {
            SimPipe peer = Objects.requireNonNull(other);
            if (closed || hungUp) {
                return;
            }
            byte[] copy = java.util.Arrays.copyOf(bytes, length);
            peer.deliver(() -> peer.tell(events -> events.onBytes(new Bytes(copy))));
        }

        private void deliver(Runnable event) {
            lastNanos = Math.max(lastNanos + 1, loop.nowNanos() + delay());
            loop.schedule(lastNanos - loop.nowNanos(), "pipe", () -> from.executor.execute(event));
        }

        private void tell(Consumer<Events> event) {
            if (events == null) {
                early.add(() -> tell(event));
            } else if (!closed) {
                event.accept(events);
            }
        }

        @Override
        public boolean isFull() {
            return false;
        }

        @Override
        public void pause() {
            throw new UnsupportedOperationException("this network is never full");
        }

        @Override
        public void resume() {
            throw new UnsupportedOperationException("this network is never full");
        }

        @Override
        public void close() {
            end();
        }

        void end() {
            Objects.requireNonNull(other).hangUp();
            hangUp();
        }

        private void hangUp() {
            if (pipes.remove(this)) {
                hungUp = true;
                deliver(() -> tell(events -> {
                    closed = true;
                    events.onClosed();
                }));
            }
        }

        @Override
        public String remote() {
            return to.address.toString();
        }
    }
}
