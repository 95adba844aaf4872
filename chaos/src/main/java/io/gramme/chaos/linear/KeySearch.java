package io.gramme.chaos.linear;

import io.gramme.chaos.linear.Finding.Linearizable;
import io.gramme.chaos.linear.Finding.NotLinearizable;
import io.gramme.chaos.linear.Finding.Undecided;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The search for one key (Wing and Gong 1993, Lowe 2017).
 *
 * <p>Calls and answers lie in a list by time. Whatever is called before the first answer of the list may come next: it is
 * taken out with its answer and the search begins again at the head. At an answer whose call is still in the list the last
 * choice was wrong and is put back. A configuration, what was taken and the state it led to, is tried once. The search
 * ends when every answered operation is out; operations without an answer may stay.
 *
 * <p>Answers at the time of a call do not come before it: what a clock cannot tell apart is taken for concurrent.
 */
final class KeySearch<S, A> {
    private final Model<S, A> model;
    private final List<Operation<A>> operations;
    private final int mostConfigurations;
    private final Set<Configuration<S>> tried = new HashSet<>();
    private final Deque<Choice<S>> choices = new ArrayDeque<>();
    private final BitSet taken = new BitSet();
    private final Entry head = new Entry(-1, false);
    private List<Operation<A>> longest = new ArrayList<>();
    private int unexplained;
    private S state;

    /** A call or an answer, in the list of those that are not explained yet. */
    private static final class Entry {
        final int operation;
        final boolean call;

        @Nullable
        Entry answer;

        @Nullable
        Entry before;

        @Nullable
        Entry next;

        Entry(int operation, boolean call) {
            this.operation = operation;
            this.call = call;
        }

        void remove() {
            link(before, next);
        }

        void putBack() {
            link(before, this);
            link(this, next);
        }
    }

    private record Configuration<S>(BitSet taken, S state) {}

    private record Choice<S>(Entry call, S before) {}

    KeySearch(Model<S, A> model, List<Operation<A>> operations, int mostConfigurations) {
        this.model = model;
        this.operations = operations;
        this.mostConfigurations = mostConfigurations;
        this.state = model.initial();
        fillList();
    }

    private void fillList() {
        record At(long time, Entry entry) {}
        List<At> all = new ArrayList<>();
        for (int i = 0; i < operations.size(); i++) {
            Entry call = new Entry(i, true);
            all.add(new At(operations.get(i).start(), call));
            if (!operations.get(i).isPending()) {
                Entry answer = new Entry(i, false);
                call.answer = answer;
                all.add(new At(operations.get(i).end(), answer));
                unexplained++;
            }
        }
        all.sort(Comparator.comparingLong(At::time).thenComparing(at -> !at.entry().call));
        Entry last = head;
        for (At at : all) {
            link(last, at.entry());
            last = at.entry();
        }
    }

    private static void link(@Nullable Entry before, @Nullable Entry next) {
        if (before != null) {
            before.next = next;
        }
        if (next != null) {
            next.before = before;
        }
    }

    Finding run() {
        Entry at = head.next;
        while (unexplained > 0) {
            if (at != null && at.call) {
                at = choose(at) ? head.next : at.next;
            } else if (choices.isEmpty()) {
                return new NotLinearizable(operations.get(0).key(), longest, stuck());
            } else {
                at = undo().next;
            }
            if (tried.size() >= mostConfigurations) {
                return new Undecided(operations.get(0).key(), tried.size());
            }
        }
        return new Linearizable();
    }

    /** Lets an operation come next, unless its answer would be wrong or all that could follow was tried. */
    private boolean choose(Entry call) {
        S after = model.after(state, operations.get(call.operation).action());
        boolean changesNothing = call.answer == null && state.equals(after);
        if (after == null || changesNothing) {
            return false; // an operation that may stay out for ever is only worth taking for what it changes
        }
        taken.set(call.operation);
        if (!tried.add(new Configuration<>((BitSet) taken.clone(), after))) {
            taken.clear(call.operation);
            return false;
        }
        choices.push(new Choice<>(call, state));
        state = after;
        call.remove();
        if (call.answer != null) {
            call.answer.remove();
            unexplained--;
        }
        if (choices.size() > longest.size()) {
            longest = explained();
        }
        return true;
    }

    private Entry undo() {
        Choice<S> choice = choices.pop();
        Entry call = choice.call();
        state = choice.before();
        taken.clear(call.operation);
        if (call.answer != null) {
            call.answer.putBack();
            unexplained++;
        }
        call.putBack();
        return call;
    }

    private List<Operation<A>> explained() {
        List<Operation<A>> order = new ArrayList<>(choices.size());
        choices.descendingIterator().forEachRemaining(choice -> order.add(operations.get(choice.call().operation)));
        return order;
    }

    private List<Operation<A>> stuck() {
        return operations.stream()
                .filter(operation -> !operation.isPending() && !longest.contains(operation))
                .toList();
    }
}
