package io.gramme.cli;

import picocli.CommandLine.Command;

/** What runs. */
@Command(name = "version", description = "The tool's version and Java.")
final class VersionCommand implements Runnable {
    private final Tool tool;

    VersionCommand(Tool tool) {
        this.tool = tool;
    }

    @Override
    public void run() {
        String version = ToolVersion.text();
        String java = Runtime.version().toString();
        if (tool.console().isTable()) {
            tool.console().line("gramme " + version + " (Java " + java + ")");
        } else {
            tool.console().document(Json.object().put("version", version).put("java", java), () -> "");
        }
    }
}
