package io.gramme.node.config;

import io.gramme.node.config.ConfigResult.Shown;
import java.util.List;

/** Prints a configuration as YAML that reads back as the same one, except for secrets and tokens. */
public final class ConfigPrinter {
    private ConfigPrinter() {}

    /**
     * The settings, grouped by section.
     *
     * @param withOrigin adds where each comes from, as a comment
     */
    public static String print(List<Shown> settings, boolean withOrigin) {
        StringBuilder out = new StringBuilder();
        String section = "";
        for (Shown setting : settings) {
            int dot = setting.key().indexOf('.');
            if (!setting.key().substring(0, dot).equals(section)) {
                section = setting.key().substring(0, dot);
                out.append(section).append(":\n");
            }
            String line = setting.key().equals(Schema.TOKENS)
                    ? "  # " + setting.key().substring(dot + 1) + ": " + setting.text()
                    : "  " + setting.key().substring(dot + 1) + ": " + quoted(setting.text());
            out.append(withOrigin ? String.format("%-52s # %s", line, setting.origin()) : line)
                    .append('\n');
        }
        return out.toString();
    }

    /** Plain where YAML cannot take it for anything else. */
    private static String quoted(String text) {
        if (text.matches("[A-Za-z0-9][A-Za-z0-9._/%-]*")) {
            return text;
        }
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
