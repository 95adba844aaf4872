package io.gramme.node.register;

import io.gramme.node.register.AcceptorEffect.Answer;
import io.gramme.node.register.AcceptorEffect.Persist;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** An acceptor's process and disk: writes take time, a crash loses those that are not done. */
final class SimAcceptor {
    private final SimEvents events;
    private final SplittableRandom random;
    private final Consumer<AcceptorState> onDurable;
    private byte[] disk = AcceptorStateCodec.encode(AcceptorState.EMPTY);
    private AcceptorState state = AcceptorState.EMPTY;
    private AcceptorState syncing = AcceptorState.EMPTY;
    private long diskFreeAt;
    private int life;
    private boolean up = true;
    private boolean lostData;

    SimAcceptor(SimEvents events, SplittableRandom random, Consumer<AcceptorState> onDurable) {
        this.events = events;
        this.random = random;
        this.onDurable = onDurable;
    }

    boolean up() {
        return up;
    }

    boolean lostData() {
        return lostData;
    }

    void receive(Request request, boolean mayVote, Consumer<Reply> reply) {
        if (!up) {
            return;
        }
        Acceptor.Step step = Acceptor.step(state, request, mayVote);
        state = step.state();
        for (AcceptorEffect effect : step.effects()) {
            if (effect instanceof Persist persist) {
                write(persist.state());
            } else {
                whileAlive(diskFreeAt, () -> reply.accept(((Answer) effect).reply()));
            }
        }
    }

    /** Stops the process; the write under way may or may not have reached the disk. */
    void crash() {
        if (up && diskFreeAt > events.now() && random.nextBoolean()) {
            durable(syncing);
        }
        up = false;
        life++;
    }

    void restart(boolean emptied) {
        if (up) {
            return;
        }
        if (emptied) {
            disk = AcceptorStateCodec.encode(AcceptorState.EMPTY);
            lostData = true;
        }
        state = AcceptorStateCodec.decode(disk);
        diskFreeAt = events.now();
        up = true;
    }

    private void write(AcceptorState next) {
        diskFreeAt = Math.max(diskFreeAt, events.now()) + random.nextInt(8);
        syncing = next;
        whileAlive(diskFreeAt, () -> durable(next));
    }

    private void durable(AcceptorState next) {
        disk = AcceptorStateCodec.encode(next);
        onDurable.accept(next);
    }

    private void whileAlive(long atMillis, Runnable run) {
        int then = life;
        events.at(atMillis, () -> {
            if (life == then) {
                run.run();
            }
        });
    }
}
