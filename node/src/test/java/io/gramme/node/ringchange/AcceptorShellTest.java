package io.gramme.node.ringchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.register.AcceptorState;
import io.gramme.node.register.Ballot;
import io.gramme.node.register.RegisterId;
import io.gramme.node.register.Reply;
import io.gramme.node.register.Request;
import io.gramme.node.register.Value;
import io.gramme.node.runtime.CellWriter;
import io.gramme.node.runtime.DurableCell;
import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.runtime.sim.SimExecutor;
import io.gramme.node.runtime.sim.SimFiles;
import io.gramme.node.runtime.sim.SimLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** CASPaxos §2.2: what an acceptor has answered, it knows after a crash. */
class AcceptorShellTest {
    private static final RegisterId ID = new RegisterId(1, 2, 1, 5);
    private static final Ballot BALLOT = new Ballot(7, 3, 99);

    @Test
    void anAnswerLeavesOnlyWhenWhatItSaysSurvivesACrash() throws Exception {
        SimLoop loop = new SimLoop();
        SimFiles files = SimFiles.empty();
        List<String> fatal = new ArrayList<>();
        CellWriter writer = new CellWriter(
                new DurableCell(files, "", "register"),
                "the register",
                new SimExecutor(loop, "disk"),
                new SimExecutor(loop, "control"),
                (message, cause) -> fatal.add(message));
        AcceptorShell acceptor = new AcceptorShell(AcceptorState.EMPTY, writer);
        List<Reply> replies = new ArrayList<>();

        acceptor.handle(new Request.Prepare(ID, BALLOT), true, replies::add);
        assertThat(replies).as("before the disk was written").isEmpty();
        acceptor.handle(new Request.Accept(ID, BALLOT, Value.of(new byte[] {1})), true, replies::add);
        loop.runUntilIdle(100);
        assertThat(replies).hasSize(2);
        assertThat(fatal).isEmpty();

        SimFiles after = files.crash(new Crash.SyncedOnly());
        AcceptorState read = AcceptorShell.read(new DurableCell(after, "", "register"));
        assertThat(read.open().get(ID)).isNotNull();
        assertThat(read.open().get(ID).promised()).isEqualTo(BALLOT);
        assertThat(read.open().get(ID).accepted()).isNotNull();
    }
}
