package io.gramme.chaos.swarm;

import io.gramme.chaos.cluster.RunningNode;
import io.gramme.chaos.cluster.SimCluster;
import io.gramme.chaos.oracle.Replicas;
import io.gramme.chaos.sim.SimNode;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.Sibling;
import io.gramme.node.runtime.Files.ReadFile;
import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.runtime.sim.SimFiles;
import io.gramme.ring.Key;
import io.gramme.ring.Member;
import io.gramme.ring.NodeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What happens to whole disks, and to bits of them. All of a run's happen to one machine: two would lose what was promised. */
final class DiskAccidents {
    private final SimCluster cluster;
    private final Faults machines;
    private final BitSet clones = new BitSet();
    private final BitSet damaged = new BitSet();
    private final Map<NodeId, String> homes = new TreeMap<>();
    private @Nullable SimFiles backup;

    DiskAccidents(SimCluster cluster, Faults machines) {
        this.cluster = cluster;
        this.machines = machines;
    }

    void backup(int machine) {
        backup = cluster.machine(machine).disk().image(Crash.syncedOnly());
    }

    /** The last backup is put in. */
    void restore(int machine) {
        SimFiles old = backup;
        if (old != null) {
            cluster.machine(machine).kill(Crash.syncedOnly());
            cluster.machine(machine).insert(old.image(Crash.syncedOnly()));
            damaged.clear(machine);
            machines.start(machine);
        }
    }

    /** An empty disk is put in. */
    void lose(int machine) {
        cluster.machine(machine).kill(Crash.syncedOnly());
        empty(machine);
        backup = null;
        machines.start(machine);
    }

    /** An empty disk is put into a machine that does not run. */
    void empty(int machine) {
        cluster.machine(machine).insert(SimFiles.empty());
        damaged.clear(machine);
        clones.clear(machine);
    }

    /** A copy of a machine's disk starts in the last spare machine, if that was never used for anything else. */
    void copy(int machine) {
        int last = cluster.machines().size() - 1;
        SimNode<RunningNode> spare = cluster.machine(last);
        boolean free = !spare.isRunning() && (spare.starts() == 0 || clones.get(last));
        if (last != machine && free && cluster.machine(machine).isRunning()) {
            spare.insert(cluster.machine(machine).disk().image(Crash.syncedOnly()));
            clones.set(last);
            machines.start(last);
        }
    }

    /** Somebody sees what he has done, and pulls the plug. */
    void endCopies() {
        clones.stream().forEach(number -> cluster.machine(number).kill(Crash.syncedOnly()));
    }

    /** Whether a machine holds a copy of another one's disk. */
    boolean isCopy(int machine) {
        return clones.get(machine);
    }

    /** A machine's own disk runs as this node. */
    void runs(int machine, NodeId node) {
        if (!clones.get(machine)) {
            homes.put(node, cluster.machine(machine).name());
        }
    }

    /**
     * Whose disk a member is on, or was. The name says it of founders; whoever joined while a copy ran may have been given the
     * name of the machine that ran the copy.
     */
    String home(Member member) {
        return homes.getOrDefault(member.id(), member.name().split("~", 2)[0]);
    }

    /** Whether bits of a machine's disk have rotted. */
    boolean isDamaged(int machine) {
        return damaged.get(machine);
    }

    /** One bit of what was written to the log or the index, and synced; or of a value that is read. */
    void flip(int machine, Randomness random) {
        if (random.nextInt(3) > 0 && flipLive(machine, random)) {
            return;
        }
        SimFiles disk = cluster.machine(machine).disk();
        SimFiles synced = disk.image(Crash.syncedOnly());
        try {
            List<String> files = files(synced);
            if (files.isEmpty()) {
                return;
            }
            String path = files.get(random.nextInt(files.size()));
            int offset = written(synced, path, random);
            if (offset >= 0 && disk.exists(path)) {
                disk.flipBit(path, offset, random.nextInt(8));
                damaged.set(machine);
            }
        } catch (IOException impossible) {
            throw new IllegalStateException("a simulated disk cannot be looked at", impossible);
        }
    }

    /** One bit of a value that a running node's records hold; {@code false} where none was found. */
    boolean flipLive(int machine, Randomness random) {
        byte[] value = liveValue(machine, random);
        try {
            if (value != null) {
                damageValue(machine, cluster.machine(machine).disk().image(Crash.syncedOnly()), value);
            }
        } catch (IOException impossible) {
            throw new IllegalStateException("a simulated disk cannot be looked at", impossible);
        }
        return value != null;
    }

    /** A value that a running node's records hold, so that whoever reads or looks it through meets the damage. */
    private byte @Nullable [] liveValue(int machine, Randomness random) {
        byte[] value = null;
        for (int attempt = 0; attempt < 6 && value == null; attempt++) {
            value = someValue(machine, random);
        }
        return value;
    }

    private byte @Nullable [] someValue(int machine, Randomness random) {
        Key key = Key.of(random.nextInt(2) == 0 ? "kv" : SimCluster.LWW_BUCKET, "k" + random.nextInt(4));
        KeyRecord record = cluster.machine(machine).isRunning() ? Replicas.held(cluster.node(machine), key) : null;
        if (record == null || record.siblings().isEmpty()) {
            return null;
        }
        List<Sibling> siblings = record.siblings();
        byte[] value =
                siblings.get(random.nextInt(siblings.size())).content().value().toByteArray();
        return value.length == 0 ? null : value;
    }

    private void damageValue(int machine, SimFiles synced, byte[] value) throws IOException {
        SimFiles disk = cluster.machine(machine).disk();
        for (String name : synced.list("log")) {
            byte[] content = content(synced, "log/" + name);
            for (int at = 0; at + value.length <= content.length; at++) {
                if (disk.exists("log/" + name)
                        && Arrays.equals(content, at, at + value.length, value, 0, value.length)) {
                    disk.flipBit("log/" + name, at, 0);
                    damaged.set(machine);
                }
            }
        }
    }

    private static byte[] content(SimFiles disk, String path) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) disk.size(path));
        try (ReadFile file = disk.open(path)) {
            file.read(0, bytes);
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private static List<String> files(SimFiles disk) throws IOException {
        List<String> files = new ArrayList<>();
        for (String name : disk.list("log")) {
            files.add("log/" + name);
        }
        for (String group : disk.list("index")) {
            for (String name : disk.list("index/" + group)) {
                files.add("index/" + group + "/" + name);
            }
        }
        return files;
    }

    /** Where something is written: the first byte that is not zero from some place on; -1 when there is none. */
    private static int written(SimFiles disk, String path, Randomness random) throws IOException {
        byte[] bytes = content(disk, path);
        int length = bytes.length;
        int from = length == 0 ? 0 : random.nextInt(length);
        for (int i = 0; i < length; i++) {
            int at = (from + i) % length;
            if (bytes[at] != 0) {
                return at;
            }
        }
        return -1;
    }
}
