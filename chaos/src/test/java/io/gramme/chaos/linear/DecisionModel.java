package io.gramme.chaos.linear;

import org.jspecify.annotations.Nullable;

/** A register that is written once: who comes later is told what is in it. */
final class DecisionModel implements Model<DecisionModel.Decided, DecisionModel.Try> {
    /** What was decided, {@code null} for nothing yet. */
    record Decided(@Nullable String value) {}

    /**
     * A proposal or a read.
     *
     * @param own what was proposed, {@code null} for a read
     * @param answered whether there is an answer
     * @param answer what was said to be decided, {@code null} for nothing
     */
    record Try(
            @Nullable String own,
            boolean answered,
            @Nullable String answer) {}

    @Override
    public Decided initial() {
        return new Decided(null);
    }

    @Override
    public @Nullable Decided after(Decided state, Try attempt) {
        Decided next = state.value() == null ? new Decided(attempt.own()) : state;
        boolean wrong = attempt.answered() && !next.equals(new Decided(attempt.answer()));
        return wrong ? null : next;
    }
}
