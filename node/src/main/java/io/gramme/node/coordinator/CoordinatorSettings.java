package io.gramme.node.coordinator;

/**
 * A node's defaults and bounds.
 *
 * @param r replies a read needs where nobody says otherwise
 * @param w acknowledgements a write needs where nobody says otherwise
 * @param pr how many of R must be owners
 * @param pw how many of W must be owners
 * @param sloppy whether fallbacks may stand in for owners
 * @param replicaMillis longest wait for one replica
 * @param slowMillis after so long a silence of owners, fallbacks are asked for what is missing
 * @param maxValueBytes largest value of a bucket that does not say otherwise
 */
public record CoordinatorSettings(
        int r, int w, int pr, int pw, boolean sloppy, int replicaMillis, int slowMillis, int maxValueBytes) {
    /** N=3, R=W=2, sloppy; 1.5 s for a replica, 250 ms until a fallback is asked, values up to 1 MiB. */
    public static final CoordinatorSettings DEFAULT = new CoordinatorSettings(2, 2, 0, 0, true, 1_500, 250, 1 << 20);
}
