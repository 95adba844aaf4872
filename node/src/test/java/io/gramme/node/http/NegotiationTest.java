package io.gramme.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NegotiationTest {
    private static final List<String> OFFERED = List.of("application/json", "application/x-ndjson");

    private static String best(String accept) {
        return Negotiation.best(accept, OFFERED);
    }

    @Test
    void withoutAWishTheFirstIsSent() {
        assertThat(best(null)).isEqualTo("application/json");
        assertThat(best("*/*")).isEqualTo("application/json");
        assertThat(best("application/*")).isEqualTo("application/json");
    }

    @Test
    void weightsDecideAndTheMostSpecificRangeCounts() {
        assertThat(best("application/x-ndjson")).isEqualTo("application/x-ndjson");
        assertThat(best("application/json;q=0.5, application/x-ndjson")).isEqualTo("application/x-ndjson");
        assertThat(best("*/*, application/json;q=0")).isEqualTo("application/x-ndjson");
        assertThat(best("APPLICATION/JSON; q=1.0; a=b")).isEqualTo("application/json");
    }

    @Test
    void whatIsNotOfferedOrWeighsNothingIsNotSent() {
        assertThat(best("text/html")).isNull();
        assertThat(best("*/*;q=0")).isNull();
        assertThat(best("application/json;q=many")).isNull();
        assertThat(best(",;,")).isNull();
    }
}
