package io.gramme.node.storage.engine;

import io.gramme.node.runtime.DurableCell;
import io.gramme.node.runtime.Files;
import io.gramme.node.runtime.Invariants;
import io.gramme.node.storage.IndexDamage;
import io.gramme.node.storage.IndexGroup;
import io.gramme.node.storage.log.LogDamage;
import io.gramme.node.storage.log.LogPosition;
import io.gramme.node.storage.log.SegmentFile;
import io.gramme.node.storage.log.SegmentWalk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Opens a data directory: the manifest's runs, and the log after them. Blocks; on the opening thread.
 *
 * <p>A group whose runs are missing or damaged is built anew from all segments: for each key the frame with the greatest
 * sequence counts, wherever compaction has moved it. Removal frames outlive older frames, so nothing comes back.
 */
final class Recovery {
    /** What was found. */
    record Recovered(Manifest manifest, List<GroupStore> groups, SegmentCatalog segments, long end, boolean unclean) {}

    private final EngineSettings settings;
    private final EnginePorts ports;
    private final DurableCell cell;
    private final SegmentCatalog catalog = new SegmentCatalog();
    private final List<GroupStore> groups = new ArrayList<>();
    private final Map<Integer, Integer> cuts = new TreeMap<>();
    private final Set<Integer> rebuilt = new TreeSet<>();
    private Manifest manifest;
    private boolean unknown;

    Recovery(EngineSettings settings, EnginePorts ports, DurableCell cell) {
        this.settings = settings;
        this.ports = ports;
        this.cell = cell;
        this.manifest = Manifest.empty(settings.partitions().count());
    }

    /** @param clean whether the last stop was clean: then even the log's last segment is sealed */
    Recovered recover(boolean clean) throws IOException {
        List<Integer> segments = SegmentFile.segments(ports.files().list(SegmentFile.DIRECTORY));
        readManifest(!segments.isEmpty());
        openGroups(segments.isEmpty() || segments.get(0) == 1);
        long end = replay(segments, clean);
        List<GroupState> states = new ArrayList<>();
        for (GroupState state : manifest.groups()) {
            states.add(rebuilt.contains(state.group()) ? GroupState.empty(state.group()) : state);
        }
        manifest = new Manifest(settings.partitions().count(), states, new TreeMap<>(cuts), List.of());
        cell.write(manifest.encode());
        return new Recovered(manifest, groups, catalog, end, !clean && !segments.isEmpty());
    }

    private void readManifest(boolean segmentsExist) throws IOException {
        try {
            var payload = cell.read();
            if (payload.isPresent()) {
                manifest = Manifest.decode(payload.get());
            } else if (segmentsExist) {
                reportAllRuns("the manifest is missing");
            }
        } catch (DurableCell.DamagedCell damage) {
            reportAllRuns(String.valueOf(damage.getMessage()));
        }
        if (manifest.partitions() != settings.partitions().count()) {
            throw new IOException("the data directory has " + manifest.partitions() + " partitions, the settings say "
                    + settings.partitions().count());
        }
        cuts.putAll(manifest.cuts());
    }

    private void reportAllRuns(String reason) {
        unknown = true;
        for (int group = 0; group < Groups.COUNT; group++) {
            ports.events().onIndexDamage(group, new IndexDamage("all", IndexDamage.WHOLE_RUN, reason));
        }
    }

    /** @param wholeLog whether no segment was ever deleted: then a group without runs needs no look at sequences */
    private void openGroups(boolean wholeLog) throws IOException {
        for (GroupState state : manifest.groups()) {
            boolean fresh = state.position() == LogPosition.START && !wholeLog;
            boolean rebuild = unknown || fresh || manifest.rebuild().contains(state.group());
            GroupStore group = rebuild ? emptyGroup(state.group()) : openGroup(state);
            groups.add(group);
        }
    }

    private GroupStore openGroup(GroupState state) throws IOException {
        IndexGroup index = IndexGroup.open(
                ports.runStores().apply(Groups.directory(state.group())), settings.merge(), state.runs());
        List<IndexDamage> damages = index.unreadableRuns();
        if (damages.isEmpty()) {
            GroupTrees trees = newTrees();
            IndexDamage damage = trees.open(ports.files(), state, index);
            if (damage == null) {
                return new GroupStore(state, index, trees);
            }
            damages = List.of(damage);
        }
        damages.forEach(damage -> ports.events().onIndexDamage(state.group(), damage));
        index.close();
        return emptyGroup(state.group());
    }

    /** A group whose index is built from the log alone. Should a crash come first, the next start finds the runs missing. */
    private GroupStore emptyGroup(int group) throws IOException {
        rebuilt.add(group);
        GroupState state = manifest.groups().get(group);
        IndexGroup index =
                IndexGroup.open(ports.runStores().apply(Groups.directory(group)), settings.merge(), List.of());
        GroupState empty = GroupState.empty(group);
        return new GroupStore(
                new GroupState(group, empty.runs(), empty.position(), state.sequence(), empty.live()),
                index,
                newTrees());
    }

    private GroupTrees newTrees() {
        return new GroupTrees(settings.partitions(), settings.treeKey());
    }

    private long replay(List<Integer> segments, boolean clean) throws IOException {
        for (int segment : segments) {
            catalog.opened(segment, ports.files().open(SegmentFile.path(segment)));
        }
        LogReplay replay = new LogReplay(settings.partitions(), manifest, groups, rebuilt);
        int first = LogPosition.segment(replay.start());
        reportGaps(segments, first);
        long end = replay.start();
        for (int segment : segments) {
            boolean last = segment == segments.get(segments.size() - 1);
            int bytes = segment < first
                    ? endOfOld(segment)
                    : walk(segment, replay, last && !clean && !cuts.containsKey(segment));
            catalog.sealed(segment, Math.max(1, bytes));
            end = Math.max(end, LogPosition.of(segment, bytes));
        }
        long needed =
                manifest.groups().stream().mapToLong(GroupState::position).max().orElse(0);
        if (end < needed) {
            ports.events()
                    .onLogDamage(new LogDamage(
                            LogPosition.segment(needed),
                            0,
                            LogPosition.offset(needed),
                            "the manifest knows a longer log"));
            end = needed;
        }
        return end;
    }

    private int endOfOld(int segment) throws IOException {
        Integer cut = cuts.get(segment);
        return cut != null ? cut : Math.toIntExact(catalog.get(segment).file.size());
    }

    /** Compaction only takes segments away that lie before every replay start. */
    private void reportGaps(List<Integer> segments, int first) {
        int expected = first;
        for (int segment : segments) {
            if (segment >= first && first > 0) {
                for (; expected < segment; expected++) {
                    ports.events().onLogDamage(new LogDamage(expected, 0, 0, "the segment is missing"));
                }
                expected = segment + 1;
            }
        }
    }

    /** @return where the segment ends */
    private int walk(int segment, LogReplay replay, boolean mayBeTorn) throws IOException {
        Files.ReadFile file = catalog.get(segment).file;
        Integer cut = cuts.get(segment);
        SegmentWalk.Expectation expectation = mayBeTorn
                ? SegmentWalk.Expectation.MAY_BE_TORN
                : cut != null ? SegmentWalk.Expectation.CUT : SegmentWalk.Expectation.SEALED;
        int from = LogPosition.segment(replay.start()) == segment ? LogPosition.offset(replay.start()) : 0;
        SegmentWalk.Walked walked =
                new SegmentWalk(file, segment, from, expectation, cut == null ? 0 : cut).walk(replay::visit);
        walked.damage().forEach(ports.events()::onLogDamage);
        catalog.get(segment).damaged = !walked.damage().isEmpty();
        if (walked.torn()) {
            // Also makes durable what a killed process left in the page cache only.
            ports.files().truncate(SegmentFile.path(segment), walked.end());
            cuts.put(segment, walked.end());
        }
        Invariants.check(walked.end() >= 0, "segment %s ends before it begins", segment);
        return walked.end();
    }
}
