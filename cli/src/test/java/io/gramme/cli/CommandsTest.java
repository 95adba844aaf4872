package io.gramme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The command tree, and the part of it that a start makes. */
class CommandsTest {
    private static CommandLine tree(String... words) {
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return Commands.forArguments(new Tool(nowhere, nowhere), words);
    }

    @Test
    void everyNameIsACommandOfThatName() {
        Commands.NAMES.forEach(name -> {
            CommandLine command = tree().getSubcommands().get(name);
            assertThat(command.getCommandSpec().name()).isEqualTo(name);
            assertThat(command.getCommandSpec().usageMessage().description())
                    .as(name)
                    .isNotEmpty();
        });
    }

    @Test
    void aStartMakesOnlyTheCommandAskedFor() {
        assertThat(tree("get", "b/k").getSubcommands()).containsOnlyKeys("get");
        assertThat(tree("-e", "http://version", "-q", "put", "b/k").getSubcommands())
                .containsOnlyKeys("put");
    }

    @Test
    void wordsThatNameNoCommandMakeAll() {
        assertThat(tree("gte", "b/k").getSubcommands().keySet()).containsExactlyElementsOf(Commands.NAMES);
        assertThat(tree("--help").getSubcommands().keySet()).containsExactlyElementsOf(Commands.NAMES);
    }
}
