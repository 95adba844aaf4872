package io.gramme.node.purge;

import io.gramme.node.metrics.PurgeMetrics.Block;
import io.gramme.node.purge.HoldingsPoll.Blocked;
import io.gramme.node.purge.PurgeEffect.Apply;
import io.gramme.node.purge.PurgeEffect.AskHoldings;
import io.gramme.node.purge.PurgeEffect.Finish;
import io.gramme.node.purge.PurgeEffect.Prepare;
import io.gramme.node.runtime.Invariants;
import io.gramme.node.transport.PurgeMessage.Holding;
import io.gramme.node.transport.PurgeMessage.HoldingsReport;
import io.gramme.node.transport.PurgeMessage.PurgeItem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One round of a purge: some records of one partition. No clock, no message, no storage.
 *
 * <p>(1) Every owner must hold the same version, fsynced, or list it. (2) After that, every ring member must say that it
 * keeps no hint and no data of the partition that its owners may not have. (3) The other owners purge what is still the
 * same; (4) this one last, and only what all others have done, so what is left to do is on its disk as long as anything
 * is. Rejected: purging at W, which lets the third owner's copy, or an old hint, bring a value back.
 */
final class PurgeRound {
    private final Parties parties;
    private final List<PurgeItem> items;
    private final BitSet open = new BitSet();
    private final BitSet awaited = new BitSet();
    private final HoldingsPoll poll;
    private List<Integer> asked = List.of();
    private @Nullable Blocked first;
    private Phase phase = Phase.NEW;

    /**
     * Who has to agree.
     *
     * @param owners node indices of the current row, {@code self} among them
     * @param members node indices of all ring members
     */
    record Parties(int self, int[] owners, int[] members) {
        Parties {
            int own = self;
            Invariants.check(Arrays.stream(owners).anyMatch(owner -> owner == own), "%s owns nothing to purge", self);
        }
    }

    private enum Phase {
        NEW,
        PREPARING,
        POLLING,
        APPLYING,
        APPLYING_HERE,
        OVER
    }

    /** @param items not empty */
    PurgeRound(Parties parties, List<PurgeItem> items) {
        this.parties = parties;
        this.items = items;
        this.poll = new HoldingsPoll(parties.members);
        open.set(0, items.size());
    }

    List<PurgeEffect> start() {
        become(Phase.PREPARING);
        List<PurgeEffect> effects = new ArrayList<>();
        await(parties.owners, effects, (node, wanted) -> new Prepare(node, wanted));
        return effects;
    }

    /** An owner's answer to {@link Prepare} or {@link Apply}. */
    List<PurgeEffect> onHoldings(int node, List<Holding> each) {
        List<PurgeEffect> effects = new ArrayList<>();
        if (!isAwaited(node)) {
            return effects;
        }
        awaited.clear(node);
        if (each.size() != asked.size()) {
            return close(new Blocked(Block.OWNER_SILENT, node), effects);
        }
        boolean applied = phase != Phase.PREPARING;
        for (int i = 0; i < each.size(); i++) {
            Holding holding = each.get(i);
            if (applied ? holding != Holding.LISTED : !holding.agrees()) {
                open.clear(asked.get(i));
                block(new Blocked(holding == Holding.NOT_NOW ? Block.OWNER_NOT_NOW : Block.OWNER_DIFFERS, node));
            }
        }
        return awaited.isEmpty() ? next(effects) : effects;
    }

    /** A ring member's answer to {@link AskHoldings}. */
    List<PurgeEffect> onReport(int node, HoldingsReport report) {
        if (phase != Phase.POLLING) {
            return List.of();
        }
        poll.onReport(node, report);
        return polled();
    }

    /** A node did not answer what it was asked last, or refused to. */
    List<PurgeEffect> onSilent(int node) {
        if (phase == Phase.POLLING) {
            poll.onSilent(node);
            return polled();
        }
        return isAwaited(node) ? close(new Blocked(Block.OWNER_SILENT, node), new ArrayList<>()) : List.of();
    }

    private boolean isAwaited(int node) {
        return phase != Phase.POLLING && phase != Phase.OVER && awaited.get(node);
    }

    private List<PurgeEffect> polled() {
        List<PurgeEffect> effects = new ArrayList<>();
        if (!poll.isOver()) {
            return effects;
        }
        Blocked blocked = poll.blocked();
        return blocked == null ? next(effects) : close(blocked, effects);
    }

    private List<PurgeEffect> next(List<PurgeEffect> effects) {
        if (open.isEmpty()) {
            return finish(effects);
        }
        int[] others = Arrays.stream(parties.owners)
                .filter(owner -> owner != parties.self)
                .toArray();
        switch (phase) {
            case PREPARING -> {
                become(Phase.POLLING);
                Arrays.stream(parties.members).forEach(member -> effects.add(new AskHoldings(member)));
            }
            case POLLING -> {
                become(others.length > 0 ? Phase.APPLYING : Phase.APPLYING_HERE);
                await(others.length > 0 ? others : parties.owners, effects, (node, wanted) -> new Apply(node, wanted));
            }
            case APPLYING -> {
                become(Phase.APPLYING_HERE);
                await(new int[] {parties.self}, effects, (node, wanted) -> new Apply(node, wanted));
            }
            default -> finish(effects);
        }
        return effects;
    }

    @FunctionalInterface
    private interface Ask {
        PurgeEffect of(int node, List<PurgeItem> items);
    }

    private void await(int[] nodes, List<PurgeEffect> effects, Ask ask) {
        asked = open.stream().boxed().toList();
        List<PurgeItem> wanted = asked.stream().map(items::get).toList();
        for (int node : nodes) {
            awaited.set(node);
            effects.add(ask.of(node, wanted));
        }
    }

    private void block(Blocked blocked) {
        first = first == null ? blocked : first;
    }

    private List<PurgeEffect> close(Blocked blocked, List<PurgeEffect> effects) {
        block(blocked);
        open.clear();
        return finish(effects);
    }

    private List<PurgeEffect> finish(List<PurgeEffect> effects) {
        become(Phase.OVER);
        int trimmed = (int) open.stream().filter(i -> items.get(i).trim()).count();
        int purged = open.cardinality() - trimmed;
        effects.add(new Finish(new PurgeResult(purged, trimmed, items.size() - open.cardinality(), first)));
        return effects;
    }

    private void become(Phase next) {
        Invariants.check(next.compareTo(phase) > 0, "purge round: %s after %s", next, phase);
        phase = next;
    }
}
