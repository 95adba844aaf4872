package io.gramme.node.app;

import io.gramme.node.app.NodeProcess.Running;
import io.gramme.node.config.ConfigLoader;
import io.gramme.node.config.ConfigResult;
import io.gramme.node.config.ConfigSources;
import io.gramme.node.config.ConfigSources.TextFile;
import io.gramme.node.ringchange.PlanAnswer;
import io.gramme.node.ringchange.PlanDesk;
import io.gramme.node.ringchange.PlanWish;
import io.gramme.ring.Epoch;
import io.gramme.ring.Ring;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A small cluster of real nodes in this process, played through once: three nodes found it and serve clients, a fourth one
 * joins meanwhile and takes over partitions, one is away for a while and returns to its hints, and the fourth one leaves
 * again. What runs is the node as it will run, from its sockets to its disk; what it leaves behind is that this code is
 * compiled, for the types and the branches that it will meet.
 *
 * <p>Its nodes listen on the loopback interface, on ports that the system chooses, with a secret that nobody else has, ask
 * clients for a token if the node itself does, and keep all they have in one directory, which goes with it. What they log is
 * dropped. Lives on one thread, which its starts and stops of nodes block for a moment.
 */
final class Rehearsal implements WarmUp.Play {
    private static final int FOUNDERS = 3;
    private static final int PARTITIONS = 32;

    /** The founder that is away for a while. */
    private static final int AWAY = FOUNDERS - 1;

    /** Turns between two tries to change the ring: the others may not have heard of the fourth node yet. */
    private static final int AGAIN_TURNS = 20;

    /** Threads that are begun by a thread of a rehearsal are of the rehearsal too. */
    private static final InheritableThreadLocal<Boolean> OF_A_REHEARSAL = new InheritableThreadLocal<>();

    private final Path directory;
    private final String secret;
    private final boolean tokens;
    private final List<Integer> ports;
    private final RehearsalLoad load;
    private final Length length;
    private final List<Running> nodes = new ArrayList<>();
    /** Founders that said so on their control loops. */
    private final Set<Running> serving = ConcurrentHashMap.newKeySet();

    private Stage stage = Stage.FOUNDING;
    private int turns;
    /** A change of the ring that is not answered yet. */
    private volatile boolean asked;

    private volatile @Nullable Epoch decided;
    private volatile boolean still;
    private volatile @Nullable String fault;

    /**
     * How much is played.
     *
     * @param turns in which clients are served before the fourth node comes, and again with it
     * @param rare turns without one of the founders, and again with it
     * @param requests in each turn
     */
    record Length(int turns, int rare, int requests) {
        /** A node that nobody waits for: some 20,000 requests. */
        static final Length ALONE = new Length(1_200, 200, 8);
        /** Where clients of the node's own are served meanwhile, which have compiled most of it. */
        static final Length BESIDE_CLIENTS = new Length(300, 200, 1);
    }

    private enum Stage {
        FOUNDING,
        SERVING_THREE,
        JOINING,
        GROWING,
        SERVING_FOUR,
        WITHOUT_ONE,
        RETURNING,
        SERVING_AGAIN,
        LEAVING,
        SHRINKING,
        OVER
    }

    /**
     * @param directory its own; what an earlier one left there goes
     * @param secret at least 16 characters that nobody can guess
     * @param tokens whether clients need one
     */
    Rehearsal(Path directory, String secret, boolean tokens, Length length) throws IOException {
        OF_A_REHEARSAL.set(true);
        this.directory = directory;
        this.secret = secret;
        this.tokens = tokens;
        this.length = length;
        this.ports = new ArrayList<>(freePorts(FOUNDERS + 1));
        clear();
        this.load = new RehearsalLoad(tokens ? secret : null);
    }

    /** Whether the calling thread works for a rehearsal. */
    static boolean isPlaying() {
        return OF_A_REHEARSAL.get() != null;
    }

    @Override
    public boolean isOver() {
        return stage == Stage.OVER;
    }

    /** Requests that were answered. */
    int answered() {
        return load.answered();
    }

    /** Its nodes that run now. */
    int running() {
        return nodes.size();
    }

    @Override
    public void turn() throws IOException, InterruptedException {
        String broken = fault;
        if (broken != null) {
            throw new IOException("a node of the rehearsal: " + broken);
        }
        if (nodes.size() < FOUNDERS) {
            nodes.add(started(nodes.size()));
            return;
        }
        turns++;
        if (stage != Stage.FOUNDING) {
            load.send(nodes, length.requests());
        }
        switch (stage) {
            case FOUNDING -> {
                nodes.forEach(node -> node.node().control().execute(() -> look(node)));
                goOn(serving.size() == FOUNDERS, Stage.SERVING_THREE);
            }
            case SERVING_THREE -> {
                if (turns >= length.turns()) {
                    nodes.add(started(FOUNDERS));
                    goOn(true, Stage.JOINING);
                }
            }
            case JOINING -> {
                change(new PlanWish.Join(name(FOUNDERS)));
                goOn(decided != null, Stage.GROWING);
            }
            case GROWING -> goOn(isStill(), Stage.SERVING_FOUR);
            case SERVING_FOUR -> {
                if (turns >= length.turns()) {
                    leaveForAWhile();
                    goOn(true, Stage.WITHOUT_ONE);
                }
            }
            case WITHOUT_ONE -> {
                if (turns >= length.rare()) {
                    comeBack();
                    goOn(true, Stage.RETURNING);
                }
            }
            case RETURNING -> {
                Running back = nodes.get(AWAY);
                back.node().control().execute(() -> look(back));
                goOn(serving.contains(back), Stage.SERVING_AGAIN);
            }
            case SERVING_AGAIN -> goOn(turns >= length.rare(), Stage.LEAVING);
            case LEAVING -> {
                change(new PlanWish.Leave(name(FOUNDERS)));
                goOn(decided != null, Stage.SHRINKING);
            }
            case SHRINKING -> goOn(isStill(), Stage.OVER);
            case OVER -> {}
        }
    }

    private void goOn(boolean done, Stage next) {
        if (done) {
            stage = next;
            turns = 0;
        }
    }

    private void leaveForAWhile() {
        Running away = nodes.remove(AWAY);
        serving.remove(away);
        away.stop();
    }

    private void comeBack() throws IOException, InterruptedException {
        // Its old port may be somebody's by now.
        ports.set(AWAY, freePorts(1).get(0));
        nodes.add(AWAY, started(AWAY));
    }

    private void look(Running node) {
        if (node.node().isReady() && node.node().views(0).current().mayCoordinate()) {
            serving.add(node);
        }
    }

    private Running started(int number) throws IOException, InterruptedException {
        return NodeProcess.start(config(number), files -> files, (message, cause) -> fault = message + ": " + cause);
    }

    private void change(PlanWish wish) {
        if (!asked && turns % AGAIN_TURNS == 1) {
            asked = true;
            Node by = nodes.get(0).node();
            by.control().execute(() -> stage(by.moves().desk(), wish));
        }
    }

    private void stage(PlanDesk desk, PlanWish wish) {
        desk.clear();
        desk.stage(wish, staged -> {
            if (staged instanceof PlanAnswer.Staged plan) {
                desk.commit(plan.plan().etag(), false, answer -> {
                    if (answer instanceof PlanAnswer.Decided change) {
                        decided = change.epoch();
                    }
                    asked = false;
                });
            } else {
                asked = false;
            }
        });
    }

    /** Whether all that was decided has been moved; by the last answer to this question, which is asked anew each time. */
    private boolean isStill() {
        Epoch since = decided;
        if (still) {
            decided = null;
            still = false;
            return true;
        }
        Node first = nodes.get(0).node();
        first.control().execute(() -> still = since != null && since.equals(decided) && isStill(first, since));
        return false;
    }

    private static boolean isStill(Node node, Epoch since) {
        Ring ring = node.views(0).current().ring();
        return ring != null
                && ring.epoch().compareTo(since) >= 0
                && ring.ownership().pending() == 0;
    }

    private static String name(int number) {
        return "warm-up-" + (number + 1);
    }

    private ConfigResult.Loaded config(int number) {
        Map<String, String> flags = new TreeMap<>();
        flags.put("cluster.name", "warm-up");
        flags.put(
                "cluster.seeds",
                IntStream.range(0, FOUNDERS)
                        .mapToObj(i -> "127.0.0.1:" + ports.get(i))
                        .collect(Collectors.joining(",")));
        flags.put("node.name", name(number));
        flags.put("node.dataDir", directory.resolve(name(number)).toString());
        flags.put("node.shards", "1");
        flags.put("node.warmUp", "0s");
        flags.put("listen.data", "127.0.0.1:0");
        flags.put("listen.admin", "127.0.0.1:0");
        flags.put("listen.peer", "127.0.0.1:" + ports.get(number));
        flags.put("replication.partitions", Integer.toString(PARTITIONS));
        flags.put("storage.segment", "1MiB");
        String auth = tokens
                ? "auth: {tokens: [{name: warm-up, hash: \"" + RehearsalLoad.hash(secret)
                        + "\", allow: [read, write]}]}\n"
                : "";
        TextFile file = new TextFile("rehearsal", "cluster: {secret: \"" + secret + "\"}\n" + auth);
        ConfigResult result = ConfigLoader.load(new ConfigSources(Optional.of(file), Map.of(), flags, path -> {
            throw new IOException("a rehearsal reads no file: " + path);
        }));
        if (result instanceof ConfigResult.Rejected rejected) {
            throw new IllegalStateException("the configuration of a rehearsal: " + rejected.faults());
        }
        return (ConfigResult.Loaded) result;
    }

    /** Seeds have to be told before anybody listens. Whoever takes one of them meanwhile ends the rehearsal, no more. */
    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> taken = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                taken.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return taken.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : taken) {
                socket.close();
            }
        }
    }

    private void clear() throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        load.close();
        nodes.forEach(Running::stop);
        clear();
    }
}
