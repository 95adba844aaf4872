package io.gramme.node.ringchange;

import io.gramme.node.membership.ClusterView;
import io.gramme.node.membership.Liveness;
import io.gramme.node.ringchange.Tenure.Cursor;
import io.gramme.node.ringchange.Tenure.Role;
import io.gramme.node.ringchange.Tenure.Standing;
import io.gramme.node.runtime.Invariants;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.transport.TransferMessage.Checked;
import io.gramme.node.transport.TransferMessage.Owned;
import io.gramme.node.tree.PartitionTree;
import io.gramme.ring.Epoch;
import io.gramme.ring.Member;
import io.gramme.ring.MemberState;
import io.gramme.ring.Ring;
import io.gramme.ring.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One shard's part in moving partitions: what this node is for each of the shard's partitions, the copies it makes, what it
 * retires and pushes, and what it answers to newcomers. Lives on the shard's loop.
 */
public final class ShardMoves {
    private static final long TURN_MILLIS = 100;
    private static final long IDLE_MILLIS = 10_000;
    /** Who looks on, the node and its operator, is told so often while there is work; who decides asks. */
    private static final long REPORT_MILLIS = 500;
    /** Records whose size stands for those of a partition. */
    private static final int SAMPLE = 32;
    /** Copies under way at once. */
    private static final int MAX_BUSY = 4;

    private final int shard;
    private final ShardPorts ports;
    private final NodeMoves node;
    private final Marks marks = new Marks();
    private final Map<Integer, Tenure> tenures = new TreeMap<>();
    private final Map<Integer, IncomingCopy> copies = new TreeMap<>();
    private final RetiredWork retired;
    private @Nullable ShardSeat seat;
    private @Nullable Ring applied;
    private long appliedEpoch;
    private long barrier;
    private Set<Integer> live = Set.of();
    private long arrivedBytes;
    private long reportedMillis = -REPORT_MILLIS;
    private boolean turning;
    private boolean stopped;

    ShardMoves(int shard, ShardPorts ports, NodeMoves node) {
        this.shard = shard;
        this.ports = ports;
        this.node = node;
        this.retired = new RetiredWork(this);
        node.book().tenures().forEach((partition, tenure) -> {
            if (node.shardOf(partition) == shard) {
                tenures.put(partition, tenure);
            }
        });
        this.appliedEpoch = node.book().epoch();
        new TransferServer(ports, this).listen();
        ports.views().onChange(this::onView);
    }

    /** This node has a seat, or acts as another identity from now on: then what it had copied may be lost. */
    public void open(ShardSeat newSeat) {
        boolean first = seat == null;
        seat = newSeat;
        applied = null;
        if (!first) {
            copies.values().forEach(IncomingCopy::abandon);
            copies.clear();
            tenures.replaceAll((partition, tenure) -> tenure.withoutCursors());
        }
        apply(ports.views().current());
    }

    /** The node stops: nothing is copied, retired, shown or measured any more, since the store closes. */
    public void stop() {
        stopped = true;
    }

    /** A write of a moving partition is to be stored though its target missed it; {@code false} refuses it. */
    public boolean noteMiss(int partition) {
        Ring ring = applied;
        if (ring != null
                && !ring.target(partition).isEmpty()
                && tenure(partition).sealedAt() == ring.changedAt(partition)) {
            return false;
        }
        marks.note(partition);
        return true;
    }

    /** Whether records of a partition may be merged here now: not while remains of an earlier ownership are in the way. */
    public boolean takesRecords(int partition) {
        return tenure(partition).takesRecords();
    }

    /** Whether others may lack what this node holds of a partition that it does not own any more. */
    public boolean isUnsettled(int partition) {
        return tenure(partition).isUnsettled();
    }

    ShardPorts ports() {
        return ports;
    }

    Marks marks() {
        return marks;
    }

    /** What this shard works on; {@code null} before there is a store, and from when it is about to close. */
    @Nullable
    ShardSeat seat() {
        return stopped ? null : seat;
    }

    long barrier() {
        return barrier;
    }

    Tenure tenure(int partition) {
        return tenures.getOrDefault(partition, Tenure.FREE);
    }

    private void onView(ClusterView before, ClusterView after) {
        apply(after);
    }

    @SuppressWarnings("ReferenceEquality") // rings are shared snapshots
    private void apply(ClusterView view) {
        Ring ring = view.ring();
        if (ring == null || ring == applied) {
            return;
        }
        applied = ring;
        if (seat != null) {
            Map<Integer, Tenure> changed = new HashMap<>();
            for (int p = 0; p < ring.shape().partitions().count(); p++) {
                Tenure next = node.shardOf(p) == shard ? tenure(p).under(standing(p)) : null;
                if (next != null && !next.equals(tenure(p))) {
                    changed.put(p, next);
                }
            }
            appliedEpoch = ring.epoch().packed();
            become(changed);
            startCopies(ring);
        }
        node.onShardRing(shard, ring.epoch());
        turnSoon();
    }

    Standing standing(int partition) {
        Ring ring = Invariants.present(applied, "no ring");
        int self = ports.views().current().selfIndex();
        boolean gapless = appliedEpoch != 0 && Epoch.unpack(appliedEpoch).next().equals(ring.epoch());
        return new Standing(
                ring.isOwner(partition, self),
                ring.target(partition).contains(self),
                ring.changedAt(partition),
                gapless);
    }

    private void become(Map<Integer, Tenure> changed) {
        tenures.putAll(changed);
        if (!changed.isEmpty()) {
            node.book().change(changed, appliedEpoch, ports.loop(), () -> {});
        }
    }

    /** A role's work is done. */
    void done(int partition) {
        Tenure next = tenure(partition).done(standing(partition), ports.clock().wallMillis());
        become(Map.of(partition, next));
        Ring ring = applied;
        if (ring != null) {
            startCopies(ring);
        }
        turnSoon();
    }

    private void startCopies(Ring ring) {
        copies.values().removeIf(copy -> {
            boolean switched = tenure(copy.partition()).role() == Role.OWNER
                    && ring.target(copy.partition()).isEmpty();
            boolean over = switched || ring.changedAt(copy.partition()) != copy.attempt();
            if (over) {
                copy.abandon();
            }
            return over;
        });
        ShardSeat open = seat;
        if (open == null) {
            return;
        }
        tenures.forEach((partition, tenure) -> {
            boolean incoming = tenure.role() == Role.INCOMING;
            boolean compares = tenure.role() == Role.OWNER
                    && SwitchRules.stayersCheck(ring, partition)
                    && ring.target(partition).contains(ports.views().current().selfIndex());
            if ((incoming || compares) && !copies.containsKey(partition)) {
                copies.put(partition, new IncomingCopy(this, open, partition, ring.changedAt(partition), incoming));
            }
        });
    }

    /** Present owners that are alive, this node aside. */
    List<PeerAsk> liveOwners(int partition) {
        ClusterView view = ports.views().current();
        Ring ring = view.ring();
        List<PeerAsk> owners = new ArrayList<>();
        if (ring == null) {
            return owners;
        }
        Row row = ring.current(partition);
        for (int slot = 0; slot < row.size(); slot++) {
            Member member = ring.member(row.owner(slot));
            if (member != null && isLiveOther(view, member)) {
                owners.add(new PeerAsk(ports, partition, ring.epoch(), member.index(), member.id()));
            }
        }
        return owners;
    }

    private boolean isLiveOther(ClusterView view, Member member) {
        boolean other = member.index() != view.selfIndex() && member.state() != MemberState.LOST;
        boolean unheard = view.peer(member.index()).liveness() == Liveness.UNKNOWN;
        return other && (unheard ? live.contains(member.index()) : isAlive(view, member.index()));
    }

    /** Whoever is not known to be dead counts as alive: it has to answer, or to be found dead. */
    static boolean isAlive(ClusterView view, int node) {
        Liveness liveness = view.peer(node).liveness();
        return liveness != Liveness.DEAD && liveness != Liveness.LEFT;
    }

    /** Every live member, which are these, acts by that ring. */
    void onBarrier(long packedEpoch, Set<Integer> liveMembers) {
        barrier = packedEpoch;
        live = liveMembers;
        turnSoon();
    }

    /** What an owner says of its marked writes. */
    void onOwned(int source, List<Owned> owned) {
        for (Owned each : owned) {
            IncomingCopy copy = copies.get(each.partition());
            if (copy != null) {
                copy.onOwned(source, each);
            }
        }
    }

    /** A page came. */
    void arrived(long bytes) {
        arrivedBytes += bytes;
    }

    /** All records up to a cursor are here. */
    void progress(int partition, int source, Cursor cursor, boolean durable) {
        Tenure next = tenure(partition).with(source, cursor);
        tenures.put(partition, next);
        if (durable) {
            node.book().change(Map.of(partition, next), appliedEpoch, ports.loop(), () -> {});
        }
    }

    /** Confirms what it can; {@code onSealed} is called on this loop once that is durable. */
    void seal(List<Owned> wanted, Consumer<List<Integer>> onSealed) {
        Map<Integer, Tenure> changed = new HashMap<>();
        List<Integer> sealed = new ArrayList<>();
        Ring ring = applied;
        for (Owned each : wanted) {
            int p = each.partition();
            boolean mine = ring != null
                    && tenure(p).role() == Role.OWNER
                    && ring.changedAt(p) == each.attempt()
                    && !ring.target(p).isEmpty();
            boolean asBefore = each.boot() == ports.boot() && each.marks() == marks.count(p);
            boolean already = tenure(p).sealedAt() == each.attempt();
            if (mine && (asBefore || already)) {
                sealed.add(p);
                changed.put(p, tenure(p).sealed(each.attempt()));
            }
        }
        tenures.putAll(changed);
        node.book().change(changed, appliedEpoch, ports.loop(), () -> onSealed.accept(sealed));
    }

    private void turnSoon() {
        if (!turning) {
            turning = true;
            ports.timers().schedule(0, this::turn);
        }
    }

    private void turn() {
        turning = false;
        if (seat == null || stopped) {
            return;
        }
        int busy = 0;
        for (IncomingCopy copy : List.copyOf(copies.values())) {
            if (busy < MAX_BUSY) {
                copy.turn();
                busy += copy.isBusy() ? 1 : 0;
            }
        }
        boolean working = retired.turn(tenures);
        boolean urgent = !copies.isEmpty() || working;
        long now = ports.clock().monotonicMillis();
        if (!urgent || now - reportedMillis >= REPORT_MILLIS) {
            reportedMillis = now;
            node.onReport(shard, report());
        }
        boolean any = urgent || tenures.values().stream().anyMatch(tenure -> tenure.role() == Role.PUSHED);
        if (any) {
            turning = true;
            ports.timers().schedule(urgent ? TURN_MILLIS : IDLE_MILLIS, this::turn);
        }
    }

    /** How this shard is. */
    record Report(boolean settled, List<Checked> checked, List<Owned> owned, Motion motion) {
        static final Report NOTHING = new Report(true, List.of(), List.of(), new Motion(0, 0, List.of(), List.of()));

        boolean copies() {
            return !motion.incoming.isEmpty() || motion.comparing > 0;
        }
    }

    /**
     * What moves.
     *
     * @param arrivedBytes that came by copies since the start
     * @param comparing partitions that this node keeps and compares with other owners
     * @param incoming partitions on their way here
     * @param retired partitions that this node lost
     */
    record Motion(long arrivedBytes, int comparing, List<Progress> incoming, List<Progress> retired) {}

    /** A partition that comes or went, and how far that is. */
    public record Progress(int partition, String state, long receivedBytes) {}

    private Report report() {
        List<Checked> checked = new ArrayList<>();
        List<Progress> incoming = new ArrayList<>();
        for (IncomingCopy copy : copies.values()) {
            Checked one = copy.report();
            if (one != null) {
                checked.add(one);
            }
            if (tenure(copy.partition()).role() == Role.INCOMING) {
                incoming.add(new Progress(copy.partition(), copy.state().name(), copy.receivedBytes()));
            }
        }
        boolean settled =
                !ports.hasHints().getAsBoolean() && tenures.values().stream().noneMatch(Tenure::isUnsettled);
        List<Progress> gone = new ArrayList<>();
        tenures.forEach((partition, tenure) -> {
            if (tenure.isUnsettled() || tenure.role() == Role.PUSHED || tenure.role() == Role.DROPPING) {
                gone.add(new Progress(partition, tenure.role().name(), 0));
            }
        });
        Motion motion = new Motion(arrivedBytes, copies.size() - incoming.size(), incoming, gone);
        return new Report(settled, checked, owned(), motion);
    }

    /** Moving partitions that this node owns, asked for on this loop. */
    List<Owned> owned() {
        List<Owned> owned = new ArrayList<>();
        Ring ring = applied;
        if (ring == null || ring.ownership().pending() == 0) {
            return owned;
        }
        tenures.forEach((partition, tenure) -> {
            if (tenure.role() == Role.OWNER && !ring.target(partition).isEmpty()) {
                long attempt = ring.changedAt(partition);
                boolean sealed = tenure.sealedAt() == attempt;
                owned.add(new Owned(partition, attempt, ports.boot(), marks.count(partition), sealed));
            }
        });
        return owned;
    }

    /** About how many bytes this shard's partitions hold: keys counted, values from a sample. */
    Map<Integer, Long> sizes() {
        Map<Integer, Long> sizes = new TreeMap<>();
        ShardSeat open = seat();
        tenures.forEach((partition, tenure) -> {
            if (open != null && tenure.role() == Role.OWNER) {
                sizes.put(partition, sizeOf(open, partition));
            }
        });
        return sizes;
    }

    private static long sizeOf(ShardSeat open, int partition) {
        PartitionTree tree = open.trees().tree(partition);
        long keys = 0;
        long bytes = 0;
        try (Storage.Cursor cursor = open.records().storage().scan(Space.LIVE, partition, null)) {
            while (keys < SAMPLE && cursor.next()) {
                keys++;
                bytes += cursor.payloadBytes();
            }
        }
        return tree == null || keys == 0 ? bytes : bytes * tree.count() / keys;
    }

    /** As {@link #report}, made anew, for whoever asks from the control loop. */
    void reportTo(Consumer<Report> onReport) {
        onReport.accept(report());
    }
}
