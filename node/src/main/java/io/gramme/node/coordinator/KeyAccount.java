package io.gramme.node.coordinator;

import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.Dot;
import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.causality.SiblingsMode;
import io.gramme.node.storage.Space;
import java.util.List;

/**
 * Everything one node keeps under a key, but for the values.
 *
 * @param copies what can be read, at most one for each key space
 * @param unreadable what cannot, and why, each a few words
 * @param purged whether the ledger remembers a purge of the key
 * @param vote what this node's word about the key counts for
 * @param lastRepairMillis wall clock at which the partition was last compared with another owner, 0 for not in this process
 */
public record KeyAccount(List<Copy> copies, List<String> unreadable, boolean purged, long lastRepairMillis, Vote vote) {
    public KeyAccount {
        copies = List.copyOf(copies);
        unreadable = List.copyOf(unreadable);
    }

    /** What a node may say of a partition. Codes are frozen. */
    public enum Vote {
        /** All. */
        FULL(0),
        /** What is there counts, what is not is no vote: keys may have been lost. */
        NO_ABSENCE(1),
        /** Nothing, before a round with each other owner: the disk was restored. */
        NONE(2);

        private final int code;

        Vote(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        static Vote ofCode(int code) throws MalformedRecordException {
            for (Vote each : values()) {
                if (each.code == code) {
                    return each;
                }
            }
            throw new MalformedRecordException("no vote has code " + code);
        }
    }

    /**
     * A record in one key space.
     *
     * @param versionHash by which replicas compare records
     * @param bytes of the encoded record, values included
     * @param durable fsynced already
     * @param keptFor for a hint, the node indices it is kept for; else empty
     */
    public record Copy(
            Space space,
            long versionHash,
            int bytes,
            boolean durable,
            SiblingsMode mode,
            CausalContext context,
            List<Version> versions,
            List<Integer> keptFor) {
        public Copy {
            versions = List.copyOf(versions);
            keptFor = List.copyOf(keptFor);
        }
    }

    /**
     * A sibling without its value.
     *
     * @param hlc hybrid clock stamp
     * @param bytes of the value
     * @param expiryMillis absolute, 0 for none
     * @param aliases other dots of the same write
     */
    public record Version(
            Dot dot,
            long hlc,
            boolean tombstone,
            int bytes,
            String contentType,
            long lastModifiedMillis,
            long expiryMillis,
            int aliases) {}

    /** The copy in a space, or {@code null}. */
    public @org.jspecify.annotations.Nullable Copy in(Space space) {
        return copies.stream().filter(copy -> copy.space() == space).findFirst().orElse(null);
    }
}
