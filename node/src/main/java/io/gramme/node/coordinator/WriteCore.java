package io.gramme.node.coordinator;

import io.gramme.node.coordinator.RequestFailure.Reason;
import io.gramme.node.coordinator.WriteEffect.Answer;
import io.gramme.node.coordinator.WriteEffect.KeepHint;
import io.gramme.node.coordinator.WriteEffect.SendMarked;
import io.gramme.node.coordinator.WriteEffect.SendToFallback;
import io.gramme.node.coordinator.WriteEffect.SendToOwner;
import io.gramme.ring.Row;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides a write: whom to send the record to, who stands in for whom, when W is reached and when it cannot be any more
 * (Dynamo 2007 §4.5, §4.6). No clock, no message, no storage: acknowledgements and failures go in, effects come out.
 *
 * <p>W counts acknowledgements of distinct nodes for distinct owner slots, in the current row and in the target row. Every
 * owner that did not acknowledge gets a hint, before the answer or after it: with a fallback while one is left, else beside
 * the coordinator's copy. Where the target row cannot reach W, the current row is asked again to hold the record with the
 * mark "target missed", and W of those suffice.
 *
 * <p>One loop owns it.
 */
final class WriteCore {
    private final Goal goal;
    private final Placement placement;
    private final SlotTally current;
    private final @Nullable SlotTally target;
    private final int targetCount;
    private final SlotTally marked;
    private final List<Replica> replicas = new ArrayList<>(4);
    private int nextFallback;
    private boolean marking;
    private boolean slow;
    private boolean answered;

    /** One node that was sent the record, or is the coordinator itself. */
    static final class Replica {
        final int node;
        /** Owners it stands in for; empty for an owner. */
        final int[] keptFor;

        private State state = State.PENDING;
        private State mark = State.NONE;
        private boolean durable;
        private boolean ambiguous;
        private String failure = "";

        private Replica(int node, int[] keptFor) {
            this.node = node;
            this.keptFor = keptFor;
        }

        boolean isStandIn() {
            return keptFor.length > 0;
        }

        /** Why it did not acknowledge, empty when it did or may yet. */
        String failure() {
            return state == State.ACKED ? "" : failure;
        }

        boolean isPending() {
            return state == State.PENDING || mark == State.PENDING;
        }
    }

    private enum State {
        NONE,
        PENDING,
        ACKED,
        FAILED
    }

    WriteCore(Goal goal, Placement placement) {
        this.goal = goal;
        this.placement = placement;
        this.current = new SlotTally(placement.current(), 4);
        this.marked = new SlotTally(placement.current(), 4);
        Row targets = placement.target();
        this.target = targets.isEmpty() ? null : new SlotTally(targets, 4);
        this.targetCount = Math.min(goal.count(), targets.size());
    }

    /**
     * Why the write cannot reach its goal from the start, before a dot is made or anything is sent; {@code null} when it
     * may.
     */
    @Nullable
    Verdict refusal() {
        SlotTally best = new SlotTally(placement.current(), placement.fallbacks().length + 4);
        Row row = placement.current();
        for (int slot = 0; slot < row.size(); slot++) {
            if (placement.isUsable(row.owner(slot))) {
                best.owner(row.owner(slot));
            }
        }
        if (best.owners() < goal.owners()) {
            return new Verdict(Reason.PRIMARIES_UNAVAILABLE, goal.owners(), best.owners(), Outcome.NONE);
        }
        if (goal.sloppy()) {
            addFallbacks(best, 0);
            if (!placement.selfIsOwner()) {
                best.standIn(placement.self(), placement.owners());
            }
        }
        return best.count() >= goal.count()
                ? null
                : new Verdict(Reason.NOT_ENOUGH_REPLICAS, goal.count(), best.count(), Outcome.NONE);
    }

    private void addFallbacks(SlotTally best, int from) {
        int[] fallbacks = placement.fallbacks();
        int[] owners = placement.owners();
        for (int i = from; i < fallbacks.length; i++) {
            if (fallbacks[i] != placement.self() && placement.isUsable(fallbacks[i])) {
                best.standIn(fallbacks[i], owners);
            }
        }
    }

    /** The coordinator has stored the record: to whom it goes. The coordinator's own acknowledgement follows as any other. */
    List<WriteEffect> start() {
        List<WriteEffect> effects = new ArrayList<>(4);
        int[] owners = placement.owners();
        int[] absent = absentOf(owners);
        if (!placement.selfIsOwner()) {
            // Kept for all, also for those that may yet answer: whoever does not has its stand-in already.
            replicas.add(new Replica(placement.self(), owners));
        }
        for (int owner : owners) {
            if (owner == placement.self()) {
                if (placement.selfIsOwner()) {
                    replicas.add(new Replica(owner, NOBODY));
                }
            } else if (placement.isUsable(owner)) {
                replicas.add(new Replica(owner, NOBODY));
                effects.add(new SendToOwner(owner));
            }
        }
        standInFor(absent, true, effects);
        decide(effects);
        return effects;
    }

    /** Owners that are not sent the record; this node too where it owns the target row alone and keeps a hint instead. */
    private int[] absentOf(int[] owners) {
        int[] absent = new int[owners.length];
        int size = 0;
        for (int owner : owners) {
            if (!placement.isUsable(owner) || (owner == placement.self() && !placement.selfIsOwner())) {
                absent[size++] = owner;
            }
        }
        return java.util.Arrays.copyOf(absent, size);
    }

    private static final int[] NOBODY = {};

    /** The owners that the coordinator's own copy is kept for; empty when it is an owner. */
    int[] selfKeptFor() {
        return replicas.get(indexOf(placement.self())).keptFor;
    }

    /** A node holds the record; a second word of the same node changes nothing. */
    List<WriteEffect> onAck(int node, boolean durable) {
        List<WriteEffect> effects = new ArrayList<>(1);
        Replica replica = replica(node);
        if (replica != null && replica.state != State.ACKED) {
            replica.state = State.ACKED;
            replica.durable = durable;
            count(replica, current);
            if (target != null) {
                count(replica, target);
            }
            if (marking) {
                mark(replica, effects);
            }
            decide(effects);
        }
        return effects;
    }

    private static void count(Replica replica, SlotTally tally) {
        if (replica.isStandIn()) {
            tally.standIn(replica.node, replica.keptFor);
        } else {
            tally.owner(replica.node);
        }
    }

    /**
     * A node did not store the record, or nobody knows.
     *
     * @param reason two or three words
     * @param ambiguous whether it may hold the record all the same
     */
    List<WriteEffect> onFailed(int node, String reason, boolean ambiguous) {
        List<WriteEffect> effects = new ArrayList<>(2);
        Replica replica = replica(node);
        if (replica != null && replica.state == State.PENDING) {
            replica.state = State.FAILED;
            replica.failure = reason;
            replica.ambiguous = ambiguous;
            standInFor(replica.isStandIn() ? replica.keptFor : new int[] {node}, true, effects);
            decide(effects);
        }
        return effects;
    }

    /** A replica took neither the record nor the mark, whichever it was sent last. */
    List<WriteEffect> onRefused(int node, String reason) {
        List<WriteEffect> effects = onFailed(node, reason, false);
        effects.addAll(onMarked(node, false));
        return effects;
    }

    /** Owners have been silent for longer than usual: fallbacks may serve what is missing to W; late owners still count. */
    List<WriteEffect> onSlow() {
        List<WriteEffect> effects = new ArrayList<>(2);
        slow = true;
        if (!answered && goal.sloppy() && !isReached(current, goal.count())) {
            for (int i = 0, asked = replicas.size(); i < asked; i++) {
                Replica replica = replicas.get(i);
                if (replica.state == State.PENDING && !replica.isStandIn() && replica.node != placement.self()) {
                    standInFor(new int[] {replica.node}, false, effects);
                }
            }
        }
        decide(effects);
        return effects;
    }

    /** The client's time is over. Replicas that answer later still count for hints. */
    List<WriteEffect> onDeadline() {
        List<WriteEffect> effects = new ArrayList<>(1);
        if (!answered) {
            answer(new Verdict(Reason.QUORUM_TIMEOUT, goal.count(), current.count(), Outcome.UNKNOWN), effects);
        }
        return effects;
    }

    /** What came of a record that was sent again with the mark. */
    List<WriteEffect> onMarked(int node, boolean held) {
        List<WriteEffect> effects = new ArrayList<>(1);
        Replica replica = replica(node);
        if (replica != null && replica.mark == State.PENDING) {
            replica.mark = held ? State.ACKED : State.FAILED;
            if (held) {
                count(replica, marked);
            }
            decide(effects);
        }
        return effects;
    }

    /** Each absent owner gets a stand-in of its own while one is left; the coordinator keeps hints for the rest. */
    private void standInFor(int[] owners, boolean atAnyCost, List<WriteEffect> effects) {
        List<Integer> left = new ArrayList<>(0);
        for (int owner : owners) {
            if (hasStandIn(owner) || isAcked(owner)) {
                continue;
            }
            int fallback = goal.sloppy() ? takeFallback() : -1;
            if (fallback >= 0) {
                int[] keptFor = {owner};
                replicas.add(new Replica(fallback, keptFor));
                effects.add(new SendToFallback(fallback, keptFor));
            } else if (atAnyCost) {
                left.add(owner);
            }
        }
        if (!left.isEmpty()) {
            effects.add(new KeepHint(left.stream().mapToInt(Integer::intValue).toArray()));
        }
    }

    private boolean hasStandIn(int owner) {
        for (Replica replica : replicas) {
            boolean other = replica.node != placement.self() && replica.state != State.FAILED;
            if (other && contains(replica.keptFor, owner)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAcked(int node) {
        Replica replica = replica(node);
        return replica != null && replica.state == State.ACKED;
    }

    private static boolean contains(int[] nodes, int node) {
        for (int each : nodes) {
            if (each == node) {
                return true;
            }
        }
        return false;
    }

    private int takeFallback() {
        int[] fallbacks = placement.fallbacks();
        while (nextFallback < fallbacks.length) {
            int fallback = fallbacks[nextFallback++];
            if (fallback != placement.self() && indexOf(fallback) < 0 && placement.isUsable(fallback)) {
                return fallback;
            }
        }
        return -1;
    }

    private void decide(List<WriteEffect> effects) {
        if (answered) {
            return;
        }
        if (isReached(current, goal.count())) {
            decideTarget(effects);
            return;
        }
        SlotTally best = best(current);
        if ((best.count() < goal.count() || best.owners() < goal.owners()) && isTimeToFail()) {
            answer(missed(current, goal.count(), best), effects);
        }
    }

    private void decideTarget(List<WriteEffect> effects) {
        if (target == null || target.count() >= targetCount) {
            answer(Verdict.reached(goal.count(), current.count()), effects);
        } else if (!marking && best(target).count() < targetCount) {
            marking = true;
            for (int i = 0, sent = replicas.size(); i < sent; i++) {
                if (replicas.get(i).state == State.ACKED) {
                    mark(replicas.get(i), effects);
                }
            }
        } else if (marking && marked.count() >= goal.count()) {
            answer(Verdict.reached(goal.count(), current.count()), effects);
        } else if (marking && bestMarked().count() < goal.count() && isTimeToFail()) {
            answer(missed(marked, goal.count(), bestMarked()), effects);
        }
    }

    /**
     * A goal that is out of reach is said to be missed once everybody has spoken, or has been slow to: so that the answer
     * tells who holds the record and who failed, and not who was not yet heard.
     */
    private boolean isTimeToFail() {
        return slow || isSettled();
    }

    private static void mark(Replica replica, List<WriteEffect> effects) {
        if (replica.mark == State.NONE && !replica.isStandIn()) {
            replica.mark = State.PENDING;
            effects.add(new SendMarked(replica.node));
        }
    }

    private boolean isReached(SlotTally tally, int count) {
        return tally.count() >= count && tally.owners() >= goal.owners();
    }

    /** What a row would count if everybody who is still out, and every fallback that is left, came in. */
    private SlotTally best(SlotTally tally) {
        SlotTally best = tally.copy();
        for (Replica replica : replicas) {
            if (replica.state == State.PENDING) {
                count(replica, best);
            }
        }
        if (goal.sloppy()) {
            addFallbacks(best, nextFallback);
        }
        return best;
    }

    private SlotTally bestMarked() {
        SlotTally best = marked.copy();
        for (Replica replica : replicas) {
            boolean mayHold = replica.mark == State.PENDING || replica.state == State.PENDING;
            if (mayHold && !replica.isStandIn()) {
                count(replica, best);
            }
        }
        return best;
    }

    /** Who may hold the record without having said so counts as if it did: then the outcome is unknown. */
    private Verdict missed(SlotTally tally, int needed, SlotTally best) {
        SlotTally truth = best.copy();
        boolean doubtful = false;
        for (Replica replica : replicas) {
            if (replica.state == State.FAILED && replica.ambiguous) {
                count(replica, truth);
                doubtful = true;
            }
        }
        boolean unknown = doubtful && truth.count() >= needed && truth.owners() >= goal.owners();
        if (best.count() >= needed) {
            return new Verdict(
                    Reason.PRIMARIES_UNAVAILABLE,
                    goal.owners(),
                    tally.owners(),
                    unknown ? Outcome.UNKNOWN : Outcome.PARTIAL);
        }
        return new Verdict(Reason.QUORUM_FAILED, needed, tally.count(), unknown ? Outcome.UNKNOWN : Outcome.PARTIAL);
    }

    private void answer(Verdict verdict, List<WriteEffect> effects) {
        answered = true;
        effects.add(new Answer(verdict));
    }

    /** Whether nobody's word is awaited any more. */
    boolean isSettled() {
        for (Replica replica : replicas) {
            if (replica.isPending()) {
                return false;
            }
        }
        return true;
    }

    boolean isAnswered() {
        return answered;
    }

    /** All that were sent the record, the coordinator included, in the order asked. */
    List<Replica> replicas() {
        return replicas;
    }

    /** What has been reached so far; nodes of the target row alone are replies, and no owners yet. */
    Achieved achieved(io.gramme.ring.Epoch epoch) {
        int replies = 0;
        int durable = 0;
        int hinted = 0;
        for (Replica replica : replicas) {
            if (replica.state == State.ACKED) {
                replies++;
                durable += replica.durable ? 1 : 0;
                hinted += replica.isStandIn() ? 1 : 0;
            }
        }
        return new Achieved(replies, replicas.size(), current.owners(), durable, hinted, epoch);
    }

    private @Nullable Replica replica(int node) {
        int index = indexOf(node);
        return index < 0 ? null : replicas.get(index);
    }

    private int indexOf(int node) {
        for (int i = 0; i < replicas.size(); i++) {
            if (replicas.get(i).node == node) {
                return i;
            }
        }
        return -1;
    }
}
