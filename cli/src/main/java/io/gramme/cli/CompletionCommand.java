package io.gramme.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints a completion script made from the command tree. */
@Command(
        name = "completion",
        description = {
            "Prints a script that completes commands and options.",
            "bash: source <(gramme completion bash)   zsh: source <(gramme completion zsh)"
        })
final class CompletionCommand implements Runnable {
    /** Which shell. */
    enum Shell {
        bash,
        zsh
    }

    private static final String ZSH =
            "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n";

    private final Tool tool;

    @Parameters(arity = "0..1", paramLabel = "SHELL", description = "bash or zsh (default: bash).")
    Shell shell = Shell.bash;

    CompletionCommand(Tool tool) {
        this.tool = tool;
    }

    @Override
    public void run() {
        String script = AutoComplete.bash("gramme", Commands.all(tool));
        // zsh runs scripts of bash once told to; bash must not see those lines.
        tool.console().line((shell == Shell.zsh ? ZSH : "") + script.strip());
    }
}
