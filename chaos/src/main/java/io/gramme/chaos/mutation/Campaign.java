package io.gramme.chaos.mutation;

import io.gramme.chaos.mutation.Bench.Mutant;
import io.gramme.chaos.mutation.Bench.NoVerdict;
import io.gramme.chaos.mutation.Bench.Seeds;
import io.gramme.chaos.mutation.UnifiedDiff.DoesNotApply;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Hunts mutations one after the other. A red run counts when the real code is green on the very same seed or test: else it
 * would be red without the mutation, too.
 */
final class Campaign {
    private final Bench bench;
    private final Seeds seeds;
    private final String commit;
    /** What the real code said, by hunt and seed. */
    private final Map<String, Catch> real = new TreeMap<>();

    /**
     * @param seeds at most these of each scenario
     * @param commit of the sources, for the rows
     */
    Campaign(Bench bench, Seeds seeds, String commit) {
        this.bench = bench;
        this.seeds = seeds;
        this.commit = commit;
    }

    Row hunt(Mutation mutation) throws IOException, InterruptedException {
        try {
            return hunt(mutation, bench.make(mutation));
        } catch (DoesNotApply | NoVerdict broken) {
            Catch none = new Catch(false, 0, 0, 0, "");
            return row(mutation, Row.State.BROKEN, "", none, String.valueOf(broken.getMessage()));
        }
    }

    private Row hunt(Mutation mutation, Mutant mutant) throws IOException, InterruptedException, NoVerdict {
        long runs = 0;
        long cpuMillis = 0;
        for (Hunt hunt : mutation.hunts()) {
            Catch caught = bench.run(hunt, mutant, seeds);
            runs += caught.runs();
            cpuMillis += caught.cpuMillis();
            if (caught.red()) {
                checkReal(hunt, caught);
                return row(mutation, Row.State.NOTICED, hunt.toString(), caught, caught.said());
            }
        }
        return row(mutation, Row.State.SURVIVED, "", new Catch(false, runs, 0, cpuMillis, ""), "");
    }

    private void checkReal(Hunt hunt, Catch caught) throws IOException, InterruptedException, NoVerdict {
        String key = hunt.what() + " " + caught.seed();
        Catch known = real.get(key);
        if (known == null) {
            known = bench.run(hunt, null, new Seeds(caught.seed(), caught.seed(), seeds.operations()));
            real.put(key, known);
        }
        if (known.red()) {
            throw new NoVerdict(key + " is red without the mutation, too: " + known.said());
        }
    }

    private Row row(Mutation mutation, Row.State state, String hunt, Catch caught, String said) {
        return new Row(mutation.name(), mutation.fingerprint(), commit, state, hunt, caught, said);
    }
}
