package io.gramme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pages of the reference that are made from the tool. {@code -Dgramme.docs.write=true} renews them. */
class ToolReferenceTest {
    private static final Path REFERENCE = Path.of("../docs/reference");

    private static void check(String page, String text) throws IOException {
        Path file = REFERENCE.resolve(page);
        if (Boolean.getBoolean("gramme.docs.write")) {
            Files.writeString(file, text);
        }
        assertThat(Files.readString(file))
                .as(file + " (-Dgramme.docs.write=true renews it)")
                .isEqualTo(text);
    }

    @Test
    void thePageOfTheToolIsWhatTheCommandsSay() throws IOException {
        check("tool.md", Manual.markdown(Commands.all(new Tool(System.out, System.err))));
    }

    @Test
    void thePageOfItsDocumentsIsWhatTheGoldenScriptsHold() throws IOException {
        List<Path> scripts = new ArrayList<>(RealToolTest.scripts(Path.of("src/test/resources/golden")));
        scripts.addAll(RealToolTest.scripts(RealToolTest.SCRIPTS));
        check("tool-output.md", GoldenDocument.markdown(scripts));
    }

    @Test
    void thePageOfHttpIsWhatTheNodeServes() throws IOException {
        Path api = Path.of("../node/src/main/resources/io/gramme/node/http/openapi.yaml");
        check("http.md", HttpReference.markdown(Files.readString(api)));
    }

    @Test
    void everyCommandHasAManPageWithItsOptions() {
        var pages = Manual.commands(Commands.all(new Tool(System.out, System.err)));
        assertThat(pages).extracting(Manual::fileName).contains("gramme.1", "gramme-get.1", "gramme-bucket-set.1");
        for (var spec : pages) {
            String page = Manual.roff(spec);
            assertThat(page).startsWith(".TH ").contains(".SH NAME").contains(".SH SYNOPSIS");
            assertThat(spec.positionalParameters())
                    .as(spec.qualifiedName())
                    .allMatch(argument -> argument.description().length > 0);
            assertThat(page.lines().filter(line -> line.startsWith("'"))).isEmpty();
        }
    }
}
