package io.gramme.node.causality;

import io.gramme.node.causality.WriteOutcome.Accepted;
import io.gramme.node.causality.WriteOutcome.Known;
import io.gramme.node.causality.WriteOutcome.TooManySiblings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pure part of coordinating a write on the newest applied record of a key. Call it only with log space and queue room
 * reserved: a dot that is issued is never taken back.
 */
public final class Coordination {
    /** A client's write that would leave more siblings is refused. */
    public static final int MAX_SIBLINGS = 100;
    /** From here on an answer warns. */
    public static final int CROWDED_SIBLINGS = 25;
    /** A client's write that would leave a larger record is refused: 16 MiB. */
    public static final long MAX_RECORD_BYTES = 16L << 20;
    /** Isolated dots that the context of a PUT may carry before old ones are left out. */
    public static final int MAX_ISOLATED_DOTS = 64;

    private final ActorIdentity identity;
    private final EpochRange epochs;

    /** @param epochs must have a number left at each write, see {@link EpochRange#isExhausted} */
    public Coordination(ActorIdentity identity, EpochRange epochs) {
        this.identity = identity;
        this.epochs = epochs;
    }

    /** The bounds of a record, smaller in tests. */
    record Limits(int siblings, long recordBytes) {
        static final Limits DEFAULT = new Limits(MAX_SIBLINGS, MAX_RECORD_BYTES);
    }

    /**
     * The answer to a retry, if the record knows the request. Ask before reserving; {@link #write} asks again.
     *
     * @return {@code null} when it is a new write
     */
    public static @Nullable Known retryOf(KeyRecord local, Write write) {
        RequestTag request = write.request();
        Dot known = request == null ? null : local.known(request);
        if (known == null) {
            return null;
        }
        Sibling live = local.sibling(known);
        CausalContext answer = write.context().with(known, live == null ? hlcOf(local, known) : live.hlc());
        return new Known(local, known, answer);
    }

    private static long hlcOf(KeyRecord local, Dot dot) {
        for (RetiredRequest retired : local.retired()) {
            if (retired.dot().equals(dot)) {
                return retired.hlc();
            }
        }
        return 0;
    }

    /** The stamp that a new dot's must be above, so that stamps grow along causality. */
    public static long stampFloor(KeyRecord local, Write write) {
        return Math.max(local.hlc(), write.context().hlc());
    }

    /**
     * Applies a write.
     *
     * @param local newest applied record and its marker, synced or not
     * @param hlc the new dot's stamp, above {@link #stampFloor}
     */
    public WriteOutcome write(StoredRecord local, Write write, long hlc) {
        return write(local, write, hlc, Limits.DEFAULT);
    }

    WriteOutcome write(StoredRecord local, Write write, long hlc, Limits limits) {
        KeyRecord record = local.record();
        Known retry = retryOf(record, write);
        if (retry != null) {
            return retry;
        }
        if (hlc <= stampFloor(record, write)) {
            throw new IllegalArgumentException("stamp " + hlc + " not above " + stampFloor(record, write));
        }
        Remaining remaining = Remaining.of(record, write);
        SiblingsMode mode =
                record.context().isEmpty() ? write.mode() : record.mode().merge(write.mode());
        int count = mode == SiblingsMode.LWW ? 1 : remaining.kept.size() + 1;
        if (count > limits.siblings) {
            return new TooManySiblings(count, 0, record.context());
        }
        Marker marker = markerFor(local, write.context());
        CausalContext known = record.context().union(write.context());
        Dot dot = new Dot(marker.actor(), known.greatestCounter(marker.actor()) + 1);
        Sibling added = new Sibling(dot, hlc, write.content(), write.request(), List.of());
        KeyRecord written = remaining.with(added, new KeyRecord(known.with(dot, hlc), List.of(), mode, List.of()));
        long bytes = RecordCodec.sizeBound(written);
        if (bytes > limits.recordBytes) {
            return new TooManySiblings(count, bytes, record.context());
        }
        int discarded = mode == SiblingsMode.LWW ? remaining.kept.size() : 0;
        CausalContext answer = putContext(record, write.context().with(dot, hlc));
        return new Accepted(new StoredRecord(marker, written), dot, answer, discarded, count >= CROWDED_SIBLINGS);
    }

    /** The local marker if it still may be used, else a new actor. */
    private Marker markerFor(StoredRecord local, CausalContext shown) {
        Marker marker = local.marker();
        boolean usable = marker != null
                && identity.isValid(marker)
                && !identity.isBehind(local.record().context(), shown);
        return usable && marker != null ? marker : identity.newMarker(epochs.next());
    }

    /** What a write leaves of the siblings, and whom it retires. */
    private record Remaining(List<Sibling> kept, RetiredRequests retired) {
        static Remaining of(KeyRecord record, Write write) {
            List<Sibling> kept = new ArrayList<>(record.siblings().size() + 1);
            RetiredRequests retired = new RetiredRequests().addAll(record.retired());
            for (Sibling sibling : record.siblings()) {
                if (sibling.isCoveredBy(write.context())) {
                    retire(retired, sibling);
                } else {
                    kept.add(sibling);
                }
            }
            return new Remaining(kept, retired);
        }

        private static void retire(RetiredRequests retired, Sibling sibling) {
            RequestTag request = sibling.request();
            if (request != null) {
                retired.add(RetiredRequest.of(sibling, request));
            }
        }

        KeyRecord with(Sibling added, KeyRecord frame) {
            if (frame.mode() == SiblingsMode.LWW) {
                kept.forEach(sibling -> retire(retired, sibling));
                return new KeyRecord(frame.context(), List.of(added), SiblingsMode.LWW, retired.newest());
            }
            List<Sibling> siblings = new ArrayList<>(kept);
            siblings.add(added);
            siblings.sort(Comparator.comparing(Sibling::dot));
            return new KeyRecord(frame.context(), siblings, SiblingsMode.KEEP, retired.newest());
        }
    }

    /**
     * Past 64 isolated dots leaves out the oldest (smallest counter, then actor) of those that the coordinator's record
     * covers and no longer holds: whoever merges with that record drops them anyway.
     */
    private static CausalContext putContext(KeyRecord record, CausalContext full) {
        int excess = full.isolated().size() - MAX_ISOLATED_DOTS;
        if (excess <= 0) {
            return full;
        }
        Set<Dot> leftOut = new HashSet<>();
        full.isolated().stream()
                .filter(dot -> record.context().covers(dot) && record.sibling(dot) == null)
                .sorted(Comparator.comparingLong(Dot::counter).thenComparing(Comparator.naturalOrder()))
                .limit(excess)
                .forEach(leftOut::add);
        return full.withoutIsolated(leftOut::contains);
    }
}
