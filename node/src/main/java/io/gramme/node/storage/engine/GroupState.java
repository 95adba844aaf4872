package io.gramme.node.storage.engine;

import java.util.List;

/**
 * What the manifest says about a group. Immutable: {@code live} is not changed after construction.
 *
 * @param group 0..15
 * @param runs names of the index runs, oldest first
 * @param position the runs hold everything that the log says about the group before this position
 * @param sequence greatest sequence given out when the runs were complete
 * @param live bytes still pointed to, at that position
 */
record GroupState(int group, List<String> runs, long position, long sequence, LiveBytes live) {
    static GroupState empty(int group) {
        return new GroupState(group, List.of(), 0, 0, new LiveBytes());
    }

    GroupState withRuns(List<String> names) {
        return new GroupState(group, List.copyOf(names), position, sequence, live);
    }
}
