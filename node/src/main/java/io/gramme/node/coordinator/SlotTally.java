package io.gramme.node.coordinator;

import io.gramme.ring.Row;
import java.util.Arrays;

/**
 * Counts what a row of owners has answered: by distinct nodes and by distinct owner slots at once.
 *
 * <p>An owner and whoever stands in for it are one slot; a node counts once however many slots it stands in for. The count
 * is therefore the greatest number of (node, slot) pairs in which no node and no slot appears twice: a maximum matching,
 * recomputed by augmenting paths at each answer. Rows are short, so it costs a few dozen steps. Counting greedily would
 * be cheaper and wrong: a stand-in for A and B that was counted for B must move to A when B itself answers.
 *
 * <p>Not safe for several threads; one for each row and request.
 */
final class SlotTally {
    private final Row row;
    private int[] slotsOfNode;
    private int[] nodes;
    private final int[] takenBy;
    private int known;
    private int count;
    private int owners;
    private boolean standIns;

    /** @param answerers about so many different nodes will answer */
    SlotTally(Row row, int answerers) {
        this.row = row;
        this.nodes = new int[answerers];
        this.slotsOfNode = new int[answerers];
        this.takenBy = new int[row.size()];
        Arrays.fill(takenBy, -1);
    }

    /** The same count, to go on with separately. */
    SlotTally copy() {
        SlotTally copy = new SlotTally(row, nodes.length + row.size());
        System.arraycopy(nodes, 0, copy.nodes, 0, known);
        System.arraycopy(slotsOfNode, 0, copy.slotsOfNode, 0, known);
        copy.known = known;
        copy.count = count;
        copy.owners = owners;
        copy.standIns = standIns;
        return copy;
    }

    /** An owner answered for its own slot; one that is not in the row counts for nothing. */
    void owner(int node) {
        int slot = row.slotOf(node);
        if (slot >= 0) {
            int place = place(node);
            if ((slotsOfNode[place] & (1 << slot)) == 0) {
                slotsOfNode[place] |= 1 << slot;
                owners++;
                recount();
            }
        }
    }

    /** A fallback answered on behalf of owners; owners outside the row count for nothing. */
    void standIn(int node, int[] forOwners) {
        standIns = true;
        int place = place(node);
        for (int owner : forOwners) {
            int slot = row.slotOf(owner);
            if (slot >= 0) {
                slotsOfNode[place] |= 1 << slot;
            }
        }
        recount();
    }

    /** Pairs of distinct nodes and distinct slots so far. */
    int count() {
        return count;
    }

    /** Owners that answered themselves. */
    int owners() {
        return owners;
    }

    private int place(int node) {
        for (int i = 0; i < known; i++) {
            if (nodes[i] == node) {
                return i;
            }
        }
        if (known == nodes.length) {
            nodes = Arrays.copyOf(nodes, 2 * known + 1);
            slotsOfNode = Arrays.copyOf(slotsOfNode, 2 * known + 1);
        }
        nodes[known] = node;
        return known++;
    }

    private void recount() {
        if (!standIns) {
            count = owners;
            return;
        }
        Arrays.fill(takenBy, -1);
        count = 0;
        for (int place = 0; place < known; place++) {
            if (augment(place, new boolean[row.size()])) {
                count++;
            }
        }
    }

    private boolean augment(int place, boolean[] visited) {
        for (int slot = 0; slot < row.size(); slot++) {
            if ((slotsOfNode[place] & (1 << slot)) != 0 && !visited[slot]) {
                visited[slot] = true;
                if (takenBy[slot] < 0 || augment(takenBy[slot], visited)) {
                    takenBy[slot] = place;
                    return true;
                }
            }
        }
        return false;
    }
}
