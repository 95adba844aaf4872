package io.gramme.node.ringchange;

import io.gramme.node.register.Acceptor;
import io.gramme.node.register.AcceptorEffect;
import io.gramme.node.register.AcceptorState;
import io.gramme.node.register.AcceptorStateCodec;
import io.gramme.node.register.Decision;
import io.gramme.node.register.Reply;
import io.gramme.node.register.Request;
import io.gramme.node.runtime.CellWriter;
import io.gramme.node.runtime.DurableCell;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** This node's acceptor, with its state in a durable cell: an answer leaves only behind the state it speaks of. */
final class AcceptorShell {
    private final CellWriter cell;
    private AcceptorState state;

    AcceptorShell(AcceptorState stored, CellWriter cell) {
        this.state = stored;
        this.cell = cell;
    }

    /**
     * The state on disk; blocks.
     *
     * @throws IOException when the disk fails or the state cannot be read: this acceptor has then lost what it promised
     */
    static AcceptorState read(DurableCell cell) throws IOException {
        Optional<byte[]> bytes = cell.read();
        try {
            return bytes.isPresent() ? AcceptorStateCodec.decode(bytes.get()) : AcceptorState.EMPTY;
        } catch (IllegalArgumentException damaged) {
            throw new IOException("the state of the ring register cannot be read", damaged);
        }
    }

    /** Handles one request; {@code answer} comes on this loop when all it rests on is durable. */
    void handle(Request request, boolean mayVote, Consumer<Reply> answer) {
        Acceptor.Step step = Acceptor.step(state, request, mayVote);
        state = step.state();
        for (AcceptorEffect effect : step.effects()) {
            if (effect instanceof AcceptorEffect.Persist persist) {
                cell.write(AcceptorStateCodec.encode(persist.state()), () -> {});
            } else if (effect instanceof AcceptorEffect.Answer reply) {
                cell.afterWrites(() -> answer.accept(reply.reply()));
            }
        }
    }

    /** The newest decision it knows. */
    @Nullable
    Decision newest() {
        return state.newest();
    }
}
