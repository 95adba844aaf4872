package io.gramme.chaos.swarm;

import io.gramme.chaos.cluster.ClusterShape;
import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.SeededRandomness;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a seed draws: the cluster, the keys, and the steps in the order of their time.
 *
 * @param victim the one machine whose disk may be set back in this run, or -1: two would lose what was promised
 * @param crippled a machine that stays dead when the others heal, or -1
 * @param keys of each bucket
 */
public record SwarmPlan(
        long seed, ClusterShape shape, int victim, int crippled, int keys, int valueBytes, List<Step> steps) {
    private static final int[] SIZES = {3, 3, 4, 5};
    private static final long MILLI = 1_000_000;
    /** Purged dots leave the clocks, which the oracle does not know yet. */
    private static final String NO_PURGE = "365d";

    public SwarmPlan {
        steps = List.copyOf(steps);
    }

    /** Draws a plan with so many operations of clients, and the faults of the seed between them. */
    public static SwarmPlan draw(long seed, int operations) {
        return new Drawing(seed, operations).plan();
    }

    /**
     * Draws a long run of five machines: three requests of clients a minute, and a fault every five or six minutes that may
     * last for as long.
     */
    public static SwarmPlan drawLong(long seed, int hours) {
        Drawing drawing = new Drawing(seed, hours * 180);
        drawing.tempo = new Tempo(20_000 * MILLI, 60, 20);
        drawing.machines = 5;
        return drawing.plan();
    }

    /**
     * How fast things happen.
     *
     * @param paceNanos mean time between two requests
     * @param faultsPerThousand faults for each thousand requests
     * @param stretch how many times longer than usual faults last
     */
    private record Tempo(long paceNanos, int faultsPerThousand, int stretch) {}

    /** The same with other steps. */
    public SwarmPlan with(List<Step> fewer) {
        return new SwarmPlan(seed, shape, victim, crippled, keys, valueBytes, fewer);
    }

    /** How many steps are clients'. */
    public long operations() {
        return steps.stream().filter(step -> !step.action().isFault()).count();
    }

    /** The drawing of one plan. */
    private static final class Drawing {
        private final long seed;
        private final int operations;
        private final Randomness random;
        private final Map<Action, Integer> clientWeights = new EnumMap<>(Action.class);
        private final Map<Action, Integer> faultWeights = new EnumMap<>(Action.class);
        private final List<Step> steps = new ArrayList<>();
        private int machines;
        private @Nullable Tempo tempo;
        private long now;

        Drawing(long seed, int operations) {
            this.seed = seed;
            this.operations = operations;
            this.random = new SeededRandomness(seed).fork("plan");
            this.machines = SIZES[random.nextInt(SIZES.length)];
        }

        SwarmPlan plan() {
            String repair = tempo == null ? "10s" : "60s";
            ClusterShape shape = ClusterShape.of(machines)
                    .with(Convergence.REPAIR_INTERVAL, repair)
                    .with("repair.purgeAfter", NO_PURGE);
            if (random.nextInt(4) == 0) {
                shape = shape.withStore(16 << 10, 1 << 20);
            }
            if (random.nextInt(5) == 0) {
                shape = shape.withShards(2);
            }
            int victim = random.nextInt(4) == 0 ? random.nextInt(machines) : -1;
            int crippled = machines > 3 && random.nextInt(4) == 0 ? random.nextInt(machines) : -1;
            int keys = 1 + random.nextInt(random.nextInt(2) == 0 ? 4 : 16);
            int valueBytes = random.nextInt(4) == 0 ? 2_000 : 20;
            chooseClients();
            chooseFaults(victim);
            Tempo drawn = new Tempo(MILLI << random.nextInt(6), 1 << random.nextInt(8), 1);
            Tempo used = tempo == null ? drawn : tempo;
            int faultsPerThousand = faultWeights.isEmpty() ? 0 : used.faultsPerThousand;
            for (int i = 0; i < operations; i++) {
                now += (long) (random.nextDouble() * 2 * used.paceNanos);
                if (random.nextInt(200) == 0) {
                    now += random.nextInt(10_000) * MILLI;
                }
                while (random.nextInt(1_000) < faultsPerThousand) {
                    fault(victim, used.stretch);
                }
                add(now, pick(clientWeights), random.nextInt(machines));
            }
            steps.sort(null);
            return new SwarmPlan(seed, shape, victim, crippled, keys, valueBytes, steps);
        }

        private void chooseClients() {
            for (Action action : Action.values()) {
                if (!action.isFault() && random.nextInt(3) > 0) {
                    clientWeights.put(action, 1 + random.nextInt(8));
                }
            }
            clientWeights.put(Action.READ, 1 + random.nextInt(4));
            clientWeights.putIfAbsent(Action.READ_MODIFY_WRITE, 1);
        }

        private void chooseFaults(int victim) {
            for (Action action : Action.values()) {
                boolean begins = action.isFault() && durationOf(action) >= 0;
                boolean setsBack = action == Action.RESTORE || action == Action.BACKUP;
                if (begins && (victim >= 0 || !setsBack) && random.nextInt(2) == 0) {
                    faultWeights.put(action, 1 + random.nextInt(6));
                }
            }
        }

        /** Longest time that a fault lasts, in milliseconds; 0 for what is over at once, -1 for what only ends others. */
        private static int durationOf(Action fault) {
            return switch (fault) {
                case POWER_CUT, PROCESS_DEATH, CLEAN_STOP -> 20_000;
                case PAUSE -> 8_000;
                case PARTITION, ONE_WAY_PARTITION, BRIDGE -> 20_000;
                case ROUGH_LINKS, SLOW_LINKS -> 15_000;
                case SLOW_DISK, FULL_DISK -> 10_000;
                case FSYNC_ERROR, SHORT_APPEND, RESTORE -> 5_000;
                case CLOCK_DRIFT, CLOCK_STEP, BACKUP, RING_CHANGE -> 0;
                default -> -1;
            };
        }

        private static Action endOf(Action fault) {
            return switch (fault) {
                case PAUSE -> Action.RESUME;
                case PARTITION, ONE_WAY_PARTITION, BRIDGE -> Action.HEAL_PARTITIONS;
                case ROUGH_LINKS, SLOW_LINKS -> Action.HEALTHY_LINKS;
                case SLOW_DISK -> Action.FAST_DISK;
                case FULL_DISK -> Action.ROOMY_DISK;
                default -> Action.START;
            };
        }

        private void fault(int victim, int stretch) {
            Action action = pick(faultWeights);
            boolean setsBack = action == Action.RESTORE || action == Action.BACKUP;
            int machine = setsBack ? victim : random.nextInt(machines);
            add(now, action, machine);
            int most = durationOf(action);
            if (most > 0) {
                int scale = (random.nextInt(3) == 0 ? most : most / 20) * stretch;
                add(now + (1 + random.nextInt(scale)) * MILLI, endOf(action), machine);
            }
        }

        private void add(long at, Action action, int machine) {
            steps.add(new Step(steps.size(), at, action, machine, random.nextLong()));
        }

        private Action pick(Map<Action, Integer> weights) {
            int total = weights.values().stream().mapToInt(Integer::intValue).sum();
            int draw = random.nextInt(total);
            for (Map.Entry<Action, Integer> entry : weights.entrySet()) {
                draw -= entry.getValue();
                if (draw < 0) {
                    return entry.getKey();
                }
            }
            throw new IllegalStateException("weights " + weights);
        }
    }
}
