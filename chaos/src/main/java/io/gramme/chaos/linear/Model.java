package io.gramme.chaos.linear;

import org.jspecify.annotations.Nullable;

/**
 * What one copy does. States are values: equal states behave equally.
 *
 * @param <S> states
 * @param <A> actions, with their answers
 */
public interface Model<S, A> {
    /** Before the first action. */
    S initial();

    /**
     * The state after an action, or {@code null} when the copy would not have answered so. An action of a pending
     * operation has no answer to be wrong.
     */
    @Nullable
    S after(S state, A action);
}
