package io.gramme.testkit;

import java.util.Map;
import java.util.TreeMap;

/** Settings by their dotted names as the text of a {@code gramme.yaml}. */
final class NodeYaml {
    private NodeYaml() {}

    /**
     * Writes them.
     *
     * @param settings {@code section.key} to value; a value that begins with {@code [} is a list
     */
    static String text(Map<String, String> settings) {
        StringBuilder text = new StringBuilder();
        String section = "";
        for (Map.Entry<String, String> setting : new TreeMap<>(settings).entrySet()) {
            String[] name = setting.getKey().split("\\.", 2);
            if (name.length != 2) {
                throw new IllegalArgumentException(setting.getKey() + " is no setting such as node.name");
            }
            if (!name[0].equals(section)) {
                section = name[0];
                text.append(section).append(":\n");
            }
            String value = setting.getValue();
            text.append("  ").append(name[1]).append(": ");
            boolean plain = value.startsWith("[") || value.matches("[A-Za-z0-9.]+");
            text.append(plain ? value : '"' + value + '"').append('\n');
        }
        return text.toString();
    }
}
