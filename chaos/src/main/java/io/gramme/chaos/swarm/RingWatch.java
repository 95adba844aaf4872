package io.gramme.chaos.swarm;

import io.gramme.chaos.cluster.RunningNode;
import io.gramme.chaos.cluster.SimCluster;
import io.gramme.chaos.reach.Event;
import io.gramme.chaos.reach.Watch;
import io.gramme.ring.Ring;
import io.gramme.ring.Row;
import org.jspecify.annotations.Nullable;

/** Counts what becomes of moves, by the rings that nodes know. */
final class RingWatch {
    private final SimCluster cluster;
    private final Watch watch;
    private @Nullable Ring last;
    private boolean ran;

    RingWatch(SimCluster cluster, Watch watch) {
        this.cluster = cluster;
        this.watch = watch;
    }

    /** Looks for a newer ring than at the last look. */
    void look() {
        Ring before = last;
        for (RunningNode node : cluster.running()) {
            Ring ring = node.ring();
            if (ring != null && (last == null || ring.epoch().isAfter(last.epoch()))) {
                last = ring;
            }
        }
        Ring now = last;
        if (before != null && now != null && now.epoch().isAfter(before.epoch())) {
            compare(before, now);
        }
    }

    private void compare(Ring before, Ring now) {
        for (int p = 0; p < before.shape().partitions().count(); p++) {
            Row target = before.target(p);
            if (!target.isEmpty() && now.current(p).equals(target)) {
                watch.count(Event.PARTITION_SWITCHED);
            } else if (!target.isEmpty() && !now.target(p).equals(target)) {
                watch.count(Event.MOVE_REPLACED);
            }
        }
        if (now.members().departed().size() > before.members().departed().size()) {
            watch.count(Event.MEMBER_REMOVED);
        }
    }

    void beforeFault(int machine) {
        ran = cluster.machine(machine).isRunning();
    }

    void afterFault(int machine) {
        Ring now = last;
        boolean moving = now != null && now.ownership().pending() > 0;
        if (moving && ran && !cluster.machine(machine).isRunning()) {
            watch.count(Event.DIED_IN_MID_MOVE);
        }
    }
}
