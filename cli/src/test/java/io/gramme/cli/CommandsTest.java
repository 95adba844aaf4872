package io.gramme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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

    /** Two letters in the wrong order, at every level of the tree. */
    @Test
    void aWrongCommandSaysWhatWasMeant() {
        List<String> silent = new ArrayList<>();
        for (CommandLine.Model.CommandSpec spec : Manual.commands(tree())) {
            List<String> words = new ArrayList<>(List.of(spec.qualifiedName().split(" ", -1)));
            words.remove(0);
            if (words.isEmpty()) {
                continue;
            }
            String name = words.remove(words.size() - 1);
            char[] typed = name.toCharArray();
            typed[name.length() - 2] = name.charAt(name.length() - 1);
            typed[name.length() - 1] = name.charAt(name.length() - 2);
            if (new String(typed).equals(name)) {
                typed = (name + "x").toCharArray();
            }
            words.add(new String(typed));
            InProcess.Ran ran = InProcess.run(words);
            if (ran.code() != ExitCodes.USAGE || !ran.err().contains(name)) {
                silent.add(String.join(" ", words) + ": " + ran);
            }
        }
        assertThat(silent).isEmpty();
    }
}
