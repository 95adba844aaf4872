package io.gramme.chaos.sim;

import io.gramme.node.runtime.Invariants;
import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.runtime.sim.SimClock;
import io.gramme.node.runtime.sim.SimFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A machine: its clock, its disk, and at most one process of its program. Clock and disk outlive the process.
 *
 * @param <P> what stands for the running node
 */
public final class SimNode<P> {
    private final Simulation simulation;
    private final String name;
    private final NodeProgram<P> program;
    private final SimClock clock;
    private final List<String> fatalFaults = new ArrayList<>();
    private SimFiles disk = SimFiles.empty();
    private DiskSpeed speed = DiskSpeed.FAST;
    private @Nullable SimProcess process;
    private @Nullable P running;
    private int starts;
    private long upSinceNanos;

    SimNode(Simulation simulation, String name, NodeProgram<P> program) {
        this.simulation = simulation;
        this.name = name;
        this.program = program;
        this.clock = new SimClock(simulation.loop());
    }

    public String name() {
        return name;
    }

    public SimClock clock() {
        return clock;
    }

    /** How often a process was started here. */
    public int starts() {
        return starts;
    }

    /** When the last process was done with its start, which may be later than now. */
    public long upSinceNanos() {
        return upSinceNanos;
    }

    /** What stopped processes of their own accord, oldest first. */
    public List<String> fatalFaults() {
        return List.copyOf(fatalFaults);
    }

    public boolean isRunning() {
        return running != null;
    }

    /** The running node; a broken invariant when there is none. */
    public P process() {
        P node = running;
        if (node == null) {
            throw new Invariants.BrokenInvariant(name + " does not run");
        }
        return node;
    }

    /** The disk as it is now, to inject faults into; after a crash it is another one. */
    public SimFiles disk() {
        return disk;
    }

    /** Puts another disk into a stopped machine: an older image, another machine's, or an empty one. */
    public void insert(SimFiles newDisk) {
        Invariants.check(process == null, "%s runs: its disk cannot be changed", name);
        disk = newDisk;
        disk.slowDown(speed.on(simulation.loop()));
    }

    /** How fast this machine's disks are from now on. */
    public void disk(DiskSpeed newSpeed) {
        speed = newSpeed;
        disk.slowDown(speed.on(simulation.loop()));
    }

    /**
     * Starts the program on the disk as it is.
     *
     * @throws IOException as the program does; the machine is then without a process
     */
    public void start() throws IOException {
        Invariants.check(process == null, "%s runs already", name);
        starts++;
        simulation.trace().note("start", name, starts);
        SimFiles files = disk;
        SimProcess started = new SimProcess(simulation, this, files, this::onFatal);
        files.slowDown(speed.on(simulation.loop()));
        process = started;
        IOException[] refused = new IOException[1];
        // What the start reads and forces takes time on this machine, and does not hold up the others.
        simulation.loop().runNow(() -> {
            try {
                running = program.start(started);
                started.started();
                upSinceNanos = simulation.loop().nowNanos();
            } catch (IOException fault) {
                refused[0] = fault;
            }
        });
        if (refused[0] != null) {
            kill(Crash.everything());
            throw refused[0];
        }
    }

    /** Kills the process, if one runs, and leaves of its unsynced writes what the crash says. */
    public void kill(Crash crash) {
        SimProcess killed = process;
        if (killed != null) {
            simulation.trace().note("kill", name, starts);
            killed.end();
            process = null;
            running = null;
            insert(disk.crash(crash));
        }
    }

    /** Stops the process for a while; its messages and timers wait. */
    public void pause() {
        simulation.trace().note("pause", name, 0);
        if (process != null) {
            process.pause();
        }
    }

    public void resume() {
        simulation.trace().note("resume", name, 0);
        if (process != null) {
            process.resume();
        }
    }

    private void onFatal(String message, Throwable cause) {
        fatalFaults.add(message + ": " + cause.getMessage());
        SimProcess failing = process;
        simulation.loop().schedule(0, name, () -> {
            if (process == failing) {
                kill(Crash.everything());
            }
        });
    }
}
