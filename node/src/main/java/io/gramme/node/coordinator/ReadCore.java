package io.gramme.node.coordinator;

import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.coordinator.AskedReplica.State;
import io.gramme.node.coordinator.AskedReplica.Written;
import io.gramme.node.coordinator.ReadEffect.Answer;
import io.gramme.node.coordinator.ReadEffect.Ask;
import io.gramme.node.coordinator.RequestFailure.Reason;
import io.gramme.ring.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Decides a read: whom to ask, what their words count for, when to answer, whom to repair (Dynamo 2007 §4.5, §4.6). No
 * clock, no message, no storage.
 *
 * <p>An owner's record or absence is a vote. A fallback votes only with a hint, and for the owners it keeps it for; without
 * one it is no evidence of anything. A digest votes once it equals a record that was seen, else the record behind it is
 * fetched. An error is no vote. One loop owns it.
 */
final class ReadCore {
    /** At most so many fallbacks are asked for hints, for each owner of the row. */
    private static final int FALLBACKS_PER_OWNER = 2;

    private final Goal goal;
    private final Placement placement;
    private final Wish wish;
    private final ToLongFunction<KeyRecord> versionHash;
    private final SlotTally votes;
    private SlotTally written;
    private final List<AskedReplica> replicas = new ArrayList<>(4);
    private @Nullable KeyRecord merged;
    private @Nullable KeyRecord writtenBack;
    private Phase phase = Phase.ASKING;
    private int nextFallback;
    private int fallbacksAsked;
    private boolean slow;

    /**
     * What the answer must be, beyond R.
     *
     * @param consistent the merged record must be on R owners before the answer
     * @param readAfter the merged record must cover this, {@code null} for no such wish
     * @param digests whether digests can be compared; else everybody is asked for the record
     */
    record Wish(boolean consistent, @Nullable CausalContext readAfter, boolean digests) {
        static final Wish PLAIN = new Wish(false, null, true);
    }

    private enum Phase {
        ASKING,
        WRITING_BACK,
        ANSWERED
    }

    ReadCore(Goal goal, Placement placement, Wish wish, ToLongFunction<KeyRecord> versionHash) {
        this.goal = goal;
        this.placement = placement;
        this.wish = wish;
        this.versionHash = versionHash;
        this.votes = new SlotTally(placement.current(), 4);
        this.written = new SlotTally(placement.current(), 4);
    }

    /** Why the read cannot reach its goal from the start; {@code null} when it may. */
    @Nullable
    Verdict refusal() {
        SlotTally best = new SlotTally(placement.current(), 4);
        Row row = placement.current();
        for (int slot = 0; slot < row.size(); slot++) {
            if (placement.isUsable(row.owner(slot))) {
                best.owner(row.owner(slot));
            }
        }
        if (best.owners() < goal.owners()) {
            return new Verdict(Reason.PRIMARIES_UNAVAILABLE, goal.owners(), best.owners(), Outcome.NONE);
        }
        addFallbacks(best);
        return best.count() >= goal.count()
                ? null
                : new Verdict(Reason.NOT_ENOUGH_REPLICAS, goal.count(), best.count(), Outcome.NONE);
    }

    /** Asks every owner that can be; fallbacks in place of the others. */
    List<ReadEffect> start() {
        List<ReadEffect> effects = new ArrayList<>(4);
        Row row = placement.current();
        boolean full = !placement.selfIsOwner();
        for (int slot = 0; slot < row.size(); slot++) {
            int owner = row.owner(slot);
            if (placement.isUsable(owner)) {
                boolean wanted = full || owner == placement.self() || !wish.digests();
                full &= !wanted;
                replicas.add(new AskedReplica(owner, true, wanted));
                effects.add(new Ask(owner, wanted));
            } else {
                askFallback(effects);
            }
        }
        return effects;
    }

    /** @param keptFor owners that a fallback's hint is kept for, empty from an owner */
    List<ReadEffect> onRecord(int node, int[] keptFor, KeyRecord record) {
        AskedReplica replica = pending(node);
        if (replica == null) {
            return List.of();
        }
        replica.state = State.RECORD;
        replica.keptFor = keptFor;
        replica.record = record;
        merged = merged == null ? record : KeyRecord.merge(merged, record);
        vote(replica);
        return decide();
    }

    /** As {@link #onRecord}, for a record that was not sent. */
    List<ReadEffect> onDigest(int node, int[] keptFor, long hash, long hlc) {
        AskedReplica replica = pending(node);
        if (replica == null) {
            return List.of();
        }
        replica.state = State.DIGEST;
        replica.keptFor = keptFor;
        replica.digest = hash;
        replica.hlc = hlc;
        return decide();
    }

    /** A node holds nothing of the key: a vote of an owner, nothing of a fallback. */
    List<ReadEffect> onAbsent(int node) {
        AskedReplica replica = pending(node);
        if (replica == null) {
            return List.of();
        }
        replica.state = State.ABSENT;
        if (replica.owner) {
            vote(replica);
        } else {
            replica.gaveNoVote("holds no hint");
        }
        return decide();
    }

    /** A node gave no word: unreachable, refused, silent, or its disk does not say. No vote. */
    List<ReadEffect> onError(int node, String reason) {
        AskedReplica replica = pending(node);
        if (replica == null) {
            return List.of();
        }
        replica.state = State.FAILED;
        replica.gaveNoVote(reason);
        List<ReadEffect> effects = new ArrayList<>(2);
        if (phase == Phase.ASKING && goal.sloppy()) {
            askFallback(effects);
        }
        effects.addAll(decide());
        return effects;
    }

    /** What came of a {@link ReadEffect.Repair}. */
    List<ReadEffect> onRepaired(int node, boolean held) {
        AskedReplica replica = find(node);
        if (replica == null || replica.repair != Written.PENDING) {
            return List.of();
        }
        KeyRecord wanted = phase == Phase.WRITING_BACK ? writtenBack : merged;
        if (held && wanted != null && replica.wasSentLessThan(wanted)) {
            replica.repair = Written.NO; // somebody has said more since
        } else {
            replica.repair = held ? Written.YES : Written.FAILED;
            if (held && phase == Phase.WRITING_BACK) {
                written.owner(node);
            }
        }
        return decide();
    }

    /** Owners have been silent for longer than usual: fallbacks may hold hints for them. */
    List<ReadEffect> onSlow() {
        List<ReadEffect> effects = new ArrayList<>(1);
        slow = true;
        if (phase == Phase.ASKING && goal.sloppy()) {
            for (int missing = goal.count() - votes.count(); missing > 0; missing--) {
                askFallback(effects);
            }
        }
        effects.addAll(decide());
        return effects;
    }

    /** The client's time is over. */
    List<ReadEffect> onDeadline() {
        List<ReadEffect> effects = new ArrayList<>(1);
        if (phase != Phase.ANSWERED) {
            SlotTally got = phase == Phase.WRITING_BACK ? written : votes;
            boolean stale = phase == Phase.ASKING && isReached(votes) && !isCovered();
            fail(stale ? Reason.STALE : Reason.QUORUM_TIMEOUT, got.count(), effects);
        }
        return effects;
    }

    private @Nullable AskedReplica pending(int node) {
        AskedReplica replica = find(node);
        return replica != null && replica.state == State.PENDING ? replica : null;
    }

    private @Nullable AskedReplica find(int node) {
        for (AskedReplica replica : replicas) {
            if (replica.node == node) {
                return replica;
            }
        }
        return null;
    }

    private boolean askFallback(List<ReadEffect> effects) {
        int[] fallbacks = placement.fallbacks();
        int most = FALLBACKS_PER_OWNER * placement.current().size();
        while (goal.sloppy() && nextFallback < fallbacks.length && fallbacksAsked < most) {
            int fallback = fallbacks[nextFallback++];
            if (placement.isUsable(fallback)) {
                fallbacksAsked++;
                replicas.add(new AskedReplica(fallback, false, true));
                effects.add(new Ask(fallback, true));
                return true;
            }
        }
        return false;
    }

    private void vote(AskedReplica replica) {
        if (!replica.voted) {
            replica.voted = true;
            replica.countIn(votes);
        }
    }

    private List<ReadEffect> decide() {
        List<ReadEffect> effects = new ArrayList<>(2);
        matchDigests();
        if (phase == Phase.ASKING) {
            decideVotes(effects);
        }
        if (phase == Phase.WRITING_BACK) {
            decideWrittenBack(effects);
        }
        if (phase == Phase.ANSWERED) {
            settle(effects);
        }
        return effects;
    }

    /** A digest that equals what is merged, or a record that was seen, tells nothing new: it counts as that record. */
    private void matchDigests() {
        KeyRecord known = merged;
        if (known == null || !anyInState(State.DIGEST)) {
            return;
        }
        long mergedHash = versionHash.applyAsLong(known);
        for (AskedReplica replica : replicas) {
            if (replica.state == State.DIGEST && !replica.voted) {
                KeyRecord same = replica.digest == mergedHash ? known : seen(replica.digest);
                if (same != null) {
                    replica.record = same;
                    vote(replica);
                }
            }
        }
    }

    private @Nullable KeyRecord seen(long digest) {
        for (AskedReplica other : replicas) {
            KeyRecord record = other.record;
            if (record != null && versionHash.applyAsLong(record) == digest) {
                return record;
            }
        }
        return null;
    }

    private boolean anyInState(State state) {
        for (AskedReplica replica : replicas) {
            if (replica.state == state) {
                return true;
            }
        }
        return false;
    }

    private void decideVotes(List<ReadEffect> effects) {
        if (isReached(votes) && isCovered()) {
            KeyRecord record = merged;
            if (wish.consistent() && record != null && !record.siblings().isEmpty()) {
                phase = Phase.WRITING_BACK;
                writtenBack = record;
            } else {
                answer(effects);
            }
            return;
        }
        if (fetchUnknown(effects) || isReached(best())) {
            if (!anyInState(State.PENDING)) {
                lastResort(effects);
            }
            return;
        }
        if (!slow && anyInState(State.PENDING)) {
            return; // It cannot be reached any more; the answer waits a little, to tell who voted and who failed.
        }
        SlotTally best = best();
        boolean enough = best.count() >= goal.count();
        fail(
                enough ? Reason.PRIMARIES_UNAVAILABLE : Reason.QUORUM_FAILED,
                enough ? votes.owners() : votes.count(),
                effects);
    }

    /** Everybody has spoken and it is not enough: fallbacks that were not asked yet may hold what is missing. */
    private void lastResort(List<ReadEffect> effects) {
        if (askFallback(effects)) {
            return;
        }
        if (isReached(votes)) {
            fail(Reason.STALE, votes.count(), effects);
        } else {
            boolean enough = votes.count() >= goal.count();
            fail(
                    enough ? Reason.PRIMARIES_UNAVAILABLE : Reason.QUORUM_FAILED,
                    enough ? votes.owners() : votes.count(),
                    effects);
        }
    }

    /** Fetches the newest record behind a digest that nothing equals; one at a time, as the rest may then be equal to it. */
    private boolean fetchUnknown(List<ReadEffect> effects) {
        AskedReplica newest = null;
        for (AskedReplica replica : replicas) {
            if (replica.state == State.PENDING && replica.full) {
                return false;
            }
            boolean unknown = replica.state == State.DIGEST && !replica.voted;
            if (unknown && (newest == null || replica.hlc > newest.hlc)) {
                newest = replica;
            }
        }
        if (newest == null) {
            return false;
        }
        newest.full = true;
        newest.state = State.PENDING;
        effects.add(new Ask(newest.node, true));
        return true;
    }

    private boolean isReached(SlotTally tally) {
        return tally.count() >= goal.count() && tally.owners() >= goal.owners();
    }

    private boolean isCovered() {
        CausalContext wanted = wish.readAfter();
        if (wanted == null || wanted.isEmpty()) {
            return true;
        }
        KeyRecord known = merged;
        return known != null && known.context().covers(wanted);
    }

    /** What would be counted if everybody who is still out came in with a vote, and every fallback with a hint. */
    private SlotTally best() {
        SlotTally best = votes.copy();
        for (AskedReplica replica : replicas) {
            if (replica.state == State.PENDING || replica.state == State.DIGEST) {
                if (replica.owner) {
                    best.owner(replica.node);
                } else {
                    best.standIn(replica.node, placement.owners());
                }
            }
        }
        addFallbacks(best);
        return best;
    }

    private void addFallbacks(SlotTally best) {
        int[] fallbacks = placement.fallbacks();
        int room = FALLBACKS_PER_OWNER * placement.current().size() - fallbacksAsked;
        for (int i = nextFallback; goal.sloppy() && i < fallbacks.length && room > 0; i++) {
            if (placement.isUsable(fallbacks[i])) {
                best.standIn(fallbacks[i], placement.owners());
                room--;
            }
        }
    }

    /**
     * Puts the merged record on those owners that answered without it, and counts who has it. An answer that comes in
     * meanwhile and knows more is waited for too: what is answered reflects all that is counted.
     */
    private void decideWrittenBack(List<ReadEffect> effects) {
        KeyRecord record = merged;
        if (record == null) {
            return;
        }
        if (writtenBack != null && !writtenBack.sameVersions(record)) {
            written = new SlotTally(placement.current(), 4);
        }
        writtenBack = record;
        SlotTally best = written.copy();
        boolean mayCome = false;
        for (AskedReplica replica : replicas) {
            replica.forgetLessThan(record);
            if (!replica.owner || replica.state == State.FAILED || replica.repair == Written.FAILED) {
                continue;
            }
            if (replica.holds(record)) {
                written.owner(replica.node);
            } else if (replica.state == State.PENDING || replica.repair == Written.PENDING) {
                mayCome = true;
            } else if (replica.repair == Written.NO) {
                effects.add(replica.repairWith(record));
                mayCome = true;
            }
            best.owner(replica.node);
        }
        if (written.count() >= goal.count()) {
            answer(effects);
        } else if (!mayCome || (slow && best.count() < goal.count())) {
            fail(Reason.QUORUM_FAILED, written.count(), effects);
        }
    }

    /** After the answer: once everybody has spoken, owners that are behind are repaired. */
    private void settle(List<ReadEffect> effects) {
        KeyRecord record = merged;
        if (record == null || anyInState(State.PENDING) || fetchUnknown(effects)) {
            return;
        }
        if (record.siblings().isEmpty()) {
            return; // Nothing but what was purged: whoever has not done that yet is told by the purge, not by reads.
        }
        for (AskedReplica replica : replicas) {
            replica.forgetLessThan(record);
            boolean spoke = replica.state == State.RECORD || replica.state == State.DIGEST;
            boolean behind = replica.state == State.ABSENT || (spoke && !replica.holds(record));
            if (replica.owner && behind && replica.repair == Written.NO) {
                effects.add(replica.repairWith(record));
            }
        }
    }

    private void answer(List<ReadEffect> effects) {
        phase = Phase.ANSWERED;
        KeyRecord record = writtenBack == null ? merged : writtenBack;
        effects.add(new Answer(Verdict.reached(goal.count(), votes.count()), record));
    }

    private void fail(Reason reason, int got, List<ReadEffect> effects) {
        phase = Phase.ANSWERED;
        int needed = reason == Reason.PRIMARIES_UNAVAILABLE ? goal.owners() : goal.count();
        effects.add(new Answer(new Verdict(reason, needed, got, Outcome.NONE), null));
    }

    /** Whether nobody's word is awaited any more. */
    boolean isSettled() {
        for (AskedReplica replica : replicas) {
            if (replica.isPending()) {
                return false;
            }
        }
        return true;
    }

    boolean isAnswered() {
        return phase == Phase.ANSWERED;
    }

    /** All that were asked, in that order. */
    List<AskedReplica> replicas() {
        return replicas;
    }

    /** What has been reached so far. */
    Achieved achieved(io.gramme.ring.Epoch epoch) {
        int replies = 0;
        int owners = 0;
        for (AskedReplica replica : replicas) {
            if (replica.voted) {
                replies++;
                owners += replica.owner ? 1 : 0;
            }
        }
        return new Achieved(replies, replicas.size(), owners, 0, 0, epoch);
    }
}
