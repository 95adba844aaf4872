package io.gramme.node.causality;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The oracle: it knows every write by number and, explicitly, everything each write's author had been shown. No dots decide
 * here, so a dot that names two writes, or a context that claims too much, shows as a difference.
 */
final class CausalHistories {
    /** One write: what its author was shown, and the name and stamp that the system gave it. */
    record Event(
            int number,
            BitSet shown,
            Dot dot,
            long hlc,
            @Nullable RequestTag request) {}

    /** What a replica should know: the writes that reached it and those that they overwrite. */
    record Knowledge(BitSet held, BitSet overwritten) {
        static Knowledge none() {
            return new Knowledge(new BitSet(), new BitSet());
        }

        Knowledge copy() {
            return new Knowledge((BitSet) held.clone(), (BitSet) overwritten.clone());
        }

        void join(Knowledge other) {
            held.or(other.held);
            overwritten.or(other.overwritten);
        }

        BitSet covered() {
            BitSet all = (BitSet) held.clone();
            all.or(overwritten);
            return all;
        }
    }

    private final List<Event> events = new ArrayList<>();
    private final TreeMap<Dot, Event> byDot = new TreeMap<>();

    /** I1: a dot names one write for ever. */
    Event written(BitSet shown, Dot dot, long hlc, @Nullable RequestTag request) {
        Event event = new Event(events.size(), shown, dot, hlc, request);
        Event before = byDot.put(dot, event);
        if (before != null) {
            throw new AssertionError("dot " + dot + " names write " + before.number + " and write " + event.number);
        }
        events.add(event);
        return event;
    }

    Event event(int number) {
        return events.get(number);
    }

    Event named(Dot dot) {
        Event event = byDot.get(dot);
        if (event == null) {
            throw new AssertionError("phantom " + dot);
        }
        return event;
    }

    /** Whether a replica has ever taken in a write with this tag. */
    boolean knows(Knowledge knowledge, RequestTag request) {
        return knowledge.held.stream().anyMatch(e -> request.equals(events.get(e).request));
    }

    /** The live siblings: dot to aliases. */
    TreeMap<Dot, List<Dot>> live(Knowledge knowledge, SiblingsMode mode) {
        return mode == SiblingsMode.LWW ? newest(knowledge) : concurrent(knowledge);
    }

    private TreeMap<Dot, List<Dot>> newest(Knowledge knowledge) {
        TreeMap<Dot, List<Dot>> live = new TreeMap<>();
        knowledge.held.stream()
                .mapToObj(events::get)
                .max((one, other) ->
                        one.hlc != other.hlc ? Long.compare(one.hlc, other.hlc) : one.dot.compareTo(other.dot))
                .ifPresent(event -> live.put(event.dot, List.of()));
        return live;
    }

    /** Writes that nothing known overwrites; retries of one write count once, and are dead when one of them is. */
    private TreeMap<Dot, List<Dot>> concurrent(Knowledge knowledge) {
        TreeMap<Dot, List<Dot>> live = new TreeMap<>();
        knowledge.held.stream().mapToObj(events::get).forEach(event -> {
            List<Event> same = event.request == null
                    ? List.of(event)
                    : knowledge.held.stream()
                            .mapToObj(events::get)
                            .filter(other -> Objects.equals(other.request, event.request))
                            .toList();
            if (same.stream().noneMatch(other -> knowledge.overwritten.get(other.number))) {
                List<Dot> names = same.stream().map(Event::dot).sorted().toList();
                live.put(names.get(0), names.subList(1, names.size()));
            }
        });
        return live;
    }

    /** Compares a record with what its replica should know: no loss, no phantom, exact coverage. */
    void check(KeyRecord record, Knowledge knowledge, SiblingsMode mode, String where) {
        TreeMap<Dot, List<Dot>> found = new TreeMap<>();
        for (Sibling sibling : record.siblings()) {
            Event event = named(sibling.dot());
            if (!sibling.content().value().toString().equals(value(event)) || sibling.hlc() != event.hlc) {
                throw new AssertionError(where + ": " + sibling + " is not write " + event);
            }
            found.put(sibling.dot(), sibling.aliases());
        }
        TreeMap<Dot, List<Dot>> expected = live(knowledge, mode);
        if (!found.equals(expected)) {
            throw new AssertionError(where + ": siblings " + found + ", expected " + expected + " in " + record);
        }
        checkCoverage(record.context(), knowledge.covered(), where);
    }

    void checkCoverage(CausalContext context, BitSet covered, String where) {
        long dots = context.isolated().size();
        for (int i = 0; i < context.vector().size(); i++) {
            dots += context.vector().counterAt(i);
        }
        boolean all = covered.stream().allMatch(e -> context.covers(events.get(e).dot));
        if (!all || dots != covered.cardinality()) {
            throw new AssertionError(where + ": " + context + " covers " + dots + " dots, expected "
                    + covered.stream().mapToObj(e -> events.get(e).dot).sorted().toList());
        }
        long newest = covered.stream().mapToLong(e -> events.get(e).hlc).max().orElse(0);
        if (context.hlc() != newest) {
            throw new AssertionError(where + ": stamp " + context.hlc() + ", expected " + newest);
        }
    }

    /** What each write carries: its tag's value if it has one, so that retries agree, else its number. */
    static String value(Event event) {
        return event.request == null
                ? "w" + event.number
                : "r" + event.request.id().low();
    }

    int size() {
        return events.size();
    }
}
