package io.gramme.node.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Lays file, environment and flags over each other. Unknown keys are faults with the nearest known one. */
final class Layers {
    private static final String PREFIX = "GRAMME_";
    /** What Kubernetes injects for a service called gramme-something; not ours. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_[0-9]+_.*)?)");

    private final List<Fault> faults;
    private final List<String> known = Schema.keys();
    private final Map<String, RawValue> values = new HashMap<>();
    private @Nullable Node tokens;

    Layers(List<Fault> faults) {
        this.faults = faults;
    }

    /** What was set, by key. */
    Map<String, RawValue> values() {
        return values;
    }

    /** The file's list of tokens, if it has one. */
    @Nullable
    Node tokens() {
        return tokens;
    }

    void file(YamlFile file, String text) {
        Node root = file.root(text);
        if (root == null) {
            return;
        }
        file.mapping("", root).forEach((section, node) -> {
            if (known.stream().noneMatch(key -> key.startsWith(section + "."))) {
                faults.add(unknown(section, file.at(node), sections()));
            } else {
                file.mapping(section, node).forEach((name, value) -> entry(file, section + "." + name, value));
            }
        });
    }

    private void entry(YamlFile file, String key, Node node) {
        if (key.equals(Schema.TOKENS)) {
            tokens = node;
        } else if (!known.contains(key)) {
            faults.add(unknown(key, file.at(node), known));
        } else {
            String text = file.text(key, node);
            if (text != null) {
                values.put(key, new RawValue(text, file.at(node)));
            }
        }
    }

    void environment(Map<String, String> variables) {
        Map<String, String> keys = new HashMap<>();
        for (Setting<?> setting : Schema.ALL) {
            keys.put(folded(setting.environment()), setting.key());
        }
        Map<String, String> setBy = new HashMap<>();
        new TreeMap<>(variables).forEach((variable, text) -> {
            String key = variable.startsWith(PREFIX) ? keys.get(folded(variable)) : null;
            if (key != null) {
                String other = setBy.putIfAbsent(key, variable);
                if (other != null) {
                    faults.add(new Fault(key, "", "environment " + variable, "is also set by " + other));
                }
                values.put(key, new RawValue(text, "environment " + variable));
            } else if (namesSection(variable) && !SERVICE_LINK.matcher(variable).matches()) {
                faults.add(unknown(
                        variable,
                        "environment",
                        Schema.ALL.stream().map(Setting::environment).toList()));
            }
        });
    }

    /** Variables of other tools may begin with GRAMME_ too; only GRAMME_SECTION_ is claimed. */
    private static boolean namesSection(String variable) {
        return sections().stream()
                .anyMatch(section -> variable.startsWith(PREFIX + section.toUpperCase(Locale.ROOT) + "_"));
    }

    void flags(Map<String, String> flags) {
        new TreeMap<>(flags).forEach((key, text) -> {
            if (key.equals(Schema.TOKENS)) {
                faults.add(new Fault(key, "", "flag --" + key, "can be set in the file or by auth.tokensFile only"));
            } else if (!known.contains(key)) {
                faults.add(unknown(key, "flag --" + key, known));
            } else {
                values.put(key, new RawValue(text, "flag --" + key));
            }
        });
    }

    private static Fault unknown(String key, String origin, List<String> candidates) {
        String name = key.substring(key.lastIndexOf('.') + 1);
        String hint = candidates.stream()
                .filter(each -> each.endsWith("." + name))
                .findFirst()
                .map(each -> "did you mean " + each + "?")
                .orElseGet(() -> Suggestions.didYouMean(key, candidates));
        return new Fault(key, "", origin, hint.isEmpty() ? "unknown key" : "unknown key; " + hint);
    }

    private static List<String> sections() {
        List<String> sections = new ArrayList<>();
        for (Setting<?> setting : Schema.ALL) {
            if (!sections.contains(setting.section())) {
                sections.add(setting.section());
            }
        }
        return sections;
    }

    private static String folded(String variable) {
        return variable.replace("_", "").toUpperCase(Locale.ROOT);
    }
}
