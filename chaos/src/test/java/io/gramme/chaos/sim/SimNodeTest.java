package io.gramme.chaos.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.node.runtime.Files.AppendFile;
import io.gramme.node.runtime.Invariants.BrokenInvariant;
import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.runtime.sim.DiskFaults;
import io.gramme.node.runtime.sim.SimExecutor;
import io.gramme.node.runtime.sim.SimFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimNodeTest {
    private final Simulation simulation = new Simulation(1, Trace.hashOnly());
    private final List<String> ran = new ArrayList<>();
    private final SimNode<Program> node = simulation.machine("n", Program::new);

    /** Ticks every second and writes a file at its start. */
    private final class Program {
        private final SimProcess process;
        private final SimExecutor loop;
        private final long draw;

        Program(SimProcess process) throws IOException {
            this.process = process;
            this.loop = process.newExecutor("loop");
            this.draw = process.randomness().nextLong();
            AppendFile file = process.files().create("start-" + draw);
            file.append(ByteBuffer.wrap(new byte[10]));
            process.onMessage(loop, (from, message) -> ran.add("message from " + from));
            tick();
        }

        void tick() {
            process.timers(loop).schedule(1000, () -> {
                ran.add("tick");
                tick();
            });
        }
    }

    @Test
    void aKilledProcessNeverRunsAgainAndItsDiskKeepsWhatWasForced() throws IOException {
        node.start();
        simulation.loop().runFor(Duration.ofMillis(2500));
        assertThat(ran).hasSize(2);
        node.kill(Crash.syncedOnly());
        simulation.loop().runFor(Duration.ofSeconds(5));
        assertThat(ran).hasSize(2);
        assertThat(node.isRunning()).isFalse();
        assertThat(node.disk().list("")).isEmpty();
        assertThatThrownBy(node::process).isInstanceOf(BrokenInvariant.class);

        node.start();
        node.process().process.files().forceDirectory("");
        node.kill(Crash.syncedOnly());
        assertThat(node.disk().list("")).hasSize(1);
    }

    @Test
    void aPausedProcessCatchesUp() throws IOException {
        node.start();
        node.pause();
        simulation.network().send("x", "n", new byte[1], () -> ran.add("failure"));
        simulation.loop().runFor(Duration.ofMillis(1500));
        assertThat(ran).isEmpty();
        node.resume();
        simulation.loop().runFor(Duration.ofMillis(100));
        assertThat(ran).containsExactly("message from x", "tick");
    }

    @Test
    void aFatalFaultKillsTheProcessAfterItsEvent() throws IOException {
        node.start();
        Program program = node.process();
        program.loop.execute(() -> {
            program.process.fatal().onFatal("disk is broken", new IOException("sector 7"));
            ran.add("the event ends");
        });
        simulation.loop().runFor(Duration.ofSeconds(5));
        assertThat(ran).containsExactly("the event ends");
        assertThat(node.isRunning()).isFalse();
        assertThat(node.fatalFaults()).containsExactly("disk is broken: sector 7");
    }

    @Test
    void aDiskThatFailsAtTheStartLeavesNoProcess() {
        node.disk().inject(new DiskFaults() {
            @Override
            public boolean failsNames(String path) {
                return true;
            }
        });
        assertThatThrownBy(node::start).isInstanceOf(IOException.class);
        assertThat(node.isRunning()).isFalse();
        assertThatThrownBy(() -> simulation.machine("m", Program::new).process())
                .isInstanceOf(BrokenInvariant.class);
    }

    @Test
    void everyStartHasRandomnessOfItsOwn() throws IOException {
        node.start();
        long first = node.process().draw;
        node.kill(Crash.everything());
        node.start();
        assertThat(node.process().draw).isNotEqualTo(first);
        assertThat(node.disk().list("")).hasSize(2);
    }

    @Test
    void anOldDiskCanBePutBack() throws IOException {
        node.start();
        SimFiles old = node.disk().image(Crash.everything());
        node.kill(Crash.everything());
        node.start();
        assertThatThrownBy(() -> node.insert(old)).isInstanceOf(BrokenInvariant.class);
        node.kill(Crash.everything());
        node.insert(old);
        node.start();
        assertThat(node.disk().list("")).hasSize(2);
        assertThat(node.starts()).isEqualTo(3);
    }

    @Test
    void aSlowDiskTakesItsThreadsTime() throws IOException {
        node.disk(new DiskSpeed(Duration.ofMillis(100), 0));
        node.start();
        simulation.loop().runFor(Duration.ofMillis(500)); // the start itself waited for the disk
        Program program = node.process();
        SimExecutor writer = program.process.newExecutor("writer");
        List<Long> at = new ArrayList<>();
        long start = simulation.loop().nowNanos();
        writer.execute(() -> force(program));
        writer.execute(() -> at.add(simulation.loop().nowNanos() - start));
        program.loop.execute(() -> at.add(simulation.loop().nowNanos() - start));
        simulation.loop().runFor(Duration.ofMillis(500));
        assertThat(at).hasSize(2);
        assertThat(at.get(0)).as("the loop did not wait").isLessThan(1_000_000);
        assertThat(at.get(1)).as("the writer did").isGreaterThanOrEqualTo(120_000_000);
    }

    @Test
    void whatIsForcedIsDurableWhenTheForceIsDone() throws IOException {
        node.start();
        simulation.loop().runFor(Duration.ofMillis(500));
        Program program = node.process();
        program.process.files().forceDirectory("");
        simulation.loop().runFor(Duration.ofMillis(500));
        node.disk(new DiskSpeed(Duration.ofMillis(100), 0));
        SimExecutor writer = program.process.newExecutor("writer");
        List<String> done = new ArrayList<>();
        writer.execute(() -> {
            force(program);
            writer.execute(() -> done.add("told"));
        });
        simulation.loop().runFor(Duration.ofMillis(50));
        assertThat(synced()).isZero();
        assertThat(done).isEmpty();
        simulation.loop().runFor(Duration.ofMillis(200));
        assertThat(done).containsExactly("told");
        assertThat(synced()).isEqualTo(10);
    }

    /** Bytes of the forced file that a power cut now would leave. */
    private long synced() throws IOException {
        SimFiles left = node.disk().image(Crash.syncedOnly());
        return left.exists("f") ? left.size("f") : 0;
    }

    private static void force(Program program) {
        try (AppendFile file = program.process.files().create("f")) {
            file.append(ByteBuffer.wrap(new byte[10]));
            program.process.files().forceDirectory("");
            file.force();
        } catch (IOException fault) {
            throw new IllegalStateException(fault);
        }
    }
}
