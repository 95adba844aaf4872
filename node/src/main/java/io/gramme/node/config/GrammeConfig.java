package io.gramme.node.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A checked configuration. Ranges and meanings stand in {@link Schema} and in the generated reference. */
public record GrammeConfig(
        Cluster cluster,
        Node node,
        Listen listen,
        Replication replication,
        Timeouts timeouts,
        Storage storage,
        Hints hints,
        Repair repair,
        Gossip gossip,
        Limits limits,
        Auth auth,
        Log log) {

    /**
     * What all nodes of a cluster share.
     *
     * @param seeds peer addresses, distinct; empty for a node that founds alone
     * @param bootstrapExpect founders that must hear each other, at most the number of seeds
     * @param secret what peers prove to know; without one, keys derive from the cluster id
     * @param previousSecret a second one that is still accepted while secrets are rotated
     */
    public record Cluster(
            String name,
            List<Address> seeds,
            int bootstrapExpect,
            Optional<Secret> secret,
            Optional<Secret> previousSecret) {}

    /**
     * This node.
     *
     * @param shards event loops, a power of two; empty for as many as there are cores
     * @param warmUp longest time in which it has its code compiled by a rehearsal
     */
    public record Node(String name, String zone, double weight, String dataDir, OptionalInt shards, Duration warmUp) {}

    /**
     * Where it listens.
     *
     * @param advertise host that others are told instead of the bound one
     * @param insecure binds beyond this machine are allowed without tokens and TLS
     */
    public record Listen(Address data, Address admin, Address peer, Optional<String> advertise, boolean insecure) {}

    /** Copies and quorums. Q, N and the hash are fixed at founding. */
    public record Replication(int n, int r, int w, int pr, int pw, boolean sloppy, int partitions) {}

    /** Budgets of a whole request and of one replica's answer. */
    public record Timeouts(Duration request, Duration replica) {}

    /**
     * The engine.
     *
     * @param segmentBytes length of a log segment
     * @param highWatermarkPercent disk use above which writes are refused
     */
    public record Storage(
            Sync sync, Duration groupWindow, Duration syncInterval, long segmentBytes, int highWatermarkPercent) {}

    /** When a write counts as stored. */
    public enum Sync {
        /** After an fsync that many writes share. */
        GROUP,
        /** At once; the fsync follows within the interval. A crash may lose acknowledged writes of this node. */
        INTERVAL
    }

    /** Writes kept for owners that were away. */
    public record Hints(Duration maxAge, long maxBytes) {}

    /**
     * Anti-entropy, purge, cleanup.
     *
     * @param auditInterval for one look at all trees and all records
     * @param throttleBytesPerSecond full rate of the background budget
     */
    public record Repair(
            Duration interval,
            Duration auditInterval,
            Duration purgeAfter,
            Duration ledgerKeep,
            Duration cleanupAfter,
            long throttleBytesPerSecond) {}

    /** Failure detection. */
    public record Gossip(Duration interval, Duration probeInterval, Duration probeTimeout, int suspicionMultiplier) {}

    /** Bounds. */
    public record Limits(long maxValueBytes, int connections, int inflight) {}

    /** Who may do what. No tokens: everybody may do everything. */
    public record Auth(List<Token> tokens) {}

    /**
     * A bearer token.
     *
     * @param sha256 hex digest of the token, 64 lower-case digits
     * @param allow sorted, not empty
     * @param buckets empty for all
     */
    public record Token(String name, String sha256, List<Permission> allow, List<String> buckets) {}

    /** What a token allows. */
    public enum Permission {
        READ,
        WRITE,
        ADMIN
    }

    /** Logging. */
    public record Log(LogLevel level, LogFormat format) {}

    /** The least severe level that is written. */
    public enum LogLevel {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** One line for each event, for people or for machines. */
    public enum LogFormat {
        TEXT,
        JSON
    }
}
