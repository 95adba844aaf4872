package io.gramme.chaos.linear;

import io.gramme.chaos.linear.RegisterAction.CompareAndSet;
import io.gramme.chaos.linear.RegisterAction.Read;
import io.gramme.chaos.linear.RegisterAction.Write;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One register that is read, written, and compared and set. */
public final class RegisterModel implements Model<RegisterModel.Holds, RegisterAction> {
    /** The value in the register, {@code null} for none. */
    public record Holds(@Nullable String value) {}

    @Override
    public Holds initial() {
        return new Holds(null);
    }

    @Override
    public @Nullable Holds after(Holds state, RegisterAction action) {
        if (action instanceof Read read) {
            return Objects.equals(read.seen(), state.value()) ? state : null;
        }
        if (action instanceof Write write) {
            return new Holds(write.value());
        }
        CompareAndSet swap = (CompareAndSet) action;
        boolean swaps = Objects.equals(swap.expected(), state.value());
        if (swap.swapped() != null && swap.swapped() != swaps) {
            return null;
        }
        return swaps ? new Holds(swap.value()) : state;
    }
}
