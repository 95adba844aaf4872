package io.gramme.node.ringchange;

import io.gramme.node.membership.ClusterEvents;
import io.gramme.node.membership.OwnCard;
import io.gramme.node.register.MessageCodec;
import io.gramme.node.register.Outcome;
import io.gramme.node.register.ProposalPlan;
import io.gramme.node.register.Reply;
import io.gramme.node.register.Request;
import io.gramme.node.register.Value;
import io.gramme.node.runtime.CellWriter;
import io.gramme.node.transport.PeerAddress;
import io.gramme.node.transport.RegisterMessage.RegisterReply;
import io.gramme.node.transport.RegisterMessage.RegisterRequest;
import io.gramme.node.transport.RingMessage.RingBody;
import io.gramme.node.transport.RingMessage.RingPull;
import io.gramme.node.transport.Transport;
import io.gramme.ring.ClusterId;
import io.gramme.ring.Epoch;
import io.gramme.ring.NodeId;
import io.gramme.ring.Ring;
import io.gramme.ring.RingShape;
import io.gramme.ring.change.Change;
import io.gramme.ring.change.Founding;
import io.gramme.ring.codec.RingCodec;
import io.gramme.ring.plan.Newcomer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a node without a ring gets one. It asks every seed; a cluster found at any of them is joined. A node of its own
 * seed list is a founder: while it hears enough founders with an equal list and finds no cluster, it proposes a ring that
 * seats exactly those, and a majority of the list decides, through a register that belongs to the list. So two founders
 * that race, or that see different sets, still end with one ring. Lives on the control loop.
 */
final class FoundingService {
    private static final long POLL_MILLIS = 100;
    private static final int ASK_MILLIS = 1_000;
    private static final long HEARD_MILLIS = 2_000;
    /** Polls with an unchanged set of founders before fewer than the whole list found. */
    private static final int SETTLED_POLLS = 10;

    private static final int BUDGET_MILLIS = 5_000;

    private static final String WAY_OUT =
            "where no cluster was ever founded, empty the directories of all founders and start them again";

    private final Ports ports;
    private final RingKeeper keeper;
    private final AcceptorShell acceptor;
    private final FounderBook book;
    private final CellWriter bookCell;
    private final NodeId self;
    private final Map<PeerAddress, Heard> heard =
            new TreeMap<>(Comparator.comparing(PeerAddress::host).thenComparingInt(PeerAddress::port));
    private @Nullable FounderCard card;
    private @Nullable SeedList list;
    private @Nullable ProposalShell proposal;
    private List<NodeId> lastFounders = List.of();
    private String lastObstacle = "";
    private int own = -1;
    private int unchangedPolls;
    private boolean stopped;

    /** What it stands on. */
    record Ports(ProposalShell.Ports proposals, Transport control, ClusterEvents events) {}

    private record Heard(FounderCard card, long atMillis) {}

    /**
     * What the disk remembers of an unfinished founding.
     *
     * @param bookCell where the book is kept
     */
    record Memory(AcceptorShell acceptor, FounderBook book, CellWriter bookCell) {}

    FoundingService(Ports ports, RingKeeper keeper, Memory memory, NodeId self) {
        this.ports = ports;
        this.keeper = keeper;
        this.acceptor = memory.acceptor();
        this.book = memory.book();
        this.bookCell = memory.bookCell();
        this.self = self;
    }

    /** Begins to look for a cluster, or to found one. */
    void start(SeedList seeds, RingKeeper.Wish wish, OwnCard node) {
        list = seeds;
        own = seeds.seeds().indexOf(PeerAddress.parse(node.addresses().peer()));
        Newcomer newcomer = new Newcomer(self, node.name(), node.zone(), node.weight(), node.addresses());
        card = own < 0 ? null : new FounderCard(seeds.id(), wish, newcomer, book);
        if (keeper.known() != null) {
            return;
        }
        if (own >= 0 && book.note(seeds.seeds().get(own), self)) {
            bookCell.write(book.encode(), () -> {});
        }
        ports.events()
                .tell(
                        own < 0
                                ? "looking for a cluster at " + seeds.seeds() + "; "
                                        + node.addresses().peer()
                                        + " is not among these seeds, so this node founds none"
                                : "looking for a cluster at " + seeds.seeds() + "; without one, " + seeds.expect()
                                        + " founders make it");
        poll(seeds);
    }

    void stop() {
        stopped = true;
        if (proposal != null) {
            proposal.abandon();
        }
    }

    /** What this node answers while it has no ring: its card when it founds, else nothing. */
    byte[] cardBytes() {
        return card == null ? new byte[0] : card.encode();
    }

    /** Whether a register request is about this node's founding. */
    boolean isOfFounding(Request request) {
        return card != null && request.id().equals(card.list().register());
    }

    /** A founder asks for a vote. A node that has a ring votes no more, but tells what this register decided. */
    void handle(Request request, Consumer<Reply> answer) {
        SeedList seeds = list;
        acceptor.handle(request, keeper.known() == null && seeds != null && isSelfSound(seeds), answer);
        if (acceptor.newest() != null && keeper.known() == null) {
            keeper.offer(acceptor.newest().value().bytes());
        }
    }

    private void poll(SeedList seeds) {
        if (stopped || keeper.known() != null) {
            stop();
            return;
        }
        for (int i = 0; i < seeds.seeds().size(); i++) {
            if (i != own) {
                ask(seeds.seeds().get(i));
            }
        }
        consider(seeds, true);
        ports.proposals().timers().schedule(POLL_MILLIS, () -> poll(seeds));
    }

    private void ask(PeerAddress seed) {
        ports.control().requestAt(seed, new RingPull(Epoch.NONE), ASK_MILLIS, outcome -> {
            if (!(outcome instanceof RingBody body) || stopped) {
                return;
            }
            if (!body.epoch().equals(Epoch.NONE)) {
                keeper.offer(body.body());
            } else {
                FounderCard theirs = FounderCard.decode(body.body());
                if (theirs != null && !theirs.newcomer().id().equals(self)) {
                    hear(seed, theirs);
                }
            }
        });
    }

    private void hear(PeerAddress seed, FounderCard theirs) {
        boolean learnt = book.note(seed, theirs.newcomer().id());
        learnt |= book.note(theirs.book(), seedsOfList());
        if (learnt) {
            bookCell.write(book.encode(), () -> {});
        }
        boolean first = heard.put(seed, new Heard(theirs, now())) == null;
        SeedList seeds = list;
        if (first && seeds != null) {
            consider(seeds, false);
        }
    }

    private List<PeerAddress> seedsOfList() {
        SeedList seeds = list;
        return seeds == null ? List.of() : seeds.seeds();
    }

    /**
     * Whether a founder's vote counts: its card was heard lately, and nobody whose card was knows it as another node. A card
     * carries what its founder knows, so one of those who are counted on is enough to find out.
     */
    private boolean isSound(PeerAddress seed) {
        Heard one = heard.get(seed);
        return one != null && book.isSound(seed, one.card().newcomer().id());
    }

    private boolean isSelfSound(SeedList seeds) {
        boolean sound = book.isSound(seeds.seeds().get(own), self);
        if (!sound) {
            obstacle(
                    "another founder knew another node at this address: this directory was emptied, and this node founds"
                            + " nothing, for its vote may have been given already; " + WAY_OUT);
        }
        return sound;
    }

    /**
     * Proposes if there are enough founders.
     *
     * @param polled whether a poll's time has passed since the last time
     */
    private void consider(SeedList seeds, boolean polled) {
        FounderCard mine = card;
        if (mine == null || proposal != null || keeper.known() != null || !isSelfSound(seeds)) {
            return;
        }
        List<Newcomer> founders = founders(mine);
        List<NodeId> ids = founders.stream().map(Newcomer::id).sorted().toList();
        if (!ids.equals(lastFounders)) {
            unchangedPolls = 0;
        } else if (polled) {
            unchangedPolls++;
        }
        lastFounders = ids;
        boolean settled = founders.size() == seeds.seeds().size() || unchangedPolls >= SETTLED_POLLS;
        if (founders.size() >= seeds.expect() && settled) {
            propose(seeds, mine, founders);
        }
    }

    /** This node, and those heard lately that have its list and its wishes. */
    private List<Newcomer> founders(FounderCard mine) {
        List<Newcomer> founders = new ArrayList<>();
        founders.add(mine.newcomer());
        heard.values().removeIf(one -> now() - one.atMillis() > HEARD_MILLIS);
        heard.forEach((seed, one) -> {
            FounderCard theirs = one.card();
            if (!isSound(seed)) {
                obstacle("the founder " + theirs.newcomer().name() + " at " + seed
                        + " is another node than before: its directory was emptied, and its vote may have been given already; "
                        + WAY_OUT);
            } else if (!theirs.list().equals(mine.list())) {
                obstacle("the founder " + theirs.newcomer().name() + " at " + seed
                        + " has another cluster.seeds or bootstrapExpect: all founders need the same");
            } else if (!theirs.wish().equals(mine.wish())) {
                obstacle("the founder " + theirs.newcomer().name() + " at " + seed + " has replication.partitions "
                        + theirs.wish().partitions() + " and n " + theirs.wish().replicas() + ", this node "
                        + mine.wish().partitions() + " and " + mine.wish().replicas());
            } else {
                founders.add(theirs.newcomer());
            }
        });
        return founders;
    }

    private void propose(SeedList seeds, FounderCard mine, List<Newcomer> founders) {
        ClusterId cluster = new ClusterId(
                ports.proposals().randomness().nextLong(),
                ports.proposals().randomness().nextLong());
        RingShape shape =
                RingShape.of(cluster, mine.wish().partitions(), mine.wish().replicas());
        Change change = Founding.found(shape, founders);
        if (change instanceof Change.Refused refused) {
            obstacle("no ring can be founded: " + refused.refusal().text());
            return;
        }
        Ring ring = ((Change.Changed) change).next();
        List<Integer> acceptors = new ArrayList<>();
        for (int i = 0; i < seeds.seeds().size(); i++) {
            acceptors.add(i);
        }
        ProposalPlan plan = new ProposalPlan(
                mine.list().register(),
                acceptors,
                Value.of(RingCodec.encode(ring)),
                own,
                ports.proposals().randomness().nextLong(),
                BUDGET_MILLIS,
                RingRegister.PHASE_MILLIS);
        ports.events()
                .tell("founding with "
                        + founders.stream().map(Newcomer::name).sorted().toList());
        proposal = ProposalShell.start(plan, ports.proposals(), this::carry, this::onOutcome);
    }

    private void carry(int index, Request request, Consumer<Reply> onReply) {
        SeedList seeds = list;
        if (seeds == null || stopped) {
            return;
        }
        if (index == own) {
            handle(request, onReply);
            return;
        }
        if (!isSound(seeds.seeds().get(index))) {
            return;
        }
        RegisterRequest message = new RegisterRequest(MessageCodec.encode(request));
        ports.control().requestAt(seeds.seeds().get(index), message, RingRegister.PHASE_MILLIS, outcome -> {
            if (outcome instanceof RegisterReply reply) {
                RingRegister.deliver(reply, onReply);
            }
        });
    }

    private void onOutcome(Outcome outcome) {
        proposal = null;
        if (outcome instanceof Outcome.Decided decided) {
            keeper.offer(decided.value().bytes());
        } else if (outcome instanceof Outcome.Superseded superseded) {
            keeper.offer(superseded.newest().value().bytes());
        }
    }

    private void obstacle(String text) {
        if (!text.equals(lastObstacle)) {
            lastObstacle = text;
            ports.events().alarm(text);
        }
    }

    private long now() {
        return ports.proposals().clock().monotonicMillis();
    }
}
