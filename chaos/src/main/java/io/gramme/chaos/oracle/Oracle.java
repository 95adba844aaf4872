package io.gramme.chaos.oracle;

import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.LiveView;
import io.gramme.node.causality.Sibling;
import io.gramme.node.coordinator.Outcome;
import io.gramme.node.coordinator.RequestFailure;
import io.gramme.node.coordinator.WriteResult;
import io.gramme.ring.Key;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What every key may and must hold. Problems are gathered, the first ones only. */
public final class Oracle {
    private static final int MOST_PROBLEMS = 20;

    private final Set<String> lwwBuckets;
    private final boolean purges;
    private final Map<Key, KeyHistory> histories = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private int writes;

    /**
     * @param lwwBuckets buckets in which the last writer wins
     * @param purges whether what is dead may go without a trace
     */
    public Oracle(Set<String> lwwBuckets, boolean purges) {
        this.lwwBuckets = lwwBuckets;
        this.purges = purges;
    }

    /** What is wrong so far, one line each. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    public boolean isContent() {
        return problems.isEmpty();
    }

    public void problem(String text) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(text);
        }
    }

    /** Keys that were written, in the order of their first write. */
    public Collection<Key> keys() {
        return List.copyOf(histories.keySet());
    }

    /** Writes so far. */
    public int writes() {
        return writes;
    }

    KeyHistory history(Key key) {
        return histories.computeIfAbsent(
                key, unused -> new KeyHistory(key, new KeyHistory.Kind(isLww(key), purges), this::problem));
    }

    private boolean isLww(Key key) {
        return lwwBuckets.contains(new String(key.bucket(), java.nio.charset.StandardCharsets.UTF_8));
    }

    /** The number that the next write will have; values made of it are unique. */
    public int nextNumber() {
        return writes + 1;
    }

    /** A client is about to write. */
    public LogicalWrite begin(LogicalWrite.Wish wish) {
        return history(wish.key()).add(++writes, wish);
    }

    /** A client sends a write to a node. */
    public LogicalWrite.Try send(LogicalWrite write, long nowNanos) {
        return write.newTry(nowNanos);
    }

    /** A node answered a try. */
    public void answered(LogicalWrite write, LogicalWrite.Try one, WriteResult result, long nowNanos) {
        if (result instanceof WriteResult.Written written) {
            one.ack(written.dot(), written.achieved(), nowNanos);
            history(write.key()).name(write, written.dot());
            checkView(write, written.view());
            checkContext(write, written);
        } else {
            Outcome outcome = ((RequestFailure) result).outcome();
            one.fail(outcome == Outcome.NONE ? LogicalWrite.State.NONE : LogicalWrite.State.MAYBE);
            history(write.key()).checkNotDenied(write);
        }
    }

    /** A PUT with a body shows what its coordinator holds, as a read does: whoever writes on its context has seen that. */
    private void checkView(LogicalWrite write, @Nullable LiveView view) {
        if (view == null) {
            return;
        }
        for (Sibling sibling : view.siblings()) {
            history(write.key()).see(sibling, write);
            if (!view.context().covers(sibling.dot())) {
                problem(write + ": the body shows " + KeyHistory.text(sibling) + ", its context " + view.context()
                        + " does not cover it");
            }
        }
    }

    /** A PUT without body answers with the given context and the new dot, or with less of its isolated dots. */
    private void checkContext(LogicalWrite write, WriteResult.Written written) {
        CausalContext answer = written.context();
        if (!answer.covers(written.dot())) {
            problem(write + ": the answer's context " + answer + " does not cover its dot " + written.dot());
        }
        if (write.isJudged()) {
            checkJudged(write, written);
        }
        if (written.view() != null || write.isJudged()) {
            return;
        }
        CausalContext given = write.context() == null ? CausalContext.EMPTY : write.context();
        CausalContext expected = given.with(written.dot(), answer.hlc());
        if (!expected.covers(answer)) {
            problem(write + ": the answer's context " + answer + " covers more than the given " + given + " and "
                    + written.dot());
        } else if (!answer.covers(expected) && expected.isolated().size() <= 64) {
            problem(write + ": the answer's context " + answer + " covers less than " + expected);
        }
    }

    /** A write on what was read as not found covers nothing that is still to be seen, but what its own answer shows. */
    private void checkJudged(LogicalWrite write, WriteResult.Written written) {
        KeyHistory history = history(write.key());
        LiveView view = written.view();
        List<Sibling> shown = view == null ? List.of() : view.siblings();
        for (SeenDot dot : history.dots()) {
            boolean own = dot.write() == write || (history.isLww() && dot.write() != null);
            if (!own
                    && !history.isShown(dot, shown)
                    && written.context().covers(dot.dot())
                    && !history.mayBeOverwritten(dot)) {
                problem(write + ": written on a key without a value, it covers " + KeyHistory.text(dot.sibling()));
            }
        }
    }

    /**
     * A node sent or holds a record.
     *
     * @param where for messages
     */
    public void see(Key key, KeyRecord record, Object where) {
        KeyHistory history = history(key);
        for (Sibling sibling : record.siblings()) {
            history.see(sibling, where);
        }
    }
}
