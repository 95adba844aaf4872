package io.gramme.ring;

/**
 * The version number of a ring. Totally ordered: a higher term wins over any number of a lower one.
 *
 * @param term raised only by {@code cluster recover}, 1..32767; 0 belongs to {@link #NONE} alone
 * @param number counts the decided rings, 1..2^48-1; it never goes back, not even with a new term
 */
public record Epoch(int term, long number) implements Comparable<Epoch> {
    public static final int MAX_TERM = (1 << 15) - 1;
    public static final long MAX_NUMBER = (1L << 48) - 1;
    /** Before any ring: lower than every ring's epoch. */
    public static final Epoch NONE = new Epoch(0, 0);
    /** The epoch of a cluster's first ring. */
    public static final Epoch FIRST = new Epoch(1, 1);

    public Epoch {
        boolean none = term == 0 && number == 0;
        if (!none && (term < 1 || term > MAX_TERM || number < 1 || number > MAX_NUMBER)) {
            throw new IllegalArgumentException("epoch " + term + "." + number + " out of range");
        }
    }

    /** The epoch a change makes. */
    public Epoch next() {
        return new Epoch(term, number + 1);
    }

    /** The first epoch after a recovery. */
    public Epoch nextTerm() {
        return new Epoch(term + 1, number + 1);
    }

    /** Both parts in one number whose order is the order of epochs; for requests and compact tables. */
    public long packed() {
        return ((long) term << 48) | number;
    }

    /** The inverse of {@link #packed}. Throws {@link IllegalArgumentException} for a number that is no epoch. */
    public static Epoch unpack(long packed) {
        return new Epoch((int) (packed >>> 48), packed & MAX_NUMBER);
    }

    public boolean isAfter(Epoch other) {
        return packed() > other.packed();
    }

    /** Reads {@code term.number}. Throws {@link IllegalArgumentException} when it is not that. */
    public static Epoch parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            throw new IllegalArgumentException("epoch '" + text + "' is not term.number");
        }
        return new Epoch(Integer.parseInt(text.substring(0, dot)), Long.parseLong(text.substring(dot + 1)));
    }

    @Override
    public int compareTo(Epoch other) {
        return Long.compare(packed(), other.packed());
    }

    @Override
    public String toString() {
        return term + "." + number;
    }
}
