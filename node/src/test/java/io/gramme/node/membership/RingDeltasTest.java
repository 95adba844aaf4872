package io.gramme.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.ring.Addresses;
import io.gramme.ring.ClusterId;
import io.gramme.ring.Epoch;
import io.gramme.ring.NodeId;
import io.gramme.ring.Ring;
import io.gramme.ring.RingShape;
import io.gramme.ring.change.Change;
import io.gramme.ring.change.Founding;
import io.gramme.ring.change.RingChanges;
import io.gramme.ring.codec.Decoded;
import io.gramme.ring.codec.DeltaCodec;
import io.gramme.ring.codec.RingCodec;
import io.gramme.ring.codec.RingDelta;
import io.gramme.ring.plan.Newcomer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RingDeltasTest {
    private final RingDeltas deltas = new RingDeltas();
    private final List<Ring> rings = new ArrayList<>();

    private static Ring founded() {
        List<Newcomer> founders = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            founders.add(
                    new Newcomer(new NodeId(1, i), "n" + i, "a", 100, new Addresses("d:1", "a:1", "p:" + (i + 1))));
        }
        return ((Change.Changed) Founding.found(RingShape.of(new ClusterId(1, 2), 256, 3), founders)).next();
    }

    private void epochs(int count) {
        rings.add(founded());
        deltas.add(rings.get(0));
        for (int i = 1; i < count; i++) {
            Addresses addresses = new Addresses("d:1", "a:1", "p:" + (1_000 + i));
            Change change = RingChanges.readdress(rings.get(i - 1), i % 3, addresses, Set.of());
            rings.add(((Change.Changed) change).next());
            deltas.add(rings.get(i));
        }
    }

    @Test
    void aDeltaLeadsFromARingOfLateToTheNewestAndIsSmaller() {
        epochs(20);
        byte[] bytes = deltas.since(rings.get(5).epoch());
        RingDelta delta = ((Decoded.Valid<RingDelta>) DeltaCodec.decode(bytes)).value();
        assertThat(delta.applyTo(rings.get(5))).isEqualTo(new Decoded.Valid<>(rings.get(19)));
        assertThat(bytes.length).isLessThan(RingCodec.encode(rings.get(19)).length / 4);
    }

    @Test
    void fromARingOfLongAgoOrTheNewestThereIsNone() {
        epochs(60);
        assertThat(deltas.since(rings.get(2).epoch())).isEmpty();
        assertThat(deltas.since(rings.get(59).epoch())).isEmpty();
        assertThat(deltas.since(Epoch.NONE)).isEmpty();
        assertThat(deltas.since(rings.get(50).epoch())).isNotEmpty();
    }

    @Test
    void aDeltaIsNoRingAndARingNoDelta() {
        epochs(3);
        byte[] delta = deltas.since(rings.get(1).epoch());
        assertThat(RingCodec.decode(delta)).isInstanceOf(Decoded.Invalid.class);
        assertThat(DeltaCodec.decode(RingCodec.encode(rings.get(2)))).isInstanceOf(Decoded.Invalid.class);
    }
}
