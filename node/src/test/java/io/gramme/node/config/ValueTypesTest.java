package io.gramme.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValueTypesTest {
    @Test
    void quantitiesNeedTheirUnit() {
        ValueType<Duration> duration = ValueTypes.duration("1ms", "30d");
        assertThat(duration.read().apply("1500ms")).isEqualTo(Duration.ofMillis(1_500));
        assertThat(duration.read().apply("2 h")).isEqualTo(Duration.ofHours(2));
        assertThat(ValueTypes.size("1B", "1TiB").read().apply("3KiB")).isEqualTo(3_072);
        assertThat(ValueTypes.rate("1B/s", "1TiB/s").read().apply("4MiB/s")).isEqualTo(4L << 20);
        assertThat(ValueTypes.percent(1, 99).read().apply("90%")).isEqualTo(90);
        refuses(duration, "2", "the unit is missing");
        refuses(duration, "2sec", "unknown unit \"sec\"");
        refuses(duration, "-2s", "");
        refuses(duration, "1.5s", "");
        refuses(ValueTypes.size("1B", "1TiB"), "64MB", "did you mean MiB?");
        refuses(ValueTypes.rate("1B/s", "1TiB/s"), "4MiB", "unknown unit \"MiB\"");
        refuses(ValueTypes.percent(1, 99), "90", "the unit is missing");
    }

    @Test
    void rangesIncludeBothEnds() {
        for (ValueType<?> type : List.of(ValueTypes.whole(2, 7), ValueTypes.decimal("2", "7"))) {
            type.read().apply("2");
            type.read().apply("7");
            refuses(type, "1", "");
            refuses(type, "8", "");
            refuses(type, "", "");
            refuses(type, "0x3", "");
        }
        refuses(ValueTypes.duration("10ms", "1s"), "9ms", "");
        refuses(ValueTypes.duration("10ms", "1s"), "1001ms", "");
        assertThatThrownBy(() -> ValueTypes.size("1B", "1TiB").read().apply("999999999999TiB"))
                .isInstanceOf(ArithmeticException.class);
        refuses(ValueTypes.powerOfTwo(1, 4_096), "100", "the nearest are 64 and 128");
    }

    @Test
    void everyDefaultIsInItsRange() {
        for (Setting<?> setting : Schema.ALL) {
            assertThat(setting.type().read().apply(setting.standard()))
                    .as(setting.key())
                    .isNotNull();
        }
    }

    @Test
    void suggestsTheNearestWord() {
        assertThat(Suggestions.didYouMean("gruop", List.of("interval", "group")))
                .isEqualTo("did you mean group?");
        assertThat(Suggestions.didYouMean("xyzzy", List.of("interval", "group")))
                .isEmpty();
        assertThat(Suggestions.distance("abcdef", "abdcef")).isEqualTo(1);
        assertThat(Suggestions.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Suggestions.distance("", "abc")).isEqualTo(3);
    }

    @Test
    void addressesAreReadStrictly() {
        assertThat(Address.parse("[fe80::1%eth0]:7070")).hasToString("[fe80::1%eth0]:7070");
        for (String wrong : List.of("", ":1", "a", "a:", "a:x", "a:70000", "::1:70", "[::1]", "a b:1", "http://a:1")) {
            assertThatThrownBy(() -> Address.parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void argumentsAreFlagsOrFaults() {
        ConfigArguments arguments = ConfigArguments.parse(
                List.of("-c", "x.yaml", "--replication.n", "5", "--node.name=a=b", "--insecure", "stray", "--last"));
        assertThat(arguments.file()).contains("x.yaml");
        assertThat(arguments.flags())
                .containsOnlyKeys("replication.n", "node.name", "listen.insecure")
                .containsEntry("node.name", "a=b");
        assertThat(arguments.faults()).extracting(Fault::key).containsExactly("stray", "--last");
    }

    private static void refuses(ValueType<?> type, String text, String reason) {
        assertThatThrownBy(() -> type.read().apply(text))
                .as("\"%s\" as %s", text, type.expected())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
