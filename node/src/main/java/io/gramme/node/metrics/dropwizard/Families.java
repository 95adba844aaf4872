package io.gramme.node.metrics.dropwizard;

import java.util.List;

/** Every metric of a node, in the order of the reference. */
final class Families {
    static final Family BUILD = Family.gauge("gramme_build_info", "1, for its labels.", "version", "commit");

    static final Family HTTP_REQUESTS = Family.counter(
            "gramme_http_requests_total", "Requests answered; code 0 where no answer left.", "route", "method", "code");
    static final Family HTTP_SECONDS = Family.seconds(
            "gramme_http_request_duration_seconds",
            "Time from a request's head to its answer's end.",
            "route",
            "method");
    static final Family HTTP_CONNECTIONS =
            Family.gauge("gramme_http_connections", "Connections of clients and operators open now.");

    static final Family COORDINATOR_SECONDS =
            Family.seconds("gramme_coordinator_seconds", "Time to coordinate a request.", "op", "result");
    static final Family QUORUM_FAILURES =
            Family.counter("gramme_quorum_failures_total", "Requests that missed their quorum.", "op", "reason");
    static final Family SIBLINGS = Family.numbers("gramme_siblings", "Siblings shown by reads.");
    static final Family READ_REPAIRS =
            Family.counter("gramme_read_repairs_total", "Stale replicas that reads sent the merged record to.");
    static final Family FORWARDS = Family.counter("gramme_forwards_total", "Requests sent on to an owner.");
    static final Family FALLBACK_COORDINATIONS = Family.counter(
            "gramme_fallback_coordinations_total", "Requests coordinated by a fallback, no owner being reachable.");
    static final Family STALE_RING =
            Family.counter("gramme_stale_ring_total", "Replica requests that met another ring epoch.");
    static final Family RETRIES = Family.counter(
            "gramme_retries_total",
            "Retried writes that made no new version, by whether theirs is still live.",
            "version");
    static final Family MARKERS_ENDED = Family.counter(
            "gramme_markers_ended_total",
            "Ownership markers ended, since this node had forgotten something of the key.");
    static final Family LWW_DROPPED =
            Family.counter("gramme_lww_dropped_total", "Concurrent versions dropped by records with siblings=lww.");

    static final Family INFLIGHT = Family.gauge("gramme_inflight", "Requests being worked on now.", "kind");
    static final Family SHED = Family.counter("gramme_shed_total", "Requests turned away.", "reason");
    static final Family INFLIGHT_LIMIT =
            Family.gauge("gramme_inflight_limit", "Requests that may run at once on a shard now.");

    static final Family FSYNC_SECONDS = Family.seconds("gramme_log_fsync_seconds", "Time of an fsync of the log.");
    static final Family SYNCED_RECORDS =
            Family.numbers("gramme_log_fsync_records", "Records that one fsync made durable.");
    static final Family LOG_BYTES = Family.counter("gramme_log_written_bytes_total", "Bytes made durable in the log.");
    static final Family READ_SECONDS = Family.seconds("gramme_storage_read_seconds", "Time of a read from the store.");
    static final Family COMPACTION_BYTES =
            Family.counter("gramme_compaction_bytes_total", "Bytes that compaction has read or written.", "direction");
    static final Family RUN_SECONDS =
            Family.seconds("gramme_index_run_build_seconds", "Time to build a run of the index.");
    static final Family RUN_ENTRIES =
            Family.counter("gramme_index_run_entries_total", "Entries written to runs of the index.");
    static final Family STORAGE_ERRORS =
            Family.counter("gramme_storage_errors_total", "Records and pages that could not be read.");
    static final Family STORAGE_REFUSED =
            Family.counter("gramme_storage_refused_total", "Writes the store refused.", "reason");
    static final Family STORAGE_BYTES = Family.gauge("gramme_storage_bytes", "Bytes on disk now.", "kind");
    static final Family STORAGE_KEYS = Family.gauge("gramme_storage_keys", "Keys in the index now.");

    static final Family HINTS_PENDING = Family.gauge("gramme_hints_pending", "Hints kept now.");
    static final Family HINTS_BYTES = Family.gauge("gramme_hints_pending_bytes", "Bytes of hints kept now.");
    static final Family HINTS_REPLAYED = Family.counter("gramme_hints_replayed_total", "Hints delivered.");
    static final Family HINTS_DROPPED =
            Family.counter("gramme_hints_dropped_total", "Hints dropped undelivered.", "reason");
    static final Family HINTS_REFUSED =
            Family.counter("gramme_hints_refused_total", "Hints refused, the store being full of obligations.");

    static final Family EXCHANGE_SECONDS =
            Family.seconds("gramme_antientropy_exchange_seconds", "Time of an exchange with a peer.", "outcome");
    static final Family KEYS_REPAIRED =
            Family.counter("gramme_antientropy_keys_repaired_total", "Keys that differed and were merged.");
    static final Family REPAIR_BYTES =
            Family.counter("gramme_antientropy_sent_bytes_total", "Bytes sent to compare and repair.");
    static final Family PARTITIONS_DUE =
            Family.gauge("gramme_antientropy_partitions_due", "Partitions due now, ahead of their turn, once a peer.");
    static final Family TREE_DRIFT = Family.counter(
            "gramme_antientropy_tree_drift_total", "Leaves of trees that did not say what the store holds: a defect.");
    static final Family DAMAGED_RECORDS = Family.counter(
            "gramme_antientropy_damaged_records_total", "Records that could not be read when they were looked at.");
    static final Family RESCUED_RECORDS = Family.counter(
            "gramme_antientropy_rescued_records_total",
            "Records that could not be read and were restored from the other owners.");
    static final Family UNTRUSTED = Family.gauge(
            "gramme_antientropy_partitions_untrusted",
            "Partitions that this node may not speak for until it was repaired.");

    static final Family PURGED =
            Family.counter("gramme_purged_total", "Dead records that this node saw gone from every owner.");
    static final Family CLOCKS_TRIMMED =
            Family.counter("gramme_clocks_trimmed_total", "Clocks that this node saw shortened on every owner.");
    static final Family PURGES_BLOCKED = Family.counter(
            "gramme_purges_blocked_total",
            "Dead records that stayed for a later round, by the first obstacle.",
            "block");
    static final Family LEDGER_FORGOTTEN =
            Family.counter("gramme_purge_ledger_forgotten_total", "Ledger entries whose time was over.");
    static final Family FENCED = Family.counter(
            "gramme_fenced_total", "Records of restored disks set aside, since they may have been purged.");

    static final Family BACKGROUND_BYTES =
            Family.counter("gramme_background_bytes_total", "Bytes let through by the background budget.", "task");
    static final Family BACKGROUND_WAIT = Family.seconds(
            "gramme_background_wait_seconds", "Time that background work waited for its budget.", "task");
    static final Family BACKGROUND_BUDGET =
            Family.gauge("gramme_background_budget_bytes_per_second", "Budget of all background work now.");

    static final Family MEMBERS = Family.gauge("gramme_gossip_members", "Members now, this node included.", "state");
    static final Family PROBES_FAILED =
            Family.counter("gramme_gossip_probes_failed_total", "Probes that no way was answered.");
    static final Family REFUTATIONS =
            Family.counter("gramme_gossip_refutations_total", "Suspicions of this node that it refuted.");
    static final Family PACKETS_REFUSED = Family.counter(
            "gramme_gossip_packets_refused_total", "Packets broken, wrongly signed or of another cluster.");
    static final Family HEALTH_SCORE =
            Family.gauge("gramme_gossip_health_score", "Lifeguard's local health score; 0 is healthy.");
    static final Family CLOCK_SKEW =
            Family.gauge("gramme_clock_skew_seconds", "Greatest clock difference to a live peer now.");
    static final Family EPOCH = Family.gauge("gramme_ring_epoch", "Newest decided ring version known here.");

    static final Family PEER_CONNECTIONS = Family.gauge("gramme_peer_connections", "Connections to peers open now.");
    static final Family HELLOS_REFUSED =
            Family.counter("gramme_peer_hellos_refused_total", "Peers that were refused.", "verdict");
    static final Family PEER_FAULTS = Family.counter(
            "gramme_peer_faults_total", "Broken streams, malformed messages and oversized datagrams.", "kind");
    static final Family PEER_OVERLOADED =
            Family.counter("gramme_peer_overloaded_total", "Requests not sent, too much waiting for the peer.");
    static final Family PEER_BYTES = Family.counter("gramme_peer_bytes_total", "Bytes between peers.", "direction");
    static final Family PEER_WRITES = Family.counter("gramme_peer_writes_total", "Writes of batched frames.");

    static final Family JVM_MEMORY_USED = Family.gauge("jvm_memory_used_bytes", "Memory in use now.", "area");
    static final Family JVM_MEMORY_COMMITTED =
            Family.gauge("jvm_memory_committed_bytes", "Memory taken from the system now.", "area");
    static final Family JVM_MEMORY_MAX = Family.gauge("jvm_memory_max_bytes", "Most memory; -1 if unbounded.", "area");
    static final Family JVM_BUFFERS =
            Family.gauge("jvm_buffer_pool_used_bytes", "Memory of direct and mapped buffers now.", "pool");
    static final Family JVM_GC_COUNT = Family.counter("jvm_gc_collections_total", "Collections.", "gc");
    static final Family JVM_GC_SECONDS = Family.counter("jvm_gc_seconds_total", "Time spent collecting.", "gc");
    static final Family JVM_THREADS = Family.gauge("jvm_threads", "Live threads now.");
    static final Family JVM_UPTIME = Family.gauge("jvm_uptime_seconds", "Time since the process began.");

    static final List<Family> ALL = List.of(
            BUILD,
            HTTP_REQUESTS,
            HTTP_SECONDS,
            HTTP_CONNECTIONS,
            COORDINATOR_SECONDS,
            QUORUM_FAILURES,
            SIBLINGS,
            READ_REPAIRS,
            FORWARDS,
            FALLBACK_COORDINATIONS,
            STALE_RING,
            RETRIES,
            MARKERS_ENDED,
            LWW_DROPPED,
            INFLIGHT,
            SHED,
            INFLIGHT_LIMIT,
            FSYNC_SECONDS,
            SYNCED_RECORDS,
            LOG_BYTES,
            READ_SECONDS,
            COMPACTION_BYTES,
            RUN_SECONDS,
            RUN_ENTRIES,
            STORAGE_ERRORS,
            STORAGE_REFUSED,
            STORAGE_BYTES,
            STORAGE_KEYS,
            HINTS_PENDING,
            HINTS_BYTES,
            HINTS_REPLAYED,
            HINTS_DROPPED,
            HINTS_REFUSED,
            EXCHANGE_SECONDS,
            KEYS_REPAIRED,
            REPAIR_BYTES,
            PARTITIONS_DUE,
            TREE_DRIFT,
            DAMAGED_RECORDS,
            RESCUED_RECORDS,
            UNTRUSTED,
            PURGED,
            CLOCKS_TRIMMED,
            PURGES_BLOCKED,
            LEDGER_FORGOTTEN,
            FENCED,
            BACKGROUND_BYTES,
            BACKGROUND_WAIT,
            BACKGROUND_BUDGET,
            MEMBERS,
            PROBES_FAILED,
            REFUTATIONS,
            PACKETS_REFUSED,
            HEALTH_SCORE,
            CLOCK_SKEW,
            EPOCH,
            PEER_CONNECTIONS,
            HELLOS_REFUSED,
            PEER_FAULTS,
            PEER_OVERLOADED,
            PEER_BYTES,
            PEER_WRITES,
            JVM_MEMORY_USED,
            JVM_MEMORY_COMMITTED,
            JVM_MEMORY_MAX,
            JVM_BUFFERS,
            JVM_GC_COUNT,
            JVM_GC_SECONDS,
            JVM_THREADS,
            JVM_UPTIME);

    private Families() {}
}
