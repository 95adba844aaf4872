package io.gramme.node.config;

import io.gramme.node.GeneratedDocument;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ConfigReferenceTest {
    @Test
    void theReferenceIsWhatTheCodeSays() throws IOException {
        GeneratedDocument.check("docs/reference/configuration.md", ConfigReference.markdown());
    }
}
