package io.gramme.node.causality;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The model against the oracle. More steps: {@code -Dcausality.steps=1000000}; one seed again:
 * {@code -Dcausality.seed=N} (the kind is in the failure's message).
 */
class RecordModelSimTest {
    private static final int STEPS_PER_RUN = 120;
    private static final long STEPS = Long.getLong("causality.steps", 60_000);

    @ParameterizedTest
    @EnumSource(RecordModel.Kind.class)
    void everyReplicaAgreesWithTheOracleAfterEveryStep(RecordModel.Kind kind) {
        long share = kind == RecordModel.Kind.KEEP ? STEPS * 6 / 10 : STEPS * 2 / 10;
        Long only = Long.getLong("causality.seed");
        long first = only == null ? 0 : only;
        long last = only == null ? share / STEPS_PER_RUN : only;
        for (long seed = first; seed <= last; seed++) {
            run(seed, kind);
        }
    }

    private static void run(long seed, RecordModel.Kind kind) {
        try {
            new RecordModel(seed, kind).run(STEPS_PER_RUN);
        } catch (AssertionError | RuntimeException wrong) {
            throw new AssertionError(
                    kind + " seed " + seed + " (-Dcausality.seed=" + seed + "): " + wrong.getMessage(), wrong);
        }
    }
}
