package io.gramme.gossip;

/**
 * How far a data directory has come. The marks of one directory only grow, so a node that is told of greater ones than
 * its own runs on a restored disk. They ride in the header of every packet and need no incarnation.
 *
 * @param generation raised after a restore, a clone or corruption
 * @param leaseEnd end of the durable lease of actor epochs
 * @param logSequence last fsynced sequence of the value log
 */
public record Marks(long generation, long leaseEnd, long logSequence) {
    /** Of an empty directory. */
    public static final Marks NONE = new Marks(0, 0, 0);

    public Marks {
        Bounds.require(generation >= 0 && leaseEnd >= 0 && logSequence >= 0, "marks are not negative");
    }

    /** The join: the higher generation's marks; within one generation the greater of each. */
    public Marks max(Marks other) {
        if (generation != other.generation) {
            return generation > other.generation ? this : other;
        }
        return new Marks(generation, Math.max(leaseEnd, other.leaseEnd), Math.max(logSequence, other.logSequence));
    }

    /** Whether a directory with the other marks could not have announced these. */
    public boolean exceeds(Marks other) {
        return !max(other).equals(other);
    }
}
