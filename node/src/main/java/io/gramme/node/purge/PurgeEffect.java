package io.gramme.node.purge;

import io.gramme.node.transport.PurgeMessage.PurgeItem;
import java.util.List;

/** What a {@link PurgeRound} wants done, in the order given. The node may be this one. */
sealed interface PurgeEffect {
    /** Ask an owner what it has of these. */
    record Prepare(int node, List<PurgeItem> items) implements PurgeEffect {}

    /** Ask a ring member what it keeps of the partition. */
    record AskHoldings(int node) implements PurgeEffect {}

    /** Tell an owner to purge these. */
    record Apply(int node, List<PurgeItem> items) implements PurgeEffect {}

    /** The round is over. */
    record Finish(PurgeResult result) implements PurgeEffect {}
}
