package io.gramme.node.metrics.dropwizard;

import io.gramme.node.GeneratedDocument;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class MetricsReferenceTest {
    @Test
    void theReferenceIsWhatTheCodeSays() throws IOException {
        GeneratedDocument.check("docs/reference/metrics.md", MetricsReference.markdown());
    }
}
