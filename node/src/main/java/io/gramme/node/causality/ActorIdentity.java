package io.gramme.node.causality;

/**
 * What makes this node's actors its own at present. Immutable; a restart makes a new one.
 *
 * @param nodeIndex given by the ring, never reused
 * @param generation counts restores, clones and corruption; peers remember the greatest
 * @param run counts starts, local and no part of the actor: a marker written in another run may promise dots that the disk
 *     no longer shows, or that another process on a copy of the disk issues too
 */
public record ActorIdentity(int nodeIndex, int generation, long run) {
    /** @throws IllegalArgumentException outside 0..4095, or for a negative run */
    public ActorIdentity {
        Actor.of(nodeIndex, generation, 0);
        if (run < 0) {
            throw new IllegalArgumentException("run number " + run);
        }
    }

    /** After any stop: what was applied but not synced may be gone, and a copy of the disk may run, so every marker ends. */
    public ActorIdentity afterStop() {
        return new ActorIdentity(nodeIndex, generation, run + 1);
    }

    /**
     * After a restore, a clone or corruption outside a torn tail.
     *
     * @param greatestKnown the greatest generation that this node or any peer knows of it
     * @throws IllegalStateException when the 4096 generations are used up: the node needs a new index
     */
    public ActorIdentity afterRestore(int greatestKnown) {
        int next = Math.max(generation, greatestKnown) + 1;
        if (next >= Actor.GENERATION_LIMIT) {
            throw new IllegalStateException("generation " + next + " of node index " + nodeIndex
                    + " does not exist: replace the node, so that it gets a new index");
        }
        return new ActorIdentity(nodeIndex, next, run + 1);
    }

    /** Whether the marker's actor may still be used. */
    public boolean isValid(Marker marker) {
        return marker.run() == run
                && Actor.nodeIndex(marker.actor()) == nodeIndex
                && Actor.generation(marker.actor()) == generation;
    }

    /** A marker for a new epoch number. */
    public Marker newMarker(long epoch) {
        return new Marker(Actor.of(nodeIndex, generation, epoch), run);
    }

    /** Whether the other context shows a dot of one of this node's actors that its own copy does not cover: amnesia. */
    public boolean isBehind(CausalContext mine, CausalContext shown) {
        VersionVector vector = shown.vector();
        for (int i = 0; i < vector.size(); i++) {
            long actor = vector.actorAt(i);
            if (Actor.nodeIndex(actor) == nodeIndex && mine.vector().counter(actor) < vector.counterAt(i)) {
                return true;
            }
        }
        for (int i = 0; i < shown.isolated().size(); i++) {
            Dot dot = shown.isolated().get(i);
            if (Actor.nodeIndex(dot.actor()) == nodeIndex && !mine.covers(dot)) {
                return true;
            }
        }
        return false;
    }
}
