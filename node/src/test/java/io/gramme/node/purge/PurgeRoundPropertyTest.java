package io.gramme.node.purge;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.purge.PurgeEffect.Apply;
import io.gramme.node.purge.PurgeEffect.AskHoldings;
import io.gramme.node.purge.PurgeEffect.Finish;
import io.gramme.node.purge.PurgeEffect.Prepare;
import io.gramme.node.purge.PurgeRound.Parties;
import io.gramme.node.runtime.SeededRandomness;
import io.gramme.node.transport.PurgeMessage.Holding;
import io.gramme.node.transport.PurgeMessage.HoldingsReport;
import io.gramme.node.transport.PurgeMessage.PurgeItem;
import io.gramme.ring.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rounds against what the conditions say in one sentence each, with answers in every order, lost and doubled. */
class PurgeRoundPropertyTest {
    private static final int ROUNDS = 20_000;

    /** What every node would answer, decided before anything is asked. */
    private static final class World {
        final SeededRandomness chance;
        final int[] owners;
        final int[] members;
        final List<PurgeItem> items;
        final Holding[][] prepared;
        final Holding[][] applied;
        final boolean[] clean;
        final boolean[] silentFirst;
        final boolean[] silentMember;
        final boolean[] silentLast;

        World(long seed) {
            chance = new SeededRandomness(seed);
            members = IntStream.range(0, 1 + chance.nextInt(5)).toArray();
            owners = IntStream.range(0, 1 + chance.nextInt(Math.min(3, members.length)))
                    .toArray();
            items = IntStream.range(0, 1 + chance.nextInt(4))
                    .mapToObj(i -> new PurgeItem(Key.of("b", "k" + i), i, chance.nextInt(4) == 0))
                    .toList();
            double trouble = chance.nextInt(3) * 0.1;
            prepared = words(trouble, Holding.SAME);
            applied = words(trouble, Holding.LISTED);
            clean = flags(1 - trouble / 2);
            silentFirst = flags(trouble / 3);
            silentMember = flags(trouble / 3);
            silentLast = flags(trouble / 3);
        }

        private boolean[] flags(double likely) {
            boolean[] flags = new boolean[members.length];
            for (int i = 0; i < flags.length; i++) {
                flags[i] = chance.nextDouble() < likely;
            }
            return flags;
        }

        private Holding[][] words(double trouble, Holding usual) {
            Holding[][] words = new Holding[members.length][items.size()];
            for (Holding[] row : words) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = chance.nextDouble() < trouble ? Holding.values()[chance.nextInt(4)] : usual;
                }
            }
            return words;
        }

        /** The conditions, item by item, with no thought of messages. */
        boolean goes(int item) {
            boolean all = IntStream.of(members).allMatch(node -> clean[node] && !silentMember[node]);
            boolean agreed = IntStream.of(owners).allMatch(node -> !silentFirst[node] && prepared[node][item].agrees());
            boolean done = IntStream.of(owners).allMatch(node -> applied[node][item] == Holding.LISTED);
            return all && agreed && done && lastAnswered();
        }

        /** Owners that are told to purge; the one that drives is told only what is left. */
        private boolean lastAnswered() {
            boolean others = IntStream.of(owners).skip(1).noneMatch(node -> silentLast[node]);
            return others && !silentLast[0];
        }
    }

    /** Carries messages between a round and its world in a random order. */
    private static final class Run {
        final World world;
        final PurgeRound round;
        final List<PurgeEffect> under = new ArrayList<>();
        final boolean[][] told;
        int preparedOwners;
        int reports;

        @Nullable
        PurgeResult result;

        Run(World world) {
            this.world = world;
            this.told = new boolean[world.members.length][world.items.size()];
            this.round = new PurgeRound(new Parties(0, world.owners, world.members), world.items);
        }

        PurgeResult toTheEnd() {
            take(round.start());
            while (!under.isEmpty()) {
                PurgeEffect effect = under.remove(world.chance.nextInt(under.size()));
                take(answer(effect));
                if (world.chance.nextInt(10) == 0) {
                    take(answer(effect));
                }
            }
            return java.util.Objects.requireNonNull(result);
        }

        private void take(List<PurgeEffect> effects) {
            for (PurgeEffect effect : effects) {
                if (effect instanceof Finish finish) {
                    assertThat(result).isNull();
                    result = finish.result();
                } else {
                    under.add(effect);
                }
                if (effect instanceof AskHoldings) {
                    assertThat(preparedOwners)
                            .as("asked for holdings before all owners agreed")
                            .isGreaterThanOrEqualTo(world.owners.length);
                } else if (effect instanceof Apply apply) {
                    onApply(apply);
                }
            }
        }

        private void onApply(Apply apply) {
            assertThat(reports).isGreaterThanOrEqualTo(world.members.length);
            for (PurgeItem item : apply.items()) {
                int number = world.items.indexOf(item);
                told[apply.node()][number] = true;
                for (int owner : world.owners) {
                    assertThat(world.prepared[owner][number].agrees()).isTrue();
                    boolean before = owner == 0 || apply.node() != 0 || told[owner][number];
                    assertThat(before).as("this node purges last").isTrue();
                }
            }
        }

        private List<PurgeEffect> answer(PurgeEffect effect) {
            if (effect instanceof Prepare prepare) {
                if (world.silentFirst[prepare.node()]) {
                    return round.onSilent(prepare.node());
                }
                preparedOwners++;
                return round.onHoldings(prepare.node(), words(world.prepared[prepare.node()], prepare.items()));
            } else if (effect instanceof AskHoldings ask) {
                if (world.silentMember[ask.node()]) {
                    return round.onSilent(ask.node());
                }
                reports++;
                return round.onReport(ask.node(), new HoldingsReport(!world.clean[ask.node()], false));
            }
            Apply apply = (Apply) effect;
            return world.silentLast[apply.node()]
                    ? round.onSilent(apply.node())
                    : round.onHoldings(apply.node(), words(world.applied[apply.node()], apply.items()));
        }

        private List<Holding> words(Holding[] all, List<PurgeItem> asked) {
            return asked.stream().map(item -> all[world.items.indexOf(item)]).toList();
        }
    }

    @Test
    void purgesWhatTheConditionsAllowAndNothingElse() {
        int purges = 0;
        for (long seed = 0; seed < ROUNDS; seed++) {
            World world = new World(seed);
            PurgeResult result = new Run(world).toTheEnd();
            int trimmed = 0;
            int purged = 0;
            for (int item = 0; item < world.items.size(); item++) {
                boolean trim = world.items.get(item).trim();
                trimmed += world.goes(item) && trim ? 1 : 0;
                purged += world.goes(item) && !trim ? 1 : 0;
            }
            int left = world.items.size() - trimmed - purged;
            assertThat(result.purged()).as("seed %d: purged", seed).isEqualTo(purged);
            assertThat(result.trimmed()).as("seed %d: trimmed", seed).isEqualTo(trimmed);
            assertThat(result.left()).as("seed %d: left", seed).isEqualTo(left);
            assertThat(result.first() == null)
                    .as("seed %d: a reason if anything is left", seed)
                    .isEqualTo(left == 0);
            purges += purged;
        }
        assertThat(purges).as("the worlds are not all troubled").isGreaterThan(ROUNDS / 2);
    }
}
