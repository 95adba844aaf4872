package io.gramme.gossip;

/** Lifeguard §IV-A: how much this process should distrust itself, 0 (healthy) to 7. */
final class LocalHealth {
    static final int WORST = 7;

    private int score;

    int score() {
        return score;
    }

    void add(int delta) {
        score = Math.min(WORST, Math.max(0, score + delta));
    }

    /** The interval stretched by the score. */
    long scaled(long millis) {
        return millis * (score + 1);
    }
}
