package io.gramme.node.coordinator;

import io.gramme.node.runtime.sim.SimLoop;
import io.gramme.node.transport.Failure;
import io.gramme.node.transport.Message;
import io.gramme.node.transport.MessageCodec.MalformedMessage;
import io.gramme.node.transport.Outcome;
import io.gramme.node.transport.PeerAddress;
import io.gramme.node.transport.Refusal;
import io.gramme.node.transport.Reply;
import io.gramme.node.transport.Request;
import io.gramme.node.transport.Transport;
import io.gramme.node.transport.kryo.KryoCodec;
import io.gramme.ring.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Messages between the nodes of one virtual loop, through the real codec, with the faults a test asks for. */
public final class FakeNetwork {
    static final long LATENCY_NANOS = 500_000;

    private final SimLoop loop;
    private final KryoCodec codec = new KryoCodec();
    private final Map<NodeId, Endpoint> endpoints = new HashMap<>();
    private final Map<Link, Fault> faults = new HashMap<>();
    final List<String> log = new ArrayList<>();
    private Tap tap = (message, bytes) -> {};
    private boolean doubling;

    /** Sees each message that is delivered, with its encoded bytes. */
    @FunctionalInterface
    public interface Tap {
        void onMessage(Message message, int bytes);
    }

    public void tap(Tap newTap) {
        tap = newTap;
    }

    /** Whether each request arrives twice; the second answer is lost. */
    public void doubling(boolean newDoubling) {
        doubling = newDoubling;
    }

    private record Link(NodeId from, NodeId to) {}

    /** What becomes of requests from one node to another. */
    public enum Fault {
        NONE,
        UNREACHABLE,
        REQUEST_LOST,
        REPLY_LOST,
        BROKEN
    }

    public FakeNetwork(SimLoop loop) {
        this.loop = loop;
    }

    public Transport join(NodeId node) {
        Endpoint endpoint = new Endpoint(node);
        endpoints.put(node, endpoint);
        return endpoint;
    }

    public void fault(NodeId from, NodeId to, Fault fault) {
        faults.put(new Link(from, to), fault);
    }

    private <M extends Message> M travel(M message, Class<M> type) {
        byte[] bytes = codec.encode(message);
        tap.onMessage(message, bytes.length);
        try {
            return type.cast(codec.decode(bytes, 0, bytes.length));
        } catch (MalformedMessage malformed) {
            throw new AssertionError(malformed);
        }
    }

    private final class Endpoint implements Transport {
        private final NodeId self;
        private final Map<Class<?>, RequestHandler<Request>> handlers = new HashMap<>();

        Endpoint(NodeId self) {
            this.self = self;
        }

        @Override
        public void isBack(NodeId peer) {
            // Nothing pauses here.
        }

        @Override
        public void request(NodeId peer, Request message, int budgetMillis, OnOutcome onOutcome) {
            Fault fault = faults.getOrDefault(new Link(self, peer), Fault.NONE);
            log.add(self.low() + " -> " + peer.low() + " " + message.getClass().getSimpleName() + " " + fault);
            Waiting waiting = new Waiting(onOutcome);
            long budgetNanos = budgetMillis * 1_000_000L;
            switch (fault) {
                case UNREACHABLE -> later(0, () -> waiting.end(Failure.Unreachable.UNREACHABLE));
                case REQUEST_LOST -> later(budgetNanos, () -> waiting.end(Failure.TimedOut.TIMED_OUT));
                case BROKEN -> {
                    deliver(peer, message, budgetNanos, new Waiting(ignored -> {}));
                    later(2 * LATENCY_NANOS, () -> waiting.end(Failure.Lost.LOST));
                }
                case REPLY_LOST -> {
                    deliver(peer, message, budgetNanos, new Waiting(ignored -> {}));
                    later(budgetNanos, () -> waiting.end(Failure.TimedOut.TIMED_OUT));
                }
                case NONE -> {
                    deliver(peer, message, budgetNanos, waiting);
                    if (doubling) {
                        deliver(peer, message, budgetNanos, new Waiting(ignored -> {}));
                    }
                    later(budgetNanos, () -> waiting.end(Failure.TimedOut.TIMED_OUT));
                }
            }
        }

        private void deliver(NodeId peer, Request message, long budgetNanos, Waiting waiting) {
            long deadline = loop.nowNanos() + budgetNanos;
            Request arrived = travel(message, Request.class);
            later(LATENCY_NANOS, () -> {
                Endpoint to = endpoints.get(peer);
                RequestHandler<Request> handler = to.handlers.get(message.getClass());
                if (handler == null) {
                    waiting.end(new Failure.Refused(new Refusal.NotServed(Refusal.Reason.UNSUPPORTED)));
                    return;
                }
                handler.onRequest(arrived, new Answering(self, deadline, waiting));
            });
        }

        private void later(long nanos, Runnable task) {
            loop.schedule(nanos, "network", task);
        }

        @Override
        public void requestAt(PeerAddress address, Request message, int budgetMillis, OnOutcome onOutcome) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void send(NodeId peer, Request message) {
            log.add(self.low() + " -> " + peer.low() + " " + message.getClass().getSimpleName());
            deliver(peer, message, 0, new Waiting(ignored -> {}));
        }

        @Override
        @SuppressWarnings("unchecked")
        public <M extends Request> void handle(Class<M> type, RequestHandler<M> handler) {
            handlers.put(type, (RequestHandler<Request>) handler);
        }
    }

    private static final class Waiting {
        private final Transport.OnOutcome onOutcome;
        private boolean over;

        Waiting(Transport.OnOutcome onOutcome) {
            this.onOutcome = onOutcome;
        }

        void end(Outcome outcome) {
            if (!over) {
                over = true;
                onOutcome.onOutcome(outcome);
            }
        }
    }

    private final class Answering implements Transport.Responder {
        private final NodeId from;
        private final long deadlineNanos;
        private final Waiting waiting;
        private boolean answered;

        Answering(NodeId from, long deadlineNanos, Waiting waiting) {
            this.from = from;
            this.deadlineNanos = deadlineNanos;
            this.waiting = waiting;
        }

        @Override
        public NodeId from() {
            return from;
        }

        @Override
        public long deadlineNanos() {
            return deadlineNanos;
        }

        @Override
        public void reply(Reply reply) {
            end(travel(reply, Reply.class));
        }

        @Override
        public void refuse(Refusal refusal) {
            end(new Failure.Refused(refusal));
        }

        private void end(Outcome outcome) {
            if (answered) {
                throw new AssertionError("answered twice: " + outcome);
            }
            answered = true;
            loop.schedule(LATENCY_NANOS, "network", () -> waiting.end(outcome));
        }
    }
}
