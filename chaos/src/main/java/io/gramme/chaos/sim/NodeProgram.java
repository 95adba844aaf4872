package io.gramme.chaos.sim;

import java.io.IOException;

/**
 * Builds a node out of its ports: the composition hook of the simulator.
 *
 * @param <P> what stands for the running node in workloads and checkers
 */
@FunctionalInterface
public interface NodeProgram<P> {
    /**
     * Starts the node on a process. Called at each start, on the disk that the last process left.
     *
     * @throws IOException when its disk does not let it start; the process is then dead
     */
    P start(SimProcess process) throws IOException;
}
