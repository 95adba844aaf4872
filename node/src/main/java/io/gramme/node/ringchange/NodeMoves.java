package io.gramme.node.ringchange;

import io.gramme.node.membership.ClusterView;
import io.gramme.node.membership.Liveness;
import io.gramme.node.membership.Membership;
import io.gramme.node.membership.ViewBoard;
import io.gramme.node.ringchange.ShardMoves.Progress;
import io.gramme.node.ringchange.ShardMoves.Report;
import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.runtime.Timers;
import io.gramme.node.transport.Shards;
import io.gramme.node.transport.TransferMessage.Checked;
import io.gramme.node.transport.TransferMessage.MovesAsk;
import io.gramme.node.transport.TransferMessage.MovesState;
import io.gramme.node.transport.TransferMessage.Owned;
import io.gramme.node.transport.TransferMessage.SealAsk;
import io.gramme.node.transport.TransferMessage.Sealed;
import io.gramme.node.transport.Transport;
import io.gramme.node.transport.Transport.Responder;
import io.gramme.ring.Epoch;
import io.gramme.ring.Member;
import io.gramme.ring.MemberState;
import io.gramme.ring.Ring;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A node's part in moving partitions: it asks the members how far they are, which lifts the barrier before its own copies,
 * and where it is this node's turn it has finished partitions sealed and proposes their switch. Any member may do that; the
 * live one with the lowest index does, and when nothing is decided for a while the next ones do too, so that a death stops
 * nobody for long and two seldom race. Lives on the control loop.
 */
public final class NodeMoves {
    private static final long ROUND_MILLIS = 1_000;
    private static final int ASK_MILLIS = 2_000;
    /** In a row, after which a member that gossip knows nothing of is not waited for. */
    private static final int FAILED_ASKS = 5;
    /** What a member waits for each live one before it. */
    private static final long TURN_MILLIS = 9_000;

    private final Ports ports;
    private final TenureBook book;
    private final Shards division;
    private final List<ShardMoves> shards = new ArrayList<>();
    private final Report[] reports;
    private final Epoch[] inUse;
    private final SwitchProposer proposer;
    private final Map<Integer, MovesState> heard = new TreeMap<>();
    private final Map<Integer, Integer> failedAsks = new TreeMap<>();
    private long changedAtMillis;
    private Epoch seen = Epoch.NONE;
    private long round;
    private boolean stopped;
    private long begunMillis = -1;
    private long begunBytes;
    private int most;

    /**
     * What it stands on.
     *
     * @param loops the shards' loops
     * @param freeBytes room on the disk, negative when unknown
     */
    public record Ports(
            Clock clock,
            SerialExecutor control,
            Timers timers,
            Transport transport,
            Membership membership,
            ViewBoard board,
            List<SerialExecutor> loops,
            LongSupplier freeBytes) {}

    NodeMoves(Ports ports, TenureBook book, RingChanger changer) {
        this.ports = ports;
        this.book = book;
        int count = ports.loops().size();
        this.division = new Shards(count);
        this.reports = new Report[count];
        this.inUse = new Epoch[count];
        for (int i = 0; i < count; i++) {
            reports[i] = Report.NOTHING;
            inUse[i] = Epoch.NONE;
        }
        this.proposer = new SwitchProposer(this, changer);
        ports.transport().handle(MovesAsk.class, this::onAsk);
        ports.transport().handle(SealAsk.class, this::onSeal);
    }

    void add(ShardMoves shard) {
        shards.add(shard);
    }

    void start() {
        ports.timers().schedule(ROUND_MILLIS, this::onRound);
    }

    void stop() {
        stopped = true;
    }

    Ports ports() {
        return ports;
    }

    TenureBook book() {
        return book;
    }

    int shardOf(int partition) {
        return division.of(partition);
    }

    /** A shard acts by that ring from now on; from its loop. */
    void onShardRing(int shard, Epoch epoch) {
        ports.control().execute(() -> {
            inUse[shard] = epoch;
            tellBarrier();
        });
    }

    /** How a shard is; from its loop. */
    void onReport(int shard, Report report) {
        ports.control().execute(() -> {
            reports[shard] = report;
            measure();
        });
    }

    /** The oldest ring that a shard of this node acts by. */
    private Epoch epochInUse() {
        Epoch oldest = inUse[0];
        for (Epoch each : inUse) {
            oldest = oldest.isAfter(each) ? each : oldest;
        }
        return oldest;
    }

    private void onAsk(MovesAsk ask, Responder responder) {
        ownState(responder::reply);
    }

    /** What this node says of itself, asked from every shard anew. */
    private void ownState(Consumer<MovesState> onState) {
        List<Report> all = new ArrayList<>();
        for (int i = 0; i < shards.size(); i++) {
            ShardMoves shard = shards.get(i);
            ports.loops()
                    .get(i)
                    .execute(() -> shard.reportTo(report -> ports.control().execute(() -> {
                        all.add(report);
                        if (all.size() == shards.size()) {
                            onState.accept(state(all));
                        }
                    })));
        }
    }

    private MovesState state(List<Report> all) {
        List<Checked> checked = new ArrayList<>();
        List<Owned> owned = new ArrayList<>();
        boolean settled = true;
        for (Report report : all) {
            checked.addAll(report.checked());
            owned.addAll(report.owned());
            settled &= report.settled();
        }
        return new MovesState(epochInUse(), settled, ports.freeBytes().getAsLong(), checked, owned);
    }

    private void onSeal(SealAsk ask, Responder responder) {
        seal(ask.wanted(), all -> responder.reply(new Sealed(all)));
    }

    /** Has this node's shards confirm; {@code onSealed} is called on this loop. */
    void seal(List<Owned> wanted, Consumer<List<Integer>> onSealed) {
        List<Integer> sealed = new ArrayList<>();
        int[] left = {shards.size()};
        for (int i = 0; i < shards.size(); i++) {
            ShardMoves shard = shards.get(i);
            int number = i;
            List<Owned> own = wanted.stream()
                    .filter(each -> shardOf(each.partition()) == number)
                    .toList();
            ports.loops()
                    .get(i)
                    .execute(() -> shard.seal(
                            own,
                            some -> ports.control().execute(() -> {
                                sealed.addAll(some);
                                if (--left[0] == 0) {
                                    onSealed.accept(sealed);
                                }
                            })));
        }
    }

    private void onRound() {
        if (stopped) {
            return;
        }
        ports.timers().schedule(ROUND_MILLIS, this::onRound);
        ClusterView view = ports.board().views(0).current();
        Ring ring = view.ring();
        if (ring == null || view.selfIndex() == ClusterView.NO_SEAT) {
            return;
        }
        if (!ring.epoch().equals(seen)) {
            seen = ring.epoch();
            changedAtMillis = ports.clock().monotonicMillis();
        }
        boolean copying = false;
        for (Report report : reports) {
            copying |= report.copies();
        }
        boolean proposing = proposer.hasWork(ring) && isMyTurn(view, ring);
        if (copying || proposing) {
            ask(view, ring, proposing);
        }
    }

    private boolean isMyTurn(ClusterView view, Ring ring) {
        long before = live(view, ring).stream()
                .filter(node -> node < view.selfIndex())
                .count();
        return ringAgeMillis() >= before * TURN_MILLIS;
    }

    /** For how long the newest ring has been in force here, as of the last round. */
    long ringAgeMillis() {
        return ports.clock().monotonicMillis() - changedAtMillis;
    }

    /**
     * Members that count as alive, this node among them: all that are not known to be dead, but for one that gossip has never
     * heard of and that does not answer either. It died before this node came.
     */
    private Set<Integer> live(ClusterView view, Ring ring) {
        Set<Integer> live = new TreeSet<>();
        for (Member member : ring.members().all()) {
            int node = member.index();
            boolean there = node == view.selfIndex() || (ShardMoves.isAlive(view, node) && !isSilent(view, node));
            if (there && member.state() != MemberState.LOST) {
                live.add(member.index());
            }
        }
        return live;
    }

    private boolean isSilent(ClusterView view, int node) {
        boolean unheard = view.peer(node).liveness() == Liveness.UNKNOWN;
        return unheard && failedAsks.getOrDefault(node, 0) >= FAILED_ASKS;
    }

    private void ask(ClusterView view, Ring ring, boolean proposing) {
        long number = ++round;
        Set<Integer> live = live(view, ring);
        Set<Integer> asked = new TreeSet<>(live);
        ring.members().all().stream()
                .map(Member::index)
                .filter(node -> isSilent(view, node))
                .forEach(asked::add);
        heard.keySet().retainAll(live);
        Map<Integer, MovesState> states = new TreeMap<>();
        int[] left = {asked.size()};
        for (int node : asked) {
            Consumer<MovesState> onState = state -> {
                if (state != null) {
                    states.put(node, state);
                    onState(node, state);
                }
                if (--left[0] == 0 && number == round && proposing) {
                    proposer.onStates(ring, live, states);
                }
            };
            if (node == view.selfIndex()) {
                ownState(onState);
            } else {
                askPeer(ring, node, onState);
            }
        }
    }

    private void askPeer(Ring ring, int node, Consumer<MovesState> onState) {
        Member member = ring.member(node);
        if (member == null) {
            onState.accept(null);
            return;
        }
        ports.transport().request(member.id(), new MovesAsk(), ASK_MILLIS, outcome -> {
            if (outcome instanceof MovesState state) {
                failedAsks.remove(node);
                onState.accept(state);
            } else {
                failedAsks.merge(node, 1, Integer::sum);
                onState.accept(null);
            }
        });
    }

    private void onState(int node, MovesState state) {
        heard.put(node, state);
        tellBarrier();
        for (int i = 0; i < shards.size(); i++) {
            ShardMoves shard = shards.get(i);
            ports.loops().get(i).execute(() -> shard.onOwned(node, state.owned()));
        }
    }

    /** The oldest ring that any live member acts by: copies for newer ones wait. */
    private void tellBarrier() {
        ClusterView view = ports.board().views(0).current();
        Ring ring = view.ring();
        if (ring == null) {
            return;
        }
        long oldest = epochInUse().packed();
        Set<Integer> live = live(view, ring);
        for (int node : live) {
            MovesState state = heard.get(node);
            long theirs = state == null ? 0 : state.epoch().packed();
            oldest = node == view.selfIndex() ? oldest : Math.min(oldest, theirs);
        }
        long barrier = oldest;
        for (int i = 0; i < shards.size(); i++) {
            ShardMoves shard = shards.get(i);
            ports.loops().get(i).execute(() -> shard.onBarrier(barrier, live));
        }
    }

    /**
     * What is known of sizes.
     *
     * @param bytes of partitions that this node holds, estimated
     * @param freeBytes room of members that said so, by node index
     */
    record Survey(Map<Integer, Long> bytes, Map<Integer, Long> freeBytes) {
        /** A partition's size; of one that this node does not hold, the mean of those it does. */
        long bytesOf(int partition) {
            Long known = bytes.get(partition);
            if (known != null || bytes.isEmpty()) {
                return known == null ? 0 : known;
            }
            return bytes.values().stream().mapToLong(Long::longValue).sum() / bytes.size();
        }
    }

    /** Measures what this node holds and asks every live member for its room; {@code onSurvey} is called on this loop. */
    void survey(Consumer<Survey> onSurvey) {
        ClusterView view = ports.board().views(0).current();
        Ring ring = view.ring();
        Survey survey = new Survey(new TreeMap<>(), new TreeMap<>());
        int[] left = {shards.size()};
        for (int i = 0; i < shards.size(); i++) {
            ShardMoves shard = shards.get(i);
            ports.loops().get(i).execute(() -> {
                Map<Integer, Long> sizes = shard.sizes();
                ports.control().execute(() -> {
                    survey.bytes.putAll(sizes);
                    if (--left[0] == 0) {
                        askRoom(view, ring, survey, onSurvey);
                    }
                });
            });
        }
    }

    private void askRoom(ClusterView view, @Nullable Ring ring, Survey survey, Consumer<Survey> onSurvey) {
        Set<Integer> live = ring == null ? new TreeSet<>() : live(view, ring);
        live.remove(view.selfIndex());
        survey.freeBytes.put(view.selfIndex(), ports.freeBytes().getAsLong());
        int[] left = {live.size()};
        if (live.isEmpty() || ring == null) {
            onSurvey.accept(survey);
            return;
        }
        for (int node : live) {
            askPeer(ring, node, state -> {
                if (state != null) {
                    survey.freeBytes.put(node, state.freeBytes());
                }
                if (--left[0] == 0) {
                    onSurvey.accept(survey);
                }
            });
        }
    }

    /**
     * What moves to and from this node.
     *
     * @param pending partitions of the whole cluster that have a target row
     * @param incoming partitions on their way here
     * @param retired partitions that this node lost and still has data of
     * @param arrived partitions that came since the present moves began here
     * @param arrivedBytes what came with them
     * @param seconds since then
     */
    public record Transfers(
            int pending,
            List<Progress> incoming,
            List<Progress> retired,
            int arrived,
            long arrivedBytes,
            double seconds) {
        /** Seconds until all that is on its way here has come, at the rate so far; negative while none can be told. */
        public long etaSeconds() {
            if (incoming.isEmpty()) {
                return 0;
            }
            return arrived == 0 ? -1 : Math.round(Math.ceil(seconds / arrived * incoming.size()));
        }
    }

    /** What moves now. */
    public Transfers transfers() {
        List<Progress> incoming = incoming();
        List<Progress> retired = new ArrayList<>();
        for (Report report : reports) {
            retired.addAll(report.motion().retired());
        }
        Ring ring = ports.board().views(0).current().ring();
        int pending = ring == null ? 0 : ring.ownership().pending();
        double seconds = begunMillis < 0 ? 0 : (ports.clock().monotonicMillis() - begunMillis) / 1000.0;
        int arrived = Math.max(0, most - incoming.size());
        return new Transfers(pending, incoming, retired, arrived, arrivedBytes() - begunBytes, seconds);
    }

    private List<Progress> incoming() {
        List<Progress> all = new ArrayList<>();
        for (Report report : reports) {
            all.addAll(report.motion().incoming());
        }
        return all;
    }

    private long arrivedBytes() {
        long bytes = 0;
        for (Report report : reports) {
            bytes += report.motion().arrivedBytes();
        }
        return bytes;
    }

    private void measure() {
        int now = incoming().size();
        if (now == 0) {
            begunMillis = -1;
            most = 0;
        } else if (begunMillis < 0) {
            begunMillis = ports.clock().monotonicMillis();
            begunBytes = arrivedBytes();
        }
        most = Math.max(most, now);
    }
}
