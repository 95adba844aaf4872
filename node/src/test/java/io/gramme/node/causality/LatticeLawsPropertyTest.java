package io.gramme.node.causality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Merge is a join: 12 000 triples of reachable records of one key, tags and aliases among them (a retry repeats its context). */
class LatticeLawsPropertyTest {
    @ParameterizedTest
    @EnumSource(SiblingsMode.class)
    void mergeIsCommutativeAssociativeAndIdempotent(SiblingsMode mode) {
        for (int seed = 0; seed < 6_000; seed++) {
            List<KeyRecord> records = history(new Random(seed), mode);
            KeyRecord x = records.get(0);
            KeyRecord y = records.get(1);
            KeyRecord z = records.get(2);
            assertThat(KeyRecord.merge(x, x)).isEqualTo(x);
            assertThat(KeyRecord.merge(x, y)).as("seed %d", seed).isEqualTo(KeyRecord.merge(y, x));
            KeyRecord left = KeyRecord.merge(KeyRecord.merge(x, y), z);
            assertThat(left).as("seed %d", seed).isEqualTo(KeyRecord.merge(x, KeyRecord.merge(y, z)));
            assertThat(KeyRecord.merge(left, y)).as("seed %d", seed).isEqualTo(left);
        }
    }

    @ParameterizedTest
    @EnumSource(SiblingsMode.class)
    void whatIsEncodedDecodesToItselfAndToTheSameBytes(SiblingsMode mode) throws MalformedRecordException {
        for (int seed = 0; seed < 2_000; seed++) {
            for (KeyRecord record : history(new Random(seed), mode)) {
                byte[] bytes = RecordCodec.encode(record);
                assertThat((long) bytes.length).isLessThanOrEqualTo(RecordCodec.sizeBound(record));
                KeyRecord decoded = RecordCodec.decode(bytes);
                assertThat(decoded).isEqualTo(record);
                assertThat(RecordCodec.encode(decoded)).isEqualTo(bytes);
            }
        }
    }

    private static List<KeyRecord> history(Random random, SiblingsMode mode) {
        List<ScenarioNode> nodes = new ArrayList<>();
        List<CausalContext> contexts = new ArrayList<>(List.of(CausalContext.EMPTY));
        for (int i = 1; i <= 3; i++) {
            nodes.add(new ScenarioNode(i, mode));
        }
        CausalContext[] retried = new CausalContext[3];
        for (int step = 0; step < 14; step++) {
            ScenarioNode node = nodes.get(random.nextInt(3)).at(1_000 + random.nextInt(50));
            CausalContext context = contexts.get(random.nextInt(contexts.size()));
            int dice = random.nextInt(10);
            if (dice < 4) {
                contexts.add(node.put("v" + step, context).context());
            } else if (dice < 6) {
                int number = random.nextInt(3);
                CausalContext first = retried[number] == null ? context : retried[number];
                retried[number] = first;
                node.write("t" + number, first, new RequestId(0, number));
            } else if (dice < 7) {
                contexts.add(node.delete(node.get()).context());
            } else if (dice < 8) {
                contexts.add(node.get());
            } else {
                node.receive(nodes.get(random.nextInt(3)));
            }
        }
        return nodes.stream().map(ScenarioNode::record).toList();
    }
}
