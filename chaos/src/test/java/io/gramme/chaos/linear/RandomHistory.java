package io.gramme.chaos.linear;

import io.gramme.chaos.linear.RegisterAction.CompareAndSet;
import io.gramme.chaos.linear.RegisterAction.Read;
import io.gramme.chaos.linear.RegisterAction.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Histories of one register: overlapping operations whose answers are guessed, or are those of a real register. */
final class RandomHistory {
    private final SplittableRandom random;

    RandomHistory(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Answers at random: some are right. */
    List<Operation<RegisterAction>> guessed(int size) {
        List<Operation<RegisterAction>> history = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            long start = random.nextInt(2 * size);
            boolean pending = random.nextInt(5) == 0;
            RegisterAction action = action(pending);
            long end = pending ? Operation.PENDING : start + random.nextInt(size);
            history.add(new Operation<>("k", "c" + i, action, start, end));
        }
        return history;
    }

    private RegisterAction action(boolean pending) {
        return switch (pending ? 1 + random.nextInt(2) : random.nextInt(3)) {
            case 0 -> new Read(value());
            case 1 -> new Write("v" + random.nextInt(3));
            default ->
                new CompareAndSet(value(), "v" + random.nextInt(3), pending ? null : (Boolean) random.nextBoolean());
        };
    }

    private @Nullable String value() {
        int draw = random.nextInt(4);
        return draw == 3 ? null : "v" + draw;
    }

    /** Answers of a register that does each operation at a moment between its start and its end, with clients in parallel. */
    List<Operation<RegisterAction>> real(int size, int clients) {
        record Moment(int client, long at) {}
        List<Operation<RegisterAction>> history = new ArrayList<>();
        long[] freeAt = new long[clients];
        long[] startOf = new long[clients];
        RegisterModel model = new RegisterModel();
        RegisterModel.Holds state = model.initial();
        long now = 0;
        for (int i = 0; i < size; i++) {
            Moment moment = new Moment(random.nextInt(clients), now += 2);
            int client = moment.client();
            startOf[client] = Math.max(freeAt[client], moment.at() - random.nextInt(2 * clients));
            RegisterAction asked = action(random.nextInt(100) == 0);
            RegisterAction action = asked instanceof Read ? new Read(state.value()) : asked;
            if (action instanceof CompareAndSet swap && swap.swapped() != null) {
                action = new CompareAndSet(
                        swap.expected(), swap.value(), java.util.Objects.equals(swap.expected(), state.value()));
            }
            boolean pending = action instanceof CompareAndSet swap && swap.swapped() == null;
            state = java.util.Objects.requireNonNull(model.after(state, action));
            long end = pending ? Operation.PENDING : moment.at() + random.nextInt(2);
            freeAt[client] = moment.at() + 1;
            history.add(new Operation<>("k", "c" + client, action, Math.min(startOf[client], moment.at()), end));
        }
        return history;
    }
}
