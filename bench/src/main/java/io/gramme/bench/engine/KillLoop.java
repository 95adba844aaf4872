package io.gramme.bench.engine;

import io.gramme.node.storage.Header;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.ring.Key;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;

/**
 * Kills a writing process again and again (SIGKILL) on a real disk and checks in the next one that nothing acknowledged
 * is lost. It cannot see a missing fsync; the simulated disk does that.
 *
 * <p>{@code ./bench/run kill [directory] [rounds]}
 */
public final class KillLoop {
    private static final int VALUE_BYTES = 200;
    private static final int OUTSTANDING = 1_000;
    /** Verified one by one: the newest puts, where a kill can do harm. */
    private static final int NEWEST = 100_000;
    /** Of the older ones every so many. */
    private static final int SAMPLE = 97;

    private KillLoop() {}

    public static void main(String[] args) throws Exception {
        if (args.length == 4 && args[0].equals("child")) {
            new Child(Path.of(args[1]), Long.parseLong(args[2]), Integer.parseInt(args[3])).run();
            return;
        }
        Path directory = Path.of(args.length > 0 ? args[0] : "target/kill-loop");
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 50;
        int keys = 1_000 * (args.length > 2 ? Integer.parseInt(args[2]) : 5_000);
        if (Files.exists(directory)) {
            throw new IOException(directory + " exists; name a fresh directory");
        }
        Files.createDirectories(directory);
        SplittableRandom random = new SplittableRandom(1);
        long acknowledged = 0;
        double slowest = 0;
        for (int round = 1; round <= rounds; round++) {
            // The first life lasts until every key is there.
            Life life = new Life(round == 1 ? keys : 0, 300 + random.nextInt(2_000));
            Ended ended = round(directory, keys, acknowledged, life);
            System.out.printf(
                    Locale.ROOT,
                    "round %d: %,d acknowledged before, start %.2f s%n",
                    round,
                    acknowledged,
                    ended.startSeconds());
            acknowledged = ended.acknowledged();
            slowest = Math.max(slowest, ended.startSeconds());
        }
        System.out.printf(
                Locale.ROOT,
                "%d rounds, %,d keys, %,d puts acknowledged, none lost, slowest start %.2f s%n",
                rounds,
                keys,
                acknowledged,
                slowest);
    }

    /**
     * How long a process lives: until that many puts are acknowledged, and then some.
     *
     * @param puts since the beginning
     */
    private record Life(long puts, int millisAfter) {}

    /** @param acknowledged the last put acknowledged before the kill */
    private record Ended(long acknowledged, double startSeconds) {}

    private static Ended round(Path directory, int keys, long acknowledged, Life life) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process child = new ProcessBuilder(List.of(
                        java,
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KillLoop.class.getName(),
                        "child",
                        directory.toString(),
                        Long.toString(acknowledged),
                        Integer.toString(keys)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long last = acknowledged;
        double seconds = 0;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            String ready = out.readLine();
            if (ready == null || !ready.startsWith("ready ")) {
                throw new IllegalStateException("after put " + acknowledged + ": " + ready);
            }
            seconds = Double.parseDouble(ready.substring("ready ".length()));
            Thread killer = new Thread(() -> kill(child, life.millisAfter()));
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.endsWith(".")) {
                    last = Long.parseLong(line.substring(0, line.length() - 1));
                }
                if (last >= life.puts() && killer.getState() == Thread.State.NEW) {
                    killer.start();
                }
            }
            killer.join();
        }
        child.waitFor();
        return new Ended(last, seconds);
    }

    private static void kill(Process child, int afterMillis) {
        try {
            Thread.sleep(afterMillis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        // Of the process alone: the pipe still holds acknowledgements.
        child.toHandle().destroyForcibly();
    }

    /** Verifies what was acknowledged, then writes put after put and prints which are durable. */
    private static final class Child {
        private final Path directory;
        private final long acknowledged;
        private final int keys;
        private final byte[] payload = new byte[VALUE_BYTES];
        private long next;

        Child(Path directory, long acknowledged, int keys) {
            this.directory = directory;
            this.acknowledged = acknowledged;
            this.keys = keys;
            this.next = acknowledged + 1;
        }

        void run() throws Exception {
            long start = System.nanoTime();
            EngineUnderTest node = new EngineUnderTest(directory, 1);
            double seconds = (System.nanoTime() - start) / 1e9;
            CountDownLatch verified = new CountDownLatch(1);
            node.loops.get(0).execute(() -> {
                verify(node.engine.storage(0));
                verified.countDown();
            });
            verified.await();
            System.out.printf(Locale.ROOT, "ready %.2f%n", seconds);
            node.loops.get(0).execute(() -> {
                for (int i = 0; i < OUTSTANDING; i++) {
                    put(node.engine.storage(0));
                }
            });
            new CountDownLatch(1).await();
        }

        /** Each key was written once in so many puts: its newest acknowledged number or a later one is there. */
        private void verify(Storage storage) {
            long oldest = Math.max(1, acknowledged - keys + 1);
            long newest = Math.max(oldest, acknowledged - NEWEST + 1);
            for (long number = oldest; number < newest; number += SAMPLE) {
                verify(storage, number);
            }
            for (long number = newest; number <= acknowledged; number++) {
                verify(storage, number);
            }
        }

        private void verify(Storage storage, long number) {
            Storage.ReadOutcome outcome = EngineUnderTest.read(storage, key(number));
            long found = outcome instanceof Storage.Found there
                    ? there.entry().header().hlc()
                    : -1;
            if (found < number || (found - number) % keys != 0) {
                throw new IllegalStateException("put " + number + " was acknowledged, found " + found + " " + outcome);
            }
        }

        private Key key(long number) {
            return EngineUnderTest.key(number % keys);
        }

        private void put(Storage storage) {
            long number = next++;
            var room = (Storage.Reserved) storage.reserve(Storage.WriteKind.ORDINARY, payload.length);
            Storage.Entry entry = new Storage.Entry(new Header(number, 0, number, 0), payload);
            storage.write(room.reservation(), Space.LIVE, key(number), entry, durability -> {
                System.out.println(number + ".");
                put(storage);
            });
        }
    }
}
