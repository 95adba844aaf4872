package io.gramme.client;

import io.gramme.client.transport.NodeLoad;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which node gets a request: an owner before others, one that answers before one that does not, then the {@link NodeLoad}. */
final class NodeChoice {
    private NodeChoice() {}

    /**
     * Chooses.
     *
     * @param preferred owners of the key, none when the ring is unknown
     * @param all every known node
     * @param tried nodes this request has been sent to already
     * @param room outstanding requests a node may have
     * @param view chance and time
     * @return {@code null} when every node is full
     */
    static @Nullable Node choose(List<Node> preferred, List<Node> all, Set<Node> tried, int room, View view) {
        Node chosen = lighter(fit(preferred, tried, room), view);
        if (chosen == null) {
            chosen = lighter(fit(all, tried, room), view);
        }
        if (chosen == null) {
            chosen = lighter(fit(preferred.isEmpty() ? all : preferred, Set.of(), room), view);
        }
        return chosen == null ? lighter(withRoom(all, room), view) : chosen;
    }

    /**
     * What chance and the clock say.
     *
     * @param first 0 inclusive to 1 exclusive
     * @param second the same
     */
    record View(double first, double second, long nowNanos) {}

    private static List<Node> fit(List<Node> nodes, Set<Node> tried, int room) {
        List<Node> fit = withRoom(nodes, room);
        fit.removeIf(node -> tried.contains(node) || !node.isUp());
        return fit;
    }

    private static List<Node> withRoom(List<Node> nodes, int room) {
        List<Node> fit = new ArrayList<>(nodes);
        fit.removeIf(node -> node.load().pending() >= room);
        return fit;
    }

    private static @Nullable Node lighter(List<Node> nodes, View view) {
        return NodeLoad.lighter(nodes, Node::load, view.first, view.second, view.nowNanos);
    }
}
