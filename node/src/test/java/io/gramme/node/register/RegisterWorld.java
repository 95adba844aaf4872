package io.gramme.node.register;

import io.gramme.node.register.ProposalEffect.Finish;
import io.gramme.node.register.ProposalEffect.Send;
import io.gramme.node.register.ProposalEffect.Wake;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Five acceptors, two proposers that want different values and a reader, deciding five epochs in turn on a bad network:
 * drops, duplicates, reordering, crashes that lose what was not synced, emptied disks, members that stay dead. After
 * {@link #FAULTS_END} nothing more breaks.
 */
final class RegisterWorld {
    static final long FAULTS_END = 3_000;
    private static final long END = 90_000;
    private static final int NODES = 5;
    private static final int EPOCHS = 5;
    private static final int CLIENTS = 3;

    private final SimEvents events = new SimEvents();
    private final RegisterHistory history = new RegisterHistory();
    private final SplittableRandom random;
    private final boolean forgetfulVote;
    private final double dropRate;
    private final List<SimAcceptor> acceptors = new ArrayList<>();
    private final List<List<Integer>> groups = new ArrayList<>();
    private final Client[] clients = new Client[CLIENTS];
    private int made;
    /** First epoch that nobody has reported as decided; after the faults, gossip tells everybody. */
    private int gossiped;

    /** @param forgetfulVote the broken rule: acceptors whose disk was emptied vote */
    RegisterWorld(long seed, boolean forgetfulVote) {
        this.random = new SplittableRandom(seed);
        this.forgetfulVote = forgetfulVote;
        this.dropRate = random.nextInt(4) * 0.1;
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            groups.add(group());
        }
        for (int node = 0; node < NODES; node++) {
            int number = node;
            acceptors.add(new SimAcceptor(events, random.split(), state -> synced(number, state)));
        }
        for (int client = 0; client < CLIENTS; client++) {
            clients[client] = new Client(client);
            events.after(random.nextInt(300), clients[client]::begin);
        }
        scheduleFaults();
    }

    private List<Integer> group() {
        List<Integer> all = new ArrayList<>(List.of(0, 1, 2, 3, 4));
        int size = new int[] {1, 3, 3, 5}[random.nextInt(4)];
        while (all.size() > size) {
            all.remove(random.nextInt(all.size()));
        }
        return all;
    }

    private void synced(int acceptor, AcceptorState state) {
        state.open().forEach((id, part) -> {
            if (part.accepted() != null) {
                history.accepted(acceptor, id, part.accepted(), majority((int) id.epoch()));
            }
        });
    }

    private int majority(int epoch) {
        return groups.get(epoch).size() / 2 + 1;
    }

    private void scheduleFaults() {
        for (int crashes = random.nextInt(16); crashes > 0; crashes--) {
            SimAcceptor victim = acceptors.get(random.nextInt(NODES));
            long at = random.nextLong(FAULTS_END);
            boolean emptied = random.nextInt(6) == 0;
            boolean forEver = random.nextInt(8) == 0;
            events.at(at, victim::crash);
            if (!forEver) {
                events.at(at + random.nextInt(600), () -> victim.restart(emptied));
            }
        }
        for (int crashes = random.nextInt(10); crashes > 0; crashes--) {
            Client victim = clients[random.nextInt(CLIENTS)];
            events.at(random.nextLong(FAULTS_END), victim::crash);
        }
    }

    /** Runs to the end; the first broken promise is thrown. */
    void run() {
        while (!allDone() && events.turn(END)) {}
        for (Client client : clients) {
            client.checkDone();
        }
    }

    private boolean allDone() {
        for (Client client : clients) {
            if (client.epoch < EPOCHS) {
                return false;
            }
        }
        return true;
    }

    /** Epochs that every client has seen decided, of those that a live majority could decide. */
    int epochsDecided() {
        int least = EPOCHS;
        for (Client client : clients) {
            least = Math.min(least, client.epoch);
        }
        return least;
    }

    private boolean majorityLives(int epoch) {
        List<Integer> group = groups.get(epoch);
        long voters = group.stream()
                .filter(node -> acceptors.get(node).up()
                        && (forgetfulVote || !acceptors.get(node).lostData()))
                .count();
        return voters >= majority(epoch);
    }

    private static RegisterId id(int epoch) {
        return new RegisterId(7, 9, 1, epoch);
    }

    /** Sends over the bad network: lost, doubled, delayed so that later ones overtake it. */
    private void transmit(Runnable arrival) {
        boolean faulty = events.now() < FAULTS_END;
        if (faulty && random.nextDouble() < dropRate) {
            return;
        }
        int copies = random.nextInt(10) == 0 ? 2 : 1;
        for (int copy = 0; copy < copies; copy++) {
            boolean late = faulty && random.nextInt(20) == 0;
            events.after(late ? random.nextInt(3_000) : 1 + random.nextInt(40), arrival);
        }
    }

    /** A proposer (0 and 1) or the reader (2): goes through the epochs, trying each until it is decided. */
    private final class Client {
        private final int number;
        private int epoch;
        private int life;

        Client(int number) {
            this.number = number;
        }

        void begin() {
            if (events.now() >= FAULTS_END) {
                epoch = Math.max(epoch, gossiped);
            }
            if (epoch < EPOCHS) {
                boolean reads = number == 2 || random.nextInt(8) == 0;
                int target = random.nextInt(10) == 0 ? random.nextInt(epoch + 1) : epoch;
                new Run(this, target, reads ? null : value()).start();
            }
        }

        private Value value() {
            return Value.of(("value " + made++).getBytes(StandardCharsets.UTF_8));
        }

        void crash() {
            life++;
            events.after(random.nextInt(500), this::begin);
        }

        void checkDone() {
            if (epoch < EPOCHS && majorityLives(epoch)) {
                throw new RegisterHistory.Violation(
                        "client " + number + " got no decision for epoch " + epoch + " though a majority lives");
            }
        }
    }

    /** One proposal of a client, until its outcome or the client's crash. */
    private final class Run {
        private final Client client;
        private final int epoch;
        private final Value own;
        private final int life;
        private final long startedAt = events.now();
        private final Proposal proposal;

        Run(Client client, int epoch, Value own) {
            this.client = client;
            this.epoch = epoch;
            this.own = own;
            this.life = client.life;
            long budget = 500 + random.nextInt(10_000);
            ProposalPlan plan =
                    new ProposalPlan(id(epoch), groups.get(epoch), own, client.number, random.nextLong(), budget, 250);
            this.proposal = new Proposal(plan, random::nextDouble, startedAt);
        }

        void start() {
            apply(proposal.start(events.now()));
        }

        private void apply(List<ProposalEffect> effects) {
            for (ProposalEffect effect : effects) {
                if (effect instanceof Send send) {
                    transmit(() -> deliver(send));
                } else if (effect instanceof Wake wake) {
                    events.at(wake.atMillis(), () -> ifAlive(() -> apply(proposal.onTimer(events.now()))));
                } else {
                    finish(((Finish) effect).outcome());
                }
            }
        }

        private void deliver(Send send) {
            SimAcceptor acceptor = acceptors.get(send.acceptor());
            boolean mayVote = forgetfulVote || !acceptor.lostData();
            acceptor.receive(
                    send.request(),
                    mayVote,
                    reply -> transmit(
                            () -> ifAlive(() -> apply(proposal.onReply(send.acceptor(), reply, events.now())))));
        }

        private void ifAlive(Runnable run) {
            if (client.life == life) {
                run.run();
            }
        }

        private void learned(int decided) {
            client.epoch = Math.max(client.epoch, decided + 1);
            gossiped = Math.max(gossiped, client.epoch);
        }

        private void finish(Outcome outcome) {
            if (outcome instanceof Outcome.Decided decided) {
                history.decided(id(epoch), decided.value(), events.now());
                learned(epoch);
            } else if (outcome instanceof Outcome.Superseded superseded) {
                Decision newest = superseded.newest();
                history.decided(newest.id(), newest.value(), events.now());
                learned((int) newest.id().epoch());
            } else if (outcome instanceof Outcome.Undecided) {
                history.undecided(id(epoch), startedAt);
            } else {
                history.unknown((Outcome.Unknown) outcome, id(epoch), own);
            }
            events.after(random.nextInt(200), () -> ifAlive(client::begin));
        }
    }
}
