package io.gramme.node.runtime.nio;

import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.SeededRandomness;
import java.security.SecureRandom;

/**
 * Randomness from the operating system: fit for identities, nonces and keys, and slow (about a microsecond a draw). Any
 * thread. A fork is the same source again: there is no seed to fork.
 */
public final class SystemRandomness implements Randomness {
    private final SecureRandom random = new SecureRandom();

    /** A fast source with a fresh unpredictable seed, for jitter and choices; not for secrets, and one thread only. */
    public Randomness seeded() {
        return new SeededRandomness(random.nextLong());
    }

    @Override
    public long nextLong() {
        return random.nextLong();
    }

    @Override
    public int nextInt(int bound) {
        return random.nextInt(bound);
    }

    @Override
    public double nextDouble() {
        return random.nextDouble();
    }

    @Override
    public Randomness fork(String name) {
        return this;
    }
}
