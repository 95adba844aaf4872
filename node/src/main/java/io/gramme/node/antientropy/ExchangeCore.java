package io.gramme.node.antientropy;

import io.gramme.node.antientropy.ExchangeEffect.AskBranches;
import io.gramme.node.antientropy.ExchangeEffect.AskKeyList;
import io.gramme.node.antientropy.ExchangeEffect.AskLeafSums;
import io.gramme.node.antientropy.ExchangeEffect.End;
import io.gramme.node.antientropy.ExchangeEffect.Pause;
import io.gramme.node.antientropy.ExchangeEffect.Pull;
import io.gramme.node.antientropy.ExchangeEffect.PushRecords;
import io.gramme.node.antientropy.KeyDifferences.Push;
import io.gramme.node.runtime.Invariants;
import io.gramme.node.transport.AntiEntropyMessage;
import io.gramme.node.transport.AntiEntropyMessage.KeyList;
import io.gramme.node.tree.Sums;
import io.gramme.ring.Partitions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One exchange as a state machine: branches, leaves, a pause, the leaves that differed once more, then page by page the
 * keys of the leaves that differed both times, what the peer has, what this node has. The pause keeps writes that are
 * under way from looking like differences.
 *
 * <p>Each answer returns the one next thing to do. Pure: what either side holds is an argument.
 */
final class ExchangeCore {
    /** Between the two looks at leaves. */
    static final long PAUSE_MILLIS = 500;

    private enum State {
        NEW,
        BRANCHES,
        LEAVES,
        PAUSED,
        LEAVES_AGAIN,
        KEYS,
        PULLING,
        PUSHING,
        OVER
    }

    private final Partitions partitions;
    private State state = State.NEW;
    private int[] leaves = {};
    private boolean anyDifference;
    private boolean lastPage;
    private long pageEnd;
    private long[] pull = {};
    private int pulled;
    private List<Push> push = List.of();
    private boolean mayGoOn = true;

    ExchangeCore(Partitions partitions) {
        this.partitions = partitions;
    }

    ExchangeEffect start() {
        enter(State.NEW, State.BRANCHES);
        return new AskBranches();
    }

    /** No further page of keys is begun: there are others to serve. */
    void endSoon() {
        mayGoOn = false;
    }

    private void enter(State from, State to) {
        Invariants.check(state == from, "from %s to %s, but it is %s", from, to, state);
        state = to;
    }

    /** @param theirs without nodes when the roots are equal */
    ExchangeEffect onBranches(Sums mine, Sums theirs) {
        int[] differing = theirs.size() == 0 ? new int[0] : mine.differences(theirs);
        if (differing.length == 0) {
            return equal(State.BRANCHES);
        }
        int fanOut = partitions.fanout();
        leaves = Arrays.stream(differing)
                .flatMap(branch -> IntStream.range(branch * fanOut, (branch + 1) * fanOut))
                .toArray();
        enter(State.BRANCHES, State.LEAVES);
        return new AskLeafSums(leaves);
    }

    private End equal(State from) {
        enter(from, State.OVER);
        return new End(true, false);
    }

    /** Answers {@link AskLeafSums}: the sums of the leaves that were asked for, in that order. */
    ExchangeEffect onLeaves(Sums mine, Sums theirs) {
        leaves = Arrays.stream(mine.differences(theirs)).map(at -> leaves[at]).toArray();
        if (leaves.length == 0) {
            return equal(state == State.LEAVES ? State.LEAVES : State.LEAVES_AGAIN);
        }
        if (state == State.LEAVES) {
            enter(State.LEAVES, State.PAUSED);
            return new Pause(PAUSE_MILLIS);
        }
        enter(State.LEAVES_AGAIN, State.KEYS);
        return new AskKeyList(leaves, false, 0);
    }

    ExchangeEffect onPauseOver() {
        enter(State.PAUSED, State.LEAVES_AGAIN);
        return new AskLeafSums(leaves);
    }

    /**
     * A page of keys of both sides from the same position. Where one list breaks off before the other, the rest of the
     * other waits for the next page.
     */
    ExchangeEffect onKeys(KeyList mine, KeyList theirs) {
        lastPage = mine.complete() && theirs.complete();
        KeyDifferences found;
        if (lastPage) {
            found = KeyDifferences.between(mine, theirs);
        } else {
            pageEnd = endOf(mine, theirs);
            found = KeyDifferences.between(upTo(pageEnd, mine), upTo(pageEnd, theirs));
        }
        anyDifference |= !found.isEmpty();
        pull = found.pull();
        pulled = 0;
        push = found.push();
        enter(State.KEYS, State.PULLING);
        return goOnPulling();
    }

    private static long endOf(KeyList mine, KeyList theirs) {
        if (mine.complete()) {
            return theirs.last();
        }
        return theirs.complete() || Long.compareUnsigned(mine.last(), theirs.last()) < 0 ? mine.last() : theirs.last();
    }

    private static KeyList upTo(long end, KeyList list) {
        int count = 0;
        while (count < list.size() && Long.compareUnsigned(list.keyHashes()[count], end) <= 0) {
            count++;
        }
        return new KeyList(Arrays.copyOf(list.keyHashes(), count), Arrays.copyOf(list.versionHashes(), count), true);
    }

    /** The peer answered so many of the key hashes that were pulled, and what it sent is safe here. */
    ExchangeEffect onPulled(int answered) {
        Invariants.check(state == State.PULLING, "pulled while %s", state);
        Invariants.check(answered > 0 && pulled + answered <= pull.length, "%d of %d", answered, pull.length);
        pulled += answered;
        return goOnPulling();
    }

    private ExchangeEffect goOnPulling() {
        if (pulled < pull.length) {
            int to = Math.min(pull.length, pulled + AntiEntropyMessage.MAX_WANTED);
            return new Pull(Arrays.copyOfRange(pull, pulled, to));
        }
        enter(State.PULLING, State.PUSHING);
        return push.isEmpty() ? onPushed() : new PushRecords(push);
    }

    /** The peer has said of all keys that were to be pushed that it holds them. */
    ExchangeEffect onPushed() {
        if (lastPage || !mayGoOn) {
            enter(State.PUSHING, State.OVER);
            return new End(lastPage, !anyDifference);
        }
        enter(State.PUSHING, State.KEYS);
        // Leaves lie in the order of their key hashes: those before the page's last one are done with.
        int reached = partitions.leaf(pageEnd);
        int[] left = Arrays.stream(leaves).filter(leaf -> leaf >= reached).toArray();
        return new AskKeyList(left, true, pageEnd);
    }
}
