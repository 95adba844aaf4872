package io.gramme.node.ringchange;

import io.gramme.node.register.Outcome;
import io.gramme.node.register.Proposal;
import io.gramme.node.register.ProposalEffect;
import io.gramme.node.register.ProposalPlan;
import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.Timers;
import io.gramme.node.runtime.Timers.Timer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One proposal on its way: its core, a timer and a courier. */
final class ProposalShell {
    private final Proposal proposal;
    private final Courier courier;
    private final Clock clock;
    private final Timers timers;
    private final Consumer<Outcome> onOutcome;
    private @Nullable Timer timer;
    private boolean over;

    /** What every proposal of a node stands on. */
    record Ports(Clock clock, Timers timers, Randomness randomness) {}

    private ProposalShell(ProposalPlan plan, Ports ports, Courier courier, Consumer<Outcome> onOutcome) {
        this.clock = ports.clock();
        this.timers = ports.timers();
        this.courier = courier;
        this.onOutcome = onOutcome;
        this.proposal = new Proposal(plan, ports.randomness()::nextDouble, clock.monotonicMillis());
    }

    /** Starts; {@code onOutcome} is called once, unless {@link #abandon} comes before. */
    static ProposalShell start(ProposalPlan plan, Ports ports, Courier courier, Consumer<Outcome> onOutcome) {
        ProposalShell shell = new ProposalShell(plan, ports, courier, onOutcome);
        shell.carryOut(shell.proposal.start(ports.clock().monotonicMillis()));
        return shell;
    }

    /** Lets go of it: what it proposed may be decided all the same. */
    void abandon() {
        over = true;
        if (timer != null) {
            timer.cancel();
        }
    }

    private void carryOut(List<ProposalEffect> effects) {
        for (ProposalEffect effect : effects) {
            if (effect instanceof ProposalEffect.Send send) {
                courier.send(send.acceptor(), send.request(), reply -> {
                    if (!over) {
                        carryOut(proposal.onReply(send.acceptor(), reply, clock.monotonicMillis()));
                    }
                });
            } else if (effect instanceof ProposalEffect.Wake wake) {
                wakeAt(wake.atMillis());
            } else if (effect instanceof ProposalEffect.Finish finish) {
                abandon();
                onOutcome.accept(finish.outcome());
            }
        }
    }

    private void wakeAt(long atMillis) {
        if (timer != null) {
            timer.cancel();
        }
        timer = timers.schedule(Math.max(0, atMillis - clock.monotonicMillis()), () -> {
            if (!over) {
                carryOut(proposal.onTimer(clock.monotonicMillis()));
            }
        });
    }
}
