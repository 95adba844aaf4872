package io.gramme.node.background;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.background.Task.State;
import io.gramme.node.runtime.sim.SimClock;
import io.gramme.node.runtime.sim.SimLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TasksTest {
    private final SimLoop loop = new SimLoop();
    private final Tasks tasks = new Tasks(new SimClock(loop), "ab12");
    private final List<String> cancelled = new ArrayList<>();

    private Task begin() {
        return tasks.begin(new Task.Start("snapshot", "s1", () -> cancelled.add("asked")));
    }

    @Test
    void tellsHowFarItIsAndWhenItEnds() {
        Task task = begin();
        loop.runFor(Duration.ofSeconds(10));
        task.progress("bytes", 250, 1_000);
        assertThat(task.rate()).isEqualTo(25.0);
        assertThat(task.etaSeconds()).isEqualTo(30);
        task.done("taken");
        loop.runFor(Duration.ofSeconds(10));
        assertThat(task.rate()).as("frozen at the end").isEqualTo(25.0);
        assertThat(task.etaSeconds()).isNegative();
        assertThat(task.endedMillis()).isEqualTo(task.startedMillis() + 10_000);
    }

    @Test
    void isCancelledOnceAndNeverAfterItsEnd() {
        Task task = begin();
        assertThat(task.cancel()).isTrue();
        assertThat(task.cancel()).isTrue();
        assertThat(cancelled).containsExactly("asked");
        task.cancelled("stopped at file 3");
        task.done("too late");
        assertThat(task.state()).isEqualTo(State.CANCELLED);
        Task over = begin();
        over.failed("no room");
        assertThat(over.cancel()).isFalse();
        assertThat(cancelled).hasSize(1);
    }

    @Test
    void forgetsTheOldestThatIsOverAndRefusesWhereAllRun() {
        List<Task> all = new ArrayList<>();
        for (int i = 0; i < Tasks.KEPT; i++) {
            all.add(begin());
        }
        assertThat(begin()).isNull();
        all.get(7).done("over");
        all.get(9).done("over");
        assertThat(begin()).isNotNull();
        assertThat(tasks.find(all.get(7).id())).isNull();
        assertThat(tasks.find(all.get(9).id())).isNotNull();
        assertThat(tasks.all()).hasSize(Tasks.KEPT).doesNotHaveDuplicates();
    }
}
