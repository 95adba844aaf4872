package io.gramme.chaos.cluster;

import io.gramme.node.app.Inspection;
import io.gramme.node.app.Node;
import io.gramme.node.coordinator.ReadRequest;
import io.gramme.node.coordinator.ReadResult;
import io.gramme.node.coordinator.WriteRequest;
import io.gramme.node.coordinator.WriteResult;
import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.runtime.sim.SimLoop;
import io.gramme.node.storage.RecordStore;
import io.gramme.ring.NodeId;
import io.gramme.ring.Ring;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One process of a node. Its state may be looked at between two steps of the simulation, from outside every loop: nothing
 * runs then.
 */
public final class RunningNode {
    private final String machine;
    private final Node node;
    private final SimWire wire;
    private final List<SerialExecutor> loops;
    private final SimLoop time;
    private final Inspection inspection;

    RunningNode(String machine, Node node, SimWire wire, List<SerialExecutor> loops, SimLoop time) {
        this.machine = machine;
        this.node = node;
        this.wire = wire;
        this.loops = List.copyOf(loops);
        this.time = time;
        this.inspection = new Inspection(node);
    }

    public String machine() {
        return machine;
    }

    public Node node() {
        return node;
    }

    /** Its identity, which is its disk's. */
    public NodeId id() {
        return node.views(0).current().self();
    }

    /** How often its disk has counted as restored, cloned or damaged. */
    public int generation() {
        return node.identity().current().generation();
    }

    /** Whether it is ready and may issue dots. */
    public boolean serves() {
        return node.isReady() && node.views(0).current().mayCoordinate();
    }

    /** The newest ring it knows. */
    public @Nullable Ring ring() {
        return node.views(0).current().ring();
    }

    /** The shards' loops; the first is the control loop. */
    public List<SerialExecutor> loops() {
        return loops;
    }

    /** The records of a shard, {@code null} before there is a seat and a store. */
    public @Nullable RecordStore records(int shard) {
        return node.records(shard);
    }

    /** What it holds past every protocol. */
    public Inspection inspection() {
        return inspection;
    }

    /** Alarms since the start. */
    public List<String> alarms() {
        return node.events().since(0).stream()
                .filter(event -> event.alarm())
                .map(event -> event.text())
                .toList();
    }

    /** Sends a write to this node; the result comes later, if ever. */
    public Call<WriteResult> write(WriteRequest request, Consumer<WriteResult> then) {
        Call<WriteResult> call = new Call<>(machine, time.nowNanos(), request.budgetMillis());
        loops.get(0)
                .execute(() -> node.coordinator(0).write(request, result -> {
                    call.end(result, time.nowNanos());
                    then.accept(result);
                }));
        return call;
    }

    /** Sends a read to this node; the result comes later, if ever. */
    public Call<ReadResult> read(ReadRequest request, Consumer<ReadResult> then) {
        Call<ReadResult> call = new Call<>(machine, time.nowNanos(), request.budgetMillis());
        loops.get(0)
                .execute(() -> node.coordinator(0).read(request, result -> {
                    call.end(result, time.nowNanos());
                    then.accept(result);
                }));
        return call;
    }

    void onPeerEnded(String peer) {
        wire.onPeerEnded(peer);
    }
}
