package io.gramme.node.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.causality.Marker;
import io.gramme.node.causality.RecordCodec;
import io.gramme.node.causality.StoredRecord;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HintRecordTest {
    private static final KeyRecord RECORD = HandoffNode.record(3, "v");
    private static final HintTerms TERMS =
            new HintTerms(NodeSet.of(300, 2, 3), NodeSet.of(0, 4095), 2, 1_767_225_600_000L);

    private static HintRecord hint() {
        return new HintRecord(TERMS, RecordCodec.encodeStored(new StoredRecord(new Marker(7, 9), RECORD)));
    }

    @Test
    void goldenTermsStayWhatTheyAre() {
        HintRecord bare = new HintRecord(TERMS, new byte[] {(byte) 0xab});
        assertThat(HexFormat.of().formatHex(bare.encode()))
                .isEqualTo("01" + "80d0eab6b733" + "02" + "030200a802" + "0200fe1f" + "ab");
    }

    @Test
    void comesBackWithItsMarker() throws MalformedRecordException {
        HintRecord back = HintRecord.decode(hint().encode());
        assertThat(back.terms()).isEqualTo(TERMS);
        assertThat(back.record()).isEqualTo(new StoredRecord(new Marker(7, 9), RECORD));
        assertThat(HintRecord.termsOf(hint().encode())).isEqualTo(TERMS);
    }

    @Test
    void everyCutIsRefused() {
        byte[] whole = hint().encode();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> HintRecord.decode(cut).record())
                    .as("cut at %d", length)
                    .isInstanceOf(MalformedRecordException.class);
        }
    }

    @Test
    void whatEncodesNoTermsIsRefused() {
        for (String bad : new String[] {
            "02" + "00" + "00" + "0101" + "00", // another version
            "01" + "00" + "41" + "0101" + "00", // W of 65
            "01" + "00" + "00" + "00" + "00", // for nobody
            "01" + "00" + "00" + "0101" + "0101", // an owner acknowledged
            "01" + "00" + "00" + "0180" + "20" + "00", // node index 4096
            "01" + "00" + "00" + "02" + "ff1f" + "00" + "00", // 4095 and 4096
            "01" + "00" + "00" + "41" + "00", // 65 owners
            "01" + "8000" + "00" + "0101" + "00" // an overlong number
        }) {
            assertThatThrownBy(() -> HintRecord.termsOf(HexFormat.of().parseHex(bad)))
                    .as(bad)
                    .isInstanceOf(MalformedRecordException.class);
        }
    }
}
