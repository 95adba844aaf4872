package io.gramme.chaos.sim;

import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.FatalHandler;
import io.gramme.node.runtime.Files;
import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.Timers;
import io.gramme.node.runtime.sim.SimClock;
import io.gramme.node.runtime.sim.SimExecutor;
import io.gramme.node.runtime.sim.SimFiles;
import io.gramme.node.runtime.sim.SimLoop;
import io.gramme.node.runtime.sim.SimTimers;
import java.util.ArrayList;
import java.util.List;

/** One run of a node's program on its machine, with every port it may use. Dead once killed: nothing of it runs again. */
public final class SimProcess {
    private final Simulation simulation;
    private final String machine;
    private final SimClock clock;
    private final SimFiles files;
    private final Randomness randomness;
    private final FatalHandler fatal;
    private final List<SimExecutor> executors = new ArrayList<>();
    private boolean dead;

    SimProcess(Simulation simulation, SimNode<?> node, SimFiles files, FatalHandler fatal) {
        this.simulation = simulation;
        this.machine = node.name();
        this.clock = node.clock();
        this.files = files;
        this.randomness = simulation.fork("process " + machine + " " + node.starts());
        this.fatal = fatal;
    }

    /** The machine's name, which is also its address. */
    public String machine() {
        return machine;
    }

    public Clock clock() {
        return clock;
    }

    public Files files() {
        return files;
    }

    /** This process's own source: another at each start. */
    public Randomness randomness() {
        return randomness;
    }

    /** Kills the process, but not the machine, once the running event is over. */
    public FatalHandler fatal() {
        return fatal;
    }

    /** A new loop or thread of this process. */
    public SimExecutor newExecutor(String name) {
        SimExecutor executor = new SimExecutor(loop(), machine + "/" + name);
        executors.add(executor);
        return executor;
    }

    /** Timers that fire on one of this process's executors. */
    public Timers timers(SimExecutor executor) {
        return new SimTimers(loop(), executor, clock);
    }

    /** Sets who takes this machine's messages, on one of this process's executors. */
    public void onMessage(SimExecutor executor, SimNetwork.Endpoint endpoint) {
        simulation
                .network()
                .attach(machine, (from, message) -> executor.execute(() -> endpoint.onMessage(from, message)));
    }

    /**
     * Sends a message to another machine, or to this one.
     *
     * @param onFailure run on the executor if the failure is noticed
     */
    public void send(String to, byte[] message, SimExecutor executor, Runnable onFailure) {
        simulation.network().send(machine, to, message, () -> executor.execute(onFailure));
    }

    public Trace trace() {
        return simulation.trace();
    }

    private SimLoop loop() {
        return simulation.loop();
    }

    /** The start took until now, so that nothing of the process runs before. */
    void started() {
        executors.forEach(executor -> executor.busyUntil(loop().nowNanos()));
    }

    boolean isDead() {
        return dead;
    }

    void pause() {
        executors.forEach(SimExecutor::pause);
    }

    void resume() {
        executors.forEach(SimExecutor::resume);
    }

    void end() {
        dead = true;
        executors.forEach(SimExecutor::end);
        simulation.network().attach(machine, null);
    }
}
