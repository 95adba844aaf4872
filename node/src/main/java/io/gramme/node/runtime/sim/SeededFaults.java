package io.gramme.node.runtime.sim;

import io.gramme.node.runtime.Randomness;

/** Faults by chance, from a seed. */
public final class SeededFaults implements DiskFaults {
    /**
     * Probability of each fault per access, from 0 to 1.
     *
     * @param shortWrite an append stops after some of its bytes
     * @param force an fsync fails
     * @param read a read fails
     * @param names a change or fsync of names fails
     */
    public record Rates(double shortWrite, double force, double read, double names) {}

    private final Randomness randomness;
    private final Rates rates;

    public SeededFaults(Randomness randomness, Rates rates) {
        this.randomness = randomness;
        this.rates = rates;
    }

    @Override
    public int bytesAppended(String path, int bytes) {
        return bytes > 0 && strikes(rates.shortWrite()) ? randomness.nextInt(bytes) : bytes;
    }

    @Override
    public boolean failsForce(String path) {
        return strikes(rates.force());
    }

    @Override
    public boolean failsRead(String path, long position) {
        return strikes(rates.read());
    }

    @Override
    public boolean failsNames(String path) {
        return strikes(rates.names());
    }

    private boolean strikes(double probability) {
        return randomness.nextDouble() < probability;
    }
}
