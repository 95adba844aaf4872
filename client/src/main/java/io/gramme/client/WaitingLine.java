package io.gramme.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Requests that wait until a node has room for one more, first come, first served. Never longer than the client's bound on
 * pending requests, since each of them is one. Thread-safe.
 */
final class WaitingLine {
    private final Deque<Attempts> line = new ArrayDeque<>();
    private final BooleanSupplier hasRoom;
    private boolean letting;
    private boolean changed;

    WaitingLine(BooleanSupplier hasRoom) {
        this.hasRoom = hasRoom;
    }

    synchronized void add(Attempts last) {
        line.add(last);
    }

    synchronized boolean isEmpty() {
        return line.isEmpty();
    }

    private synchronized @Nullable Attempts next() {
        return line.poll();
    }

    /**
     * A node may have room: lets in as many as there is room for. Called under no lock; a call from within one, or beside
     * one, leaves its work to that one.
     */
    void onRoom() {
        if (!begin()) {
            return;
        }
        do {
            while (!isEmpty() && hasRoom.getAsBoolean()) {
                Attempts first = next();
                if (first != null) {
                    first.onTurn();
                }
            }
        } while (!end());
    }

    private synchronized boolean begin() {
        changed = letting;
        boolean first = !letting;
        letting = true;
        return first;
    }

    private synchronized boolean end() {
        letting = changed;
        changed = false;
        return !letting;
    }
}
