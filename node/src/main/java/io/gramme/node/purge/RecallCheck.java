package io.gramme.node.purge;

import io.gramme.node.background.Background;
import io.gramme.node.causality.ByteSink;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.ContextCodec;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.RecordCodec;
import io.gramme.node.causality.Sibling;
import io.gramme.node.causality.VersionVector;
import io.gramme.node.membership.ClusterViews;
import io.gramme.node.metrics.BackgroundMetrics.Task;
import io.gramme.node.metrics.PurgeMetrics;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Storage.Cursor;
import io.gramme.node.transport.AntiEntropyMessage.Keyed;
import io.gramme.node.transport.PurgeMessage.Recall;
import io.gramme.node.transport.PurgeMessage.RecallItem;
import io.gramme.node.transport.PurgeMessage.RecallQuestion;
import io.gramme.node.transport.PurgeMessage.RecallReport;
import io.gramme.ring.Key;
import io.gramme.ring.Ring;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Goes through what one key space holds of a partition, where that may be older than purges: of a disk that was restored,
 * or of data that comes back from among the retired. What no other owner knows and some may have purged is put aside, so
 * neither a read nor an exchange ever meets it; all else stays.
 *
 * <p>All other owners have to answer. A record stays when one of them knows all of its dots, or when none of them can have
 * purged it; it is compared by version hash first, by dots only where another version is there. Lives on the shard's loop.
 */
public final class RecallCheck {
    private static final int MOST_KEYS = 256;
    private static final long ITEM_BYTES = 64;

    private final Ports ports;
    private final Subject subject;
    private final int partition;
    private final Consumer<Boolean> onEnd;
    private @Nullable Key after;

    /**
     * What it stands on; all of it belongs to the shard's loop.
     *
     * @param stopped whether the node stops: the store closes, and a check that is under way never ends
     */
    public record Ports(
            PurgePeers peers,
            ClusterViews views,
            Background background,
            Quarantine quarantine,
            PurgeMetrics metrics,
            BooleanSupplier stopped) {}

    /** What is gone through. */
    public interface Subject {
        Space space();

        Storage storage();

        /** The record under a key; {@code null} when there is none, or none that can be read. */
        @Nullable
        KeyRecord record(Key key);

        /** Takes it out; {@code false} when the disk has no room now. */
        boolean remove(int partition, Key key);
    }

    private RecallCheck(Ports ports, Subject subject, int partition, Consumer<Boolean> onEnd) {
        this.ports = ports;
        this.subject = subject;
        this.partition = partition;
        this.onEnd = onEnd;
    }

    /** @param onEnd called once on this loop: whether all of it was gone through, else it has to be begun anew */
    public static void start(Ports ports, Subject subject, int partition, Consumer<Boolean> onEnd) {
        RecallCheck check = new RecallCheck(ports, subject, partition, onEnd);
        check.unlessStopped(check::next);
    }

    private void unlessStopped(Runnable step) {
        if (!ports.stopped().getAsBoolean()) {
            step.run();
        }
    }

    private void next() {
        List<RecallItem> items = new ArrayList<>();
        try (Cursor cursor = subject.storage().scan(subject.space(), partition, after)) {
            while (items.size() < MOST_KEYS && cursor.next()) {
                after = cursor.key();
                items.add(new RecallItem(
                        cursor.key(),
                        cursor.header().versionHash(),
                        cursor.header().hlc(),
                        new byte[0]));
            }
            if (cursor.interruption() != null) {
                onEnd.accept(false);
                return;
            }
        }
        if (items.isEmpty()) {
            onEnd.accept(true);
        } else if (!ports.background()
                .request(
                        Task.PURGE,
                        items.size() * ITEM_BYTES,
                        () -> unlessStopped(() -> ask(items, answers -> onHashes(items, answers))))) {
            onEnd.accept(false);
        }
    }

    /** Asks all other owners; told for each item what all of them said, in any order. */
    private void ask(List<RecallItem> items, Consumer<List<List<Recall>>> onAnswers) {
        Ring ring = ports.views().current().ring();
        if (ring == null) {
            onEnd.accept(false);
            return;
        }
        int self = ports.views().current().selfIndex();
        int[] others = Arrays.stream(ring.current(partition).toArray())
                .filter(owner -> owner != self)
                .toArray();
        List<List<Recall>> answers = new ArrayList<>();
        items.forEach(item -> answers.add(new ArrayList<>()));
        int[] left = {others.length};
        boolean[] silent = {false};
        if (others.length == 0) {
            onAnswers.accept(answers);
        }
        for (int other : others) {
            ports.peers().ask(ring, other, new RecallQuestion(partition, ring.epoch(), items), reply -> {
                boolean answered = reply instanceof RecallReport report
                        && report.each().size() == items.size()
                        && take(report.each(), answers);
                silent[0] |= !answered;
                if (--left[0] == 0) {
                    unlessStopped(() -> {
                        if (silent[0]) {
                            onEnd.accept(false);
                        } else {
                            onAnswers.accept(answers);
                        }
                    });
                }
            });
        }
    }

    /** {@code false} where the owner had no word for one. */
    private static boolean take(List<Recall> each, List<List<Recall>> answers) {
        for (int i = 0; i < each.size(); i++) {
            answers.get(i).add(each.get(i));
        }
        return !each.contains(Recall.NOT_NOW);
    }

    private void onHashes(List<RecallItem> items, List<List<Recall>> answers) {
        List<RecallItem> aside = new ArrayList<>();
        List<RecallItem> unclear = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            List<Recall> said = answers.get(i);
            if (!said.contains(Recall.KNOWN) && said.contains(Recall.OTHER)) {
                KeyRecord record = subject.record(items.get(i).key());
                if (record != null) {
                    unclear.add(withDots(items.get(i), record));
                }
            } else if (mayBePurged(said)) {
                aside.add(items.get(i));
            }
        }
        if (unclear.isEmpty()) {
            putAside(aside);
            return;
        }
        ask(unclear, dotAnswers -> {
            for (int i = 0; i < unclear.size(); i++) {
                if (mayBePurged(dotAnswers.get(i))) {
                    aside.add(unclear.get(i));
                }
            }
            putAside(aside);
        });
    }

    private static boolean mayBePurged(List<Recall> said) {
        return !said.contains(Recall.KNOWN) && (said.contains(Recall.PURGED) || said.contains(Recall.FENCED));
    }

    private static RecallItem withDots(RecallItem item, KeyRecord record) {
        CausalContext dots = CausalContext.of(
                VersionVector.EMPTY,
                record.siblings().stream().map(Sibling::dot).toList(),
                record.hlc());
        ByteSink sink = new ByteSink(32);
        ContextCodec.write(dots, sink);
        return new RecallItem(item.key(), item.versionHash(), item.hlc(), sink.toByteArray());
    }

    private void putAside(List<RecallItem> items) {
        List<Keyed> records = new ArrayList<>();
        for (RecallItem item : items) {
            KeyRecord record = subject.record(item.key());
            if (record != null) {
                records.add(new Keyed(item.key(), RecordCodec.encode(record)));
            }
        }
        if (records.isEmpty()) {
            next();
            return;
        }
        ports.quarantine().keep(partition, records, () -> unlessStopped(() -> takeOut(records)));
    }

    private void takeOut(List<Keyed> records) {
        for (Keyed each : records) {
            KeyRecord now = subject.record(each.key());
            // What was written meanwhile is new.
            boolean same = now != null && Arrays.equals(RecordCodec.encode(now), each.record());
            if (same && !subject.remove(partition, each.key())) {
                onEnd.accept(false);
                return;
            }
        }
        ports.metrics().fenced(records.size());
        next();
    }
}
