package io.gramme.node.background;

import io.gramme.node.metrics.BackgroundMetrics.Task;
import java.util.List;

/**
 * The budget at one moment, for people.
 *
 * @param bytesPerSecond what background work may move now
 * @param fullBytesPerSecond what it may move when clients do not mind
 * @param baselineMicros p99 of clients' requests while background work is small, 0 while unknown
 * @param p99Micros their p99 in the last second, 0 when there were few
 * @param shedding whether requests were turned away within the last two seconds: only compaction goes on
 */
public record BudgetState(
        long bytesPerSecond,
        long fullBytesPerSecond,
        long baselineMicros,
        long p99Micros,
        boolean shedding,
        List<OfTask> tasks) {
    public BudgetState {
        tasks = List.copyOf(tasks);
    }

    /** One task: steps that wait, their bytes, and bytes let through since the start. */
    public record OfTask(Task task, int waiting, long waitingBytes, long grantedBytes) {}
}
