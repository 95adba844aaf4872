package io.gramme.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class QueryTest {
    private static Query query(String raw) {
        return new Query(raw, Set.of("r", "timeout", "force"));
    }

    @Test
    void readsWhatTheRouteTakes() {
        Query query = query("r=2&timeout=1500ms&force");
        assertThat(query.number("r", 1, 3)).isEqualTo(2);
        assertThat(query.millis("timeout", 1, 60_000)).isEqualTo(1500);
        assertThat(query.flag("force")).isTrue();
        assertThat(query.problem()).isNull();
    }

    @Test
    void namesEveryKindOfFault() {
        assertThat(fault("q=1")).contains("unknown parameter q");
        assertThat(fault("r=1&r=2")).contains("given twice");
        assertThat(fault("r=%zz")).contains("percent-escape");
        assertThat(fault("r=0")).contains("from 1 to 3");
        assertThat(fault("r=99999999999")).contains("from 1 to 3");
        assertThat(fault("timeout=soon")).contains("duration");
        assertThat(fault("timeout=9999999999999d")).contains("duration");
        assertThat(fault("force=yes")).contains("neither true nor false");
    }

    private static String fault(String raw) {
        Query query = query(raw);
        query.number("r", 1, 3);
        query.millis("timeout", 1, 60_000);
        query.flag("force");
        assertThat(query.problem()).as(raw).isNotNull();
        return query.problem().detail();
    }

    @Test
    void unitsAreMillisecondsToDays() {
        assertThat(Durations.millis("7")).isEqualTo(7);
        assertThat(Durations.millis("7s")).isEqualTo(7_000);
        assertThat(Durations.millis("7m")).isEqualTo(420_000);
        assertThat(Durations.millis("7h")).isEqualTo(25_200_000);
        assertThat(Durations.millis("7d")).isEqualTo(604_800_000);
        assertThat(Durations.millis("-7s")).isNull();
        assertThat(Durations.lifetime("7s")).isEqualTo(7_000);
        assertThat(Durations.lifetime("7")).as("seconds, elsewhere").isNull();
        assertThat(Durations.lifetime("")).isNull();
    }

    @Test
    void conditionsAreAboutVersionsNotRepresentations() {
        assertThat(Etags.of("W/\"a\", \"b;j\",c")).containsExactly("a", "b", "c");
    }
}
