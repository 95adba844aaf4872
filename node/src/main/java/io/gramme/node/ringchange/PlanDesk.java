package io.gramme.node.ringchange;

import io.gramme.node.runtime.Timers;
import io.gramme.ring.Epoch;
import io.gramme.ring.Member;
import io.gramme.ring.Refusal;
import io.gramme.ring.Ring;
import io.gramme.ring.change.Change;
import io.gramme.ring.change.Recovery;
import io.gramme.ring.change.RingChanges;
import io.gramme.ring.codec.RingCodec;
import io.gramme.ring.plan.Edit;
import io.gramme.ring.plan.Newcomer;
import io.gramme.ring.plan.Plan;
import io.gramme.ring.plan.PlanCost;
import io.gramme.ring.plan.PlanRequest;
import io.gramme.ring.plan.Planner;
import io.gramme.ring.plan.Planning;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where operators stage, look at and commit changes of the ring. What is staged is this node's alone and dies with it; what
 * is committed is the cluster's. A commit names the plan it means, so nobody commits what somebody else has changed; of two
 * commits on two nodes the register decides one, and the other is told. Lives on the control loop.
 */
public final class PlanDesk {
    private static final int TRIES = 30;
    private static final long AGAIN_MILLIS = 300;

    private final RingChanger changer;
    private final NodeMoves moves;
    private final Timers timers;
    private final Roll roll;
    private final long bytesPerSecond;
    private final List<PlanWish> wishes = new ArrayList<>();
    private @Nullable Draft draft;

    /** Nodes of the cluster without a seat. */
    @FunctionalInterface
    public interface Roll {
        /** The node of that name or id; {@code null} when there is none without a seat. */
        @Nullable
        Newcomer find(String name);
    }

    private record Draft(Plan plan, String etag, boolean needsAllowFewer) {}

    PlanDesk(RingChanger changer, NodeMoves moves, Roll roll, long bytesPerSecond) {
        this.changer = changer;
        this.moves = moves;
        this.timers = moves.ports().timers();
        this.roll = roll;
        this.bytesPerSecond = bytesPerSecond;
    }

    /**
     * Adds a wish to what is staged; where the whole is impossible, what was staged before stays. A wish that is staged
     * already changes nothing, and the answer says so.
     */
    public void stage(PlanWish wish, Consumer<PlanAnswer> onAnswer) {
        if (isStaged(wish)) {
            show(answer -> onAnswer.accept(
                    answer instanceof PlanAnswer.Staged staged
                            ? new PlanAnswer.Staged(staged.plan().warning(wish.text() + " was staged already"))
                            : answer));
            return;
        }
        wishes.add(wish);
        PlanAnswer.Refused refused = replan();
        if (refused != null) {
            wishes.remove(wishes.size() - 1);
            if (!wishes.isEmpty()) {
                replan();
            }
            onAnswer.accept(refused);
        } else {
            show(onAnswer);
        }
    }

    /** Whether it is the last word on its node: of two weights for one the later counts, the same one again does not. */
    private boolean isStaged(PlanWish wish) {
        PlanWish last = null;
        for (PlanWish each : wishes) {
            last = each.concernsSameAs(wish) ? each : last;
        }
        return wish.equals(last);
    }

    /** What is staged, made for the ring of today. */
    public void show(Consumer<PlanAnswer> onAnswer) {
        Draft staged = draft;
        Ring ring = changer.ring();
        if (staged == null || ring == null) {
            onAnswer.accept(new PlanAnswer.NothingStaged());
            return;
        }
        if (!staged.plan.fits(ring)) {
            PlanAnswer.Refused refused = replan();
            if (refused != null) {
                onAnswer.accept(refused);
                return;
            }
        }
        Draft current = draft == null ? staged : draft;
        moves.survey(survey -> onAnswer.accept(new PlanAnswer.Staged(view(current, survey))));
    }

    /** Forgets what is staged; whether there was something. */
    public boolean clear() {
        boolean was = draft != null;
        wishes.clear();
        draft = null;
        return was;
    }

    private PlanAnswer.@Nullable Refused replan() {
        draft = null;
        Ring ring = changer.ring();
        if (ring == null) {
            return new PlanAnswer.Refused("no-ring", "this node knows no ring yet");
        }
        List<Edit> edits = new ArrayList<>();
        for (PlanWish wish : wishes) {
            Edit edit = wish.edit(ring, roll);
            if (edit == null) {
                return new PlanAnswer.Refused("unknown-node", wish.text() + ": " + wish.unknown(ring));
            }
            edits.add(edit);
        }
        Planning planning = Planner.plan(ring, new PlanRequest(edits, false));
        boolean fewer = planning instanceof Planning.Refused refused
                && refused.refusal().reason() == Refusal.Reason.TOO_FEW_NODES;
        if (fewer) {
            planning = Planner.plan(ring, new PlanRequest(edits, true));
        }
        if (planning instanceof Planning.Refused refused) {
            return refused(refused.refusal());
        }
        Plan plan = ((Planning.Planned) planning).plan();
        Change change = RingChanges.commit(ring, plan, Set.of());
        if (change instanceof Change.Refused refused) {
            return refused(refused.refusal());
        }
        String etag = Long.toHexString(RingCodec.hash(((Change.Changed) change).next()));
        draft = new Draft(plan, etag, fewer);
        return null;
    }

    private static PlanAnswer.Refused refused(Refusal refusal) {
        String reason =
                refusal.reason().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        return new PlanAnswer.Refused(reason, refusal.text());
    }

    private PlanView view(Draft staged, NodeMoves.Survey survey) {
        PlanCost cost = PlanCost.of(staged.plan, survey::bytesOf, Math.max(1.0, (double) bytesPerSecond));
        List<String> edits = wishes.stream().map(PlanWish::text).toList();
        return new PlanView(
                staged.etag,
                staged.plan.base().epoch(),
                edits,
                cost,
                warnings(staged, cost, survey.freeBytes()),
                staged.needsAllowFewer);
    }

    private List<String> warnings(Draft staged, PlanCost cost, Map<Integer, Long> freeBytes) {
        List<String> warnings = new ArrayList<>();
        Plan plan = staged.plan;
        int replicas = plan.base().shape().replicas();
        int seated = plan.members().seated().size();
        if (seated < replicas) {
            warnings.add("only " + seated + " nodes would be left and N is " + replicas
                    + ": every partition has fewer owners; commit with --allow-fewer");
        }
        int poor = rowsWithFewZones(plan);
        if (poor > 0) {
            warnings.add(poor + " partitions have owners in fewer zones than there are");
        }
        for (PlanCost.Load load : cost.loads()) {
            long incoming = cost.pairs().stream()
                    .filter(pair -> pair.to() == load.node())
                    .mapToLong(PlanCost.PairMoves::bytes)
                    .sum();
            long free = freeBytes.getOrDefault(load.node(), -1L);
            if (free >= 0 && incoming > free) {
                warnings.add(load.name() + " gets " + incoming + " bytes and has room for " + free);
            }
            Member member = plan.members().at(load.node());
            if (load.before() == 0 && load.after() == 0 && member != null && member.seated()) {
                warnings.add(load.name() + " would own nothing: its zone has enough nodes");
            }
        }
        return warnings;
    }

    /** Rows that could stand in more zones than they do: nobody can help it where there are no more. */
    private static int rowsWithFewZones(Plan plan) {
        long there =
                plan.members().seated().stream().map(Member::zone).distinct().count();
        int rows = 0;
        for (int p = 0; p < plan.wanted().partitions(); p++) {
            Set<String> zones = new HashSet<>();
            for (int node : plan.wanted().row(p).toArray()) {
                Member member = plan.members().at(node);
                zones.add(member == null ? "" : member.zone());
            }
            long possible = Math.min(
                    there,
                    Math.min(plan.base().shape().zones(), plan.wanted().row(p).size()));
            rows += zones.size() < possible ? 1 : 0;
        }
        return rows;
    }

    /**
     * Commits what is staged.
     *
     * @param etag the plan that is meant
     * @param onAnswer called once on this loop, within about a minute
     */
    public void commit(String etag, boolean allowFewer, Consumer<PlanAnswer> onAnswer) {
        Draft staged = draft;
        if (staged == null) {
            onAnswer.accept(new PlanAnswer.NothingStaged());
        } else if (!staged.etag.equals(etag)) {
            onAnswer.accept(new PlanAnswer.OtherPlan(staged.etag));
        } else if (staged.needsAllowFewer && !allowFewer) {
            onAnswer.accept(new PlanAnswer.Refused(
                    "too-few-nodes", "rows would get shorter than N; commit with --allow-fewer if that is meant"));
        } else {
            propose(new Commit(staged, onAnswer), TRIES);
        }
    }

    private record Commit(Draft staged, Consumer<PlanAnswer> onAnswer) {}

    /** Lost to switches alone it is made again on the newer ring; lost to anything else it is void. */
    private void propose(Commit commit, int triesLeft) {
        Ring now = changer.ring();
        if (now != null && !commit.staged.plan.fits(now)) {
            onLost(commit);
            return;
        }
        changer.propose(ring -> RingChanges.commit(ring, commit.staged.plan, changer.unreliable(ring)), proposed -> {
            if (proposed instanceof Proposed.Decided decided) {
                forget(commit.staged);
                answer(decided, commit.onAnswer);
            } else if (proposed instanceof Proposed.Unknown unknown) {
                commit.onAnswer.accept(new PlanAnswer.Unknown(unknown.mayTakeEffect()));
            } else if (proposed instanceof Proposed.Lost lost && !commit.staged.plan.fits(lost.to())) {
                onLost(commit);
            } else if (triesLeft > 0 && !changer.keeper().isDisputed()) {
                timers.schedule(AGAIN_MILLIS, () -> propose(commit, triesLeft - 1));
            } else {
                String why = proposed instanceof Proposed.NotPossible not ? not.why() : "others were faster";
                commit.onAnswer.accept(new PlanAnswer.Refused("conflict", why));
            }
        });
    }

    /** Not before this node goes by the ring: the next wish of the same operator is one for that ring. */
    private void answer(Proposed.Decided decided, Consumer<PlanAnswer> onAnswer) {
        Epoch epoch = decided.ring().epoch();
        changer.keeper().onceAt(epoch, () -> onAnswer.accept(new PlanAnswer.Decided(epoch)));
    }

    private void onLost(Commit commit) {
        commit.onAnswer.accept(new PlanAnswer.Lost(
                "another change of the ring was committed first; look at the plan again: it has been made anew"));
    }

    @SuppressWarnings("ReferenceEquality") // a draft is itself
    private void forget(Draft staged) {
        if (draft == staged) {
            clear();
        }
    }

    /** Drops all target rows: partitions stay where they are. */
    public void cancelMoves(Consumer<PlanAnswer> onAnswer) {
        cancelMoves(onAnswer, TRIES);
    }

    private void cancelMoves(Consumer<PlanAnswer> onAnswer, int triesLeft) {
        Ring ring = changer.ring();
        Change change = ring == null ? null : RingChanges.cancel(ring, changer.unreliable(ring));
        if (change instanceof Change.Refused refused) {
            onAnswer.accept(refused(refused.refusal()));
            return;
        }
        changer.propose(now -> RingChanges.cancel(now, changer.unreliable(now)), proposed -> {
            if (proposed instanceof Proposed.Decided decided) {
                answer(decided, onAnswer);
            } else if (proposed instanceof Proposed.Unknown unknown) {
                onAnswer.accept(new PlanAnswer.Unknown(unknown.mayTakeEffect()));
            } else if (triesLeft > 0) {
                timers.schedule(AGAIN_MILLIS, () -> cancelMoves(onAnswer, triesLeft - 1));
            } else {
                onAnswer.accept(new PlanAnswer.Refused("conflict", "others were faster"));
            }
        });
    }

    /**
     * Gives up members that will never come back, when a majority of the deciders is among them. Decided by nobody: that is
     * its danger, and why it is refused while a majority is left.
     *
     * @param names of the lost
     */
    public PlanAnswer recover(List<String> names) {
        Ring ring = changer.ring();
        if (ring == null) {
            return new PlanAnswer.Refused("no-ring", "this node knows no ring yet");
        }
        Set<Integer> lost = new TreeSet<>();
        for (String name : names) {
            Member member = ring.members().byName(name).orElse(null);
            if (member == null) {
                return new PlanAnswer.Refused("unknown-node", "no member is called " + name);
            }
            if (member.id().equals(moves.ports().membership().self())) {
                return new PlanAnswer.Refused("invalid-value", name + " is this very node");
            }
            lost.add(member.index());
        }
        Change change = Recovery.recover(ring, lost, changer.unreliable(ring));
        if (change instanceof Change.Refused refused) {
            return refused(refused.refusal());
        }
        Ring next = ((Change.Changed) change).next();
        changer.keeper().offer(next);
        return new PlanAnswer.Decided(next.epoch());
    }
}
