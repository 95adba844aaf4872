package io.gramme.chaos.oracle;

import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.Dot;
import io.gramme.node.causality.RequestId;
import io.gramme.node.causality.RequestTag;
import io.gramme.node.causality.Sibling;
import io.gramme.node.causality.ValueBytes;
import io.gramme.node.causality.VersionVector;
import io.gramme.ring.Key;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Everything known of one key: the writes that were tried and the dots that were seen. */
final class KeyHistory {
    private static final int NAME = 12;

    private final Key key;
    private final boolean lww;
    private final boolean purges;
    private final Consumer<String> problems;
    private final List<LogicalWrite> writes = new ArrayList<>();
    private final Map<ValueBytes, LogicalWrite> byValue = new HashMap<>();
    private final Map<RequestId, LogicalWrite> byId = new HashMap<>();
    private final TreeMap<Dot, SeenDot> dots = new TreeMap<>();
    /** Every dot under which a write is known, whether or not a version was ever seen under it. */
    private final Map<LogicalWrite, Set<Dot>> names = new HashMap<>();
    /** Dots that an acknowledged write replaced: nothing changes that any more. */
    private final Set<Dot> replaced = new HashSet<>();
    /** All that clients were told. */
    private CausalContext told = CausalContext.EMPTY;

    /**
     * How it may change.
     *
     * @param lww whether the last writer wins
     * @param purges whether what is dead may go without a trace
     */
    record Kind(boolean lww, boolean purges) {}

    KeyHistory(Key key, Kind kind, Consumer<String> problems) {
        this.key = key;
        this.lww = kind.lww;
        this.purges = kind.purges;
        this.problems = problems;
    }

    boolean isLww() {
        return lww;
    }

    List<LogicalWrite> writes() {
        return writes;
    }

    Collection<SeenDot> dots() {
        return dots.values();
    }

    LogicalWrite add(int number, LogicalWrite.Wish wish) {
        LogicalWrite write = new LogicalWrite(number, wish);
        writes.add(write);
        if (!wish.content().tombstone()) {
            byValue.put(wish.content().value(), write);
        }
        RequestId id = wish.id();
        if (id != null) {
            byId.put(id, write);
        }
        return write;
    }

    /** A node holds or shows this version: it must be somebody's, and its dot nobody else's. */
    void see(Sibling sibling, Object where) {
        if (!sibling.aliases().isEmpty()) {
            LogicalWrite write = writeOf(sibling);
            sibling.aliases().forEach(alias -> {
                if (write != null) {
                    name(write, alias);
                }
            });
        }
        SeenDot known = dots.get(sibling.dot());
        if (known == null) {
            meet(sibling, where);
        } else if (!isSameWrite(known.sibling(), sibling)) {
            problems.accept(where + ": dot " + sibling.dot() + " of " + key + " names two writes: "
                    + text(known.sibling()) + " and " + text(sibling));
        }
    }

    private void meet(Sibling sibling, Object where) {
        LogicalWrite write = writeOf(sibling);
        if (write == null && !sibling.content().tombstone()) {
            problems.accept(where + ": " + key + " holds " + text(sibling) + ", which nobody wrote");
        }
        dots.put(sibling.dot(), new SeenDot(sibling, write));
        if (write == null) {
            return;
        }
        name(write, sibling.dot());
        checkNotDenied(write);
        CausalContext context = write.context();
        if (context != null && sibling.hlc() <= context.hlc()) {
            problems.accept(where + ": " + write + " of " + key + " has stamp " + sibling.hlc()
                    + ", its context covers " + context.hlc());
        }
    }

    /** A write that the node denied must not be seen. */
    void checkNotDenied(LogicalWrite write) {
        if (!write.mayHaveApplied() && isSeen(write)) {
            problems.accept(write + " of " + key + " was said to have done nothing, yet it is there");
        }
    }

    private boolean isSeen(LogicalWrite write) {
        return dots.values().stream().anyMatch(dot -> dot.write() == write);
    }

    private @Nullable LogicalWrite writeOf(Sibling sibling) {
        RequestTag tag = sibling.request();
        LogicalWrite tagged = tag == null ? null : byId.get(tag.id());
        if (tagged != null) {
            return tagged;
        }
        return sibling.content().tombstone()
                ? null
                : byValue.get(sibling.content().value());
    }

    private @Nullable LogicalWrite knownWriteOf(Sibling sibling) {
        SeenDot seen = dots.get(sibling.dot());
        return seen == null ? writeOf(sibling) : seen.write();
    }

    private static boolean isSameWrite(Sibling one, Sibling other) {
        return one.hlc() == other.hlc() && one.content().equals(other.content());
    }

    static String text(Sibling sibling) {
        String value = sibling.content().value().toString();
        String name = value.length() > NAME ? value.substring(0, NAME) + ".." : value;
        return (sibling.content().tombstone() ? "a deletion" : name) + "@" + sibling.dot();
    }

    /** A write is known under this dot too: an answer or an alias says so. */
    void name(LogicalWrite write, Dot dot) {
        names.computeIfAbsent(write, unused -> new TreeSet<>()).add(dot);
    }

    /** Whether no client was told all of this before; they were from now on. */
    boolean isNews(CausalContext context) {
        if (told.covers(context)) {
            return false;
        }
        told = told.union(context);
        return true;
    }

    private Collection<Dot> namesOf(SeenDot dot) {
        LogicalWrite write = dot.write();
        return write == null ? List.of(dot.dot()) : names.getOrDefault(write, Set.of(dot.dot()));
    }

    /** Whether a write that may have happened was given a context that covers this version, under any of its names. */
    boolean mayBeOverwritten(SeenDot dot) {
        if (replaced.contains(dot.dot())) {
            return true;
        }
        Collection<Dot> known = namesOf(dot);
        boolean mayReadAsNotFound = dot.isTombstone() || dot.sibling().content().expiryMillis() != 0;
        for (LogicalWrite write : writes) {
            if (!write.mayHaveApplied() || write == dot.write()) {
                continue;
            }
            if (write.isJudged() && mayReadAsNotFound) {
                return true;
            }
            for (Dot name : known) {
                if (write.contextCovers(name)) {
                    if (write.isAcked()) {
                        replaced.add(dot.dot());
                    }
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Whether a write may have left every owner by a purge: it is dead, or something took its place that may have left too.
     * Where the last writer wins, a later deletion takes every earlier version with it.
     */
    boolean mayBePurged(LogicalWrite write) {
        return purges && mayBePurged(write, new HashSet<>());
    }

    private boolean mayBePurged(LogicalWrite write, Set<LogicalWrite> met) {
        if (isMortal(write)) {
            return true;
        }
        met.add(write);
        Set<Dot> known = names.getOrDefault(write, Set.of());
        for (LogicalWrite other : writes) {
            boolean covers = known.stream().anyMatch(other::contextCovers) || (lww && isMortal(other));
            if (covers && other.mayHaveApplied() && !met.contains(other) && mayBePurged(other, met)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMortal(LogicalWrite write) {
        return write.content().tombstone() || write.content().expiryMillis() != 0;
    }

    /** The acknowledged write that was given a context that covers this very dot, if there is one. */
    @Nullable
    LogicalWrite overwriterOf(Dot dot) {
        for (LogicalWrite write : writes) {
            if (write.isAcked() && write.contextCovers(dot)) {
                return write;
            }
        }
        return null;
    }

    /** The latest of what a context covers, by stamp and dot. */
    @Nullable
    SeenDot latest(CausalContext context) {
        SeenDot latest = null;
        for (SeenDot dot : dots.values()) {
            if (context.covers(dot.dot()) && (latest == null || latest.isBefore(dot))) {
                latest = dot;
            }
        }
        return latest;
    }

    /** A version that a context covers and that is missing without reason from what is shown with it, if there is one. */
    @Nullable
    SeenDot hidden(CausalContext context, List<Sibling> shown, long wallMillis) {
        if (lww && wallMillis != Long.MIN_VALUE && !knowsAllOf(context)) {
            return null;
        }
        SeenDot latest = lww ? latest(context) : null;
        for (SeenDot dot : dots.values()) {
            boolean later = latest != null && dot.isBefore(latest);
            if (context.covers(dot.dot()) && !later && !mayBeHidden(dot, shown, wallMillis)) {
                return dot;
            }
        }
        return null;
    }

    /**
     * Whether every dot of a context has been seen. One that lies only in the hints of the node that made it has not; where
     * the last writer wins it may be the one that hides all others. What all owners hold in the end is judged without this.
     */
    private boolean knowsAllOf(CausalContext context) {
        VersionVector vector = context.vector();
        for (int i = 0; i < vector.size(); i++) {
            for (long counter = 1; counter <= vector.counterAt(i); counter++) {
                if (!dots.containsKey(new Dot(vector.actorAt(i), counter))) {
                    return false;
                }
            }
        }
        return dots.keySet().containsAll(context.isolated());
    }

    /**
     * Whether a version that a context covers may be missing from what is shown with it.
     *
     * @param wallMillis the clock by which expired versions were left out, {@link Long#MIN_VALUE} when none were
     */
    private boolean mayBeHidden(SeenDot dot, List<Sibling> shown, long wallMillis) {
        if (mayBeGone(dot) || (wallMillis != Long.MIN_VALUE && dot.isTombstone()) || dot.mayBeExpired(wallMillis)) {
            return true;
        }
        return isShown(dot, shown) || mayBeOverwritten(dot);
    }

    /**
     * Whether a version may have been purged: it leaves its dot in clocks and no stamp, so that where the last writer wins a
     * node whose clock lags behind may write after it with an earlier one.
     */
    boolean mayBeGone(SeenDot dot) {
        return purges && dot.isMortal();
    }

    /** Whether siblings show a version, be it under another name of its write. */
    boolean isShown(SeenDot dot, List<Sibling> shown) {
        for (Sibling sibling : shown) {
            if (sibling.dot().equals(dot.dot()) || sibling.aliases().contains(dot.dot())) {
                return true;
            }
            if (dot.write() != null && knownWriteOf(sibling) == dot.write()) {
                return true;
            }
        }
        return false;
    }
}
