package io.gramme.chaos.swarm;

import io.gramme.chaos.cluster.Ages;
import io.gramme.chaos.cluster.ClusterShape;
import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.SeededRandomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The drawing of one plan. What is drawn for one purpose comes from a source of its own. */
final class PlanDrawing {
    private static final int[] SIZES = {3, 3, 4, 5};
    private static final long MILLI = 1_000_000;
    /** A move of sixteen small partitions takes about as long. */
    private static final int MOVE_MILLIS = 4_000;

    private static final int REQUESTS_AN_HOUR = 180;
    private static final int HOURS_BETWEEN_CHANGES = 3;
    /** In requests of a long run, three a minute: longer than any of its faults lasts. */
    private static final int CALM_BEFORE = 30;

    private static final int CALM_AFTER = 45;

    private final long seed;
    private final int operations;
    private final Randomness random;
    private final Randomness rings;
    private final Map<Action, Integer> clientWeights = new EnumMap<>(Action.class);
    private final Map<Action, Integer> faultWeights = new EnumMap<>(Action.class);
    private final List<Step> steps = new ArrayList<>();
    private int machines;
    private int spares;
    private int victim;
    private int ringChangeEvery;
    private boolean undisturbed;
    private Ages ages = Ages.AGELESS;
    private @Nullable Tempo tempo;
    private long now;

    /**
     * How fast things happen.
     *
     * @param paceNanos mean time between two requests
     * @param faultsPerThousand faults for each thousand requests
     * @param stretch how many times longer than usual faults last
     */
    private record Tempo(long paceNanos, int faultsPerThousand, int stretch) {}

    PlanDrawing(long seed, int operations) {
        this.seed = seed;
        this.operations = operations;
        this.random = new SeededRandomness(seed).fork("plan");
        this.rings = random.fork("rings");
        this.machines = SIZES[random.nextInt(SIZES.length)];
    }

    /** Five machines for many hours: three requests a minute, and a fault every five or six minutes that may last as long. */
    static PlanDrawing ofHours(long seed, int hours) {
        PlanDrawing drawing = new PlanDrawing(seed, hours * REQUESTS_AN_HOUR);
        drawing.tempo = new Tempo(20_000 * MILLI, 60, 20);
        drawing.machines = 5;
        return drawing;
    }

    SwarmPlan plan() {
        victim = random.nextInt(4) == 0 ? random.nextInt(machines) : -1;
        int crippled = machines > 3 && random.nextInt(4) == 0 ? random.nextInt(machines) : -1;
        int keys = 1 + random.nextInt(random.nextInt(2) == 0 ? 4 : 16);
        int valueBytes = random.nextInt(4) == 0 ? 2_000 : 20;
        chooseRingChanges();
        choosePurges();
        chooseClients();
        chooseFaults();
        boolean needsAll = ringChangeEvery > 0
                || faultWeights.containsKey(Action.LOST_DISK)
                || faultWeights.containsKey(Action.BIT_FLIP);
        if (victim >= 0 && needsAll) {
            // Two of three deciders would be gone for good, or an owner that has to be asked about a damaged record.
            crippled = -1;
        }
        ClusterShape shape = shape();
        Tempo drawn = new Tempo(MILLI << random.nextInt(6), 1 << random.nextInt(8), 1);
        if (undisturbed) {
            // Where nobody is ever away, more can be asked of moves.
            faultWeights.clear();
            victim = -1;
            crippled = -1;
        }
        drawSteps(tempo == null ? slower(drawn) : tempo);
        steps.sort(null);
        return new SwarmPlan(seed, shape, victim, crippled, spares, keys, valueBytes, steps);
    }

    private ClusterShape shape() {
        String repair = tempo == null ? "10s" : "60s";
        ClusterShape shape = ClusterShape.of(machines)
                .with(Convergence.REPAIR_INTERVAL, repair)
                .with(ages);
        if (faultWeights.containsKey(Action.BIT_FLIP)) {
            // What rots is to be found by whoever looks for it, not only by the start after healing.
            shape = shape.with("repair.auditInterval", "3s");
        }
        if (random.nextInt(4) == 0) {
            shape = shape.withStore(16 << 10, 1 << 20);
        }
        shape = random.nextInt(5) == 0 ? shape.withShards(2) : shape;
        return tempo == null ? lazy(shape) : shape;
    }

    /** One seed of ten forces its log every so often only, in small segments, most of which compaction moves. */
    private ClusterShape lazy(ClusterShape shape) {
        Randomness syncs = random.fork("syncs");
        if (syncs.nextInt(10) > 0) {
            return shape;
        }
        return shape.with("storage.sync", "interval")
                .with("storage.syncInterval", 20 + syncs.nextInt(2_000) + "ms")
                .withStore(4 << 10, 8 << 10);
    }

    /**
     * Two seeds of five change the ring every few hundred operations, and a long run every three hours. There faults last for
     * minutes, and nobody lets a member go in the middle of them: one that leaves and is dead for a minute is given up, and
     * what it alone held with it.
     */
    private void chooseRingChanges() {
        if (tempo != null) {
            spares = 2;
            ringChangeEvery = HOURS_BETWEEN_CHANGES * REQUESTS_AN_HOUR;
            ages = ages.cleaning(Duration.ofMinutes(10));
        } else if (rings.nextInt(5) < 2) {
            spares = 1 + rings.nextInt(2);
            ringChangeEvery = 80 + rings.nextInt(250);
            ages = ages.cleaning(Duration.ofSeconds(rings.nextInt(2) == 0 ? 5 : 600));
            undisturbed = random.fork("undisturbed").nextInt(5) == 0;
        }
    }

    /** Two seeds of five purge. */
    private void choosePurges() {
        Randomness purges = random.fork("purges");
        int draw = purges.nextInt(20);
        if (draw < 8) {
            Duration after = Duration.ofSeconds(1 + purges.nextInt(8));
            boolean forgets = draw < 3 && tempo == null;
            ages = ages.purging(after, forgets ? SwarmPlan.SHORT_MEMORY : SwarmPlan.LONG_MEMORY);
            clientWeights.put(Action.DELETE, 3 + purges.nextInt(6));
        }
    }

    /** Moves and purges take their time. */
    private Tempo slower(Tempo drawn) {
        long least = ringChangeEvery > 0 || ages.purges() ? 8 * MILLI : 0;
        return new Tempo(Math.max(least, drawn.paceNanos), drawn.faultsPerThousand, drawn.stretch);
    }

    private void chooseClients() {
        for (Action action : Action.values()) {
            if (!action.isFault() && random.nextInt(3) > 0) {
                clientWeights.putIfAbsent(action, 1 + random.nextInt(8));
            }
        }
        clientWeights.put(Action.READ, 1 + random.nextInt(4));
        clientWeights.putIfAbsent(Action.READ_MODIFY_WRITE, 1);
    }

    private void chooseFaults() {
        for (Action action : Action.values()) {
            boolean begins = action.isFault() && action != Action.RING_CHANGE && durationOf(action) >= 0;
            boolean early = action == Action.CLOCK_STEP && ages.ledgerKeep().equals(SwarmPlan.SHORT_MEMORY);
            if (begins && !early && (victim >= 0 || !isOfVictim(action)) && random.nextInt(2) == 0) {
                faultWeights.put(action, 1 + random.nextInt(isOfVictim(action) ? 3 : 6));
            }
        }
        if (faultWeights.containsKey(Action.CLONED_DISK)) {
            spares++;
        }
    }

    /** Faults that may take from a disk what it had synced, or put it beside itself: all of a run's hit one machine. */
    private static boolean isOfVictim(Action action) {
        return switch (action) {
            case RESTORE, BACKUP, LOST_DISK, CLONED_DISK, BIT_FLIP -> true;
            default -> false;
        };
    }

    private void drawSteps(Tempo used) {
        int faultsPerThousand = faultWeights.isEmpty() ? 0 : used.faultsPerThousand;
        int pauseEvery = ages.purges() ? 80 : 200;
        for (int i = 0; i < operations; i++) {
            now += (long) (random.nextDouble() * 2 * used.paceNanos);
            if (random.nextInt(pauseEvery) == 0) {
                now += random.nextInt(10_000) * MILLI;
            }
            while (!isCalm(i) && random.nextInt(1_000) < faultsPerThousand) {
                fault(used.stretch);
            }
            if (ringChangeEvery > 0 && i % ringChangeEvery == ringChangeEvery / 2) {
                ringChange(faultsPerThousand > 0);
            }
            int among = random.nextInt(4) == 0 ? machines + spares : machines;
            add(now, pick(clientWeights), random.nextInt(among));
        }
    }

    /** Whether operators of a long run wait until the last faults are over, or watch over their change. */
    private boolean isCalm(int operation) {
        int sinceChange = ringChangeEvery == 0 ? 0 : operation % ringChangeEvery - ringChangeEvery / 2;
        return tempo != null && sinceChange > -CALM_BEFORE && sinceChange < CALM_AFTER;
    }

    /** A change of the ring, and often a death in the middle of it. */
    private void ringChange(boolean faulty) {
        add(now, Action.RING_CHANGE, 0);
        if (faulty && rings.nextInt(2) == 0) {
            Action death = rings.nextInt(2) == 0 ? Action.POWER_CUT : Action.PROCESS_DEATH;
            int machine = rings.nextInt(machines + spares);
            long at = now + rings.nextInt(MOVE_MILLIS) * MILLI;
            add(at, death, machine);
            add(at + (1 + rings.nextInt(10_000)) * MILLI, Action.START, machine);
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
            case FSYNC_ERROR, SHORT_APPEND, RESTORE, LOST_DISK, CLONED_DISK -> 5_000;
            case CLOCK_DRIFT, CLOCK_STEP, BACKUP, BIT_FLIP, RING_CHANGE -> 0;
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
            case CLONED_DISK -> Action.CLONE_ENDS;
            default -> Action.START;
        };
    }

    private void fault(int stretch) {
        Action action = pick(faultWeights);
        int machine = isOfVictim(action) ? victim : random.nextInt(machines + spares);
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
