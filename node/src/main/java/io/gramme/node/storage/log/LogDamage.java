package io.gramme.node.storage.log;

/**
 * A stretch of the log that cannot be read though it was durable once. Frames in it are lost here; which keys they were
 * about is unknown.
 *
 * @param segment number of the segment
 * @param fromOffset where the stretch begins, in bytes
 * @param toOffset where readable frames go on, or the segment's end
 */
public record LogDamage(int segment, int fromOffset, int toOffset, String reason) {}
