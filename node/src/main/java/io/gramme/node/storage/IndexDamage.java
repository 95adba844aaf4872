package io.gramme.node.storage;

/**
 * A part of an index run that cannot be read. The keys it held are unknown until the run is rebuilt from the log.
 *
 * @param run name of the run
 * @param page number of the page inside the run, or -1 when the whole run is meant
 * @param reason what was found, for the log
 */
public record IndexDamage(String run, int page, String reason) {
    /** The page number that stands for the whole run. */
    public static final int WHOLE_RUN = -1;
}
