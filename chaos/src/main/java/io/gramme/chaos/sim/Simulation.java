package io.gramme.chaos.sim;

import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.SeededRandomness;
import io.gramme.node.runtime.sim.SimLoop;

/** A world made from one seed: virtual time, a network, a trace, and the machines that are put into it. */
public final class Simulation {
    /** Executors take up to this long to turn, so that their interleaving differs from seed to seed. */
    private static final int MAX_TURN_NANOS = 20_000;

    private final Randomness randomness;
    private final SimLoop loop;
    private final Trace trace;
    private final SimNetwork network;

    public Simulation(long seed, Trace trace) {
        this.randomness = new SeededRandomness(seed);
        this.trace = trace;
        this.loop = new SimLoop(fork("interleaving"), MAX_TURN_NANOS);
        this.network = new SimNetwork(loop, fork("network"), trace);
        loop.observe(trace::event);
    }

    /** A source of the seed for a component of that name; the same name gives the same source again. */
    public Randomness fork(String name) {
        return randomness.fork(name);
    }

    public SimLoop loop() {
        return loop;
    }

    public Trace trace() {
        return trace;
    }

    public SimNetwork network() {
        return network;
    }

    /** A new machine with an empty disk, not started. */
    public <P> SimNode<P> machine(String name, NodeProgram<P> program) {
        return new SimNode<>(this, name, program);
    }
}
