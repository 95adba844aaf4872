package io.gramme.chaos.reach;

import io.gramme.node.app.NodeMetrics;
import io.gramme.node.metrics.AdmissionMetrics;
import io.gramme.node.metrics.AntiEntropyMetrics;
import io.gramme.node.metrics.BackgroundMetrics;
import io.gramme.node.metrics.CoordinatorMetrics;
import io.gramme.node.metrics.HandoffMetrics;
import io.gramme.node.metrics.MembershipMetrics;
import io.gramme.node.metrics.PurgeMetrics;
import io.gramme.node.metrics.StorageMetrics;

/** Counts what the node itself counts. */
final class ReachMetrics {
    private ReachMetrics() {}

    static NodeMetrics of(Reached reached) {
        return new NodeMetrics(
                membership(reached),
                coordinator(reached),
                AdmissionMetrics.NONE,
                handoff(reached),
                antiEntropy(reached),
                BackgroundMetrics.NONE,
                purge(reached),
                () -> storage(reached));
    }

    private static StorageMetrics storage(Reached reached) {
        return new StorageMetrics() {
            @Override
            public void unreadable() {
                reached.count(Event.UNREADABLE_MET);
            }
        };
    }

    private static MembershipMetrics membership(Reached reached) {
        return new MembershipMetrics() {
            private boolean someDead;

            @Override
            public void refuted() {
                reached.count(Event.SUSPICION_REFUTED);
            }

            @Override
            public void members(State state, int count) {
                if (state == State.DEAD) {
                    if (count > 0 && !someDead) {
                        reached.count(Event.DECLARED_DEAD);
                    }
                    someDead = count > 0;
                }
            }
        };
    }

    private static CoordinatorMetrics coordinator(Reached reached) {
        return new CoordinatorMetrics() {
            @Override
            public void quorumMissed(Operation operation, Miss miss) {
                reached.count(miss == Miss.TIMEOUT ? Event.DEADLINE_PASSED : Event.QUORUM_MISSED);
            }

            @Override
            public void siblings(int count) {
                if (count > 1) {
                    reached.count(Event.SIBLINGS_SHOWN);
                }
            }

            @Override
            public void readRepaired(int replicas) {
                reached.count(Event.READ_REPAIRED);
            }

            @Override
            public void forwarded() {
                reached.count(Event.WRITE_FORWARDED);
            }

            @Override
            public void coordinatedByFallback() {
                reached.count(Event.FALLBACK_COORDINATED);
            }

            @Override
            public void staleRing() {
                reached.count(Event.STALE_EPOCH_MET);
            }

            @Override
            public void concurrentVersionDropped() {
                reached.count(Event.VERSION_DROPPED);
            }

            @Override
            public void retried(boolean live) {
                reached.count(live ? Event.LIVE_RETRY_ANSWERED : Event.RETIRED_RETRY_ANSWERED);
            }

            @Override
            public void markerEnded() {
                reached.count(Event.MARKER_ENDED);
            }
        };
    }

    private static HandoffMetrics handoff(Reached reached) {
        return new HandoffMetrics() {
            @Override
            public void stored(long hints, long bytes) {
                if (hints > 0) {
                    reached.count(Event.HINT_KEPT);
                }
            }

            @Override
            public void replayed(long hints, long bytes) {
                reached.count(Event.HINT_DELIVERED);
            }
        };
    }

    private static AntiEntropyMetrics antiEntropy(Reached reached) {
        return new AntiEntropyMetrics() {
            @Override
            public void repaired(long keys) {
                if (keys > 0) {
                    reached.count(Event.ANTI_ENTROPY_REPAIRED);
                }
            }

            @Override
            public void exchanged(Outcome outcome, long nanos) {
                if (outcome == Outcome.POSTPONED) {
                    reached.count(Event.EXCHANGE_POSTPONED);
                }
            }

            @Override
            public void damaged() {
                reached.count(Event.DAMAGE_FOUND);
            }

            @Override
            public void rescued(boolean lossless) {
                reached.count(Event.DAMAGE_RESCUED);
            }
        };
    }

    private static PurgeMetrics purge(Reached reached) {
        return new PurgeMetrics() {
            @Override
            public void purged(long records) {
                if (records > 0) {
                    reached.count(Event.PURGE_COMPLETED);
                }
            }

            @Override
            public void blocked(Block block, long records) {
                reached.count(Event.PURGE_BLOCKED);
            }

            @Override
            public void forgotten(long entries) {
                reached.count(Event.LEDGER_FORGOTTEN);
            }
        };
    }
}
