package io.gramme.node.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads a YAML document as written: scalars stay texts, so YAML 1.1's octal, sexagesimal and on/off readings never
 * happen, and each value knows its line. Nothing is constructed from tags.
 */
final class YamlFile {
    private static final int MOST_CHARACTERS = 1 << 20;

    private final String name;
    private final List<Fault> faults;

    /** @param faults receives what is wrong */
    YamlFile(String name, List<Fault> faults) {
        this.name = name;
        this.faults = faults;
    }

    /** The document's root, or {@code null} when it is empty or broken (then there is a fault). */
    @Nullable
    Node root(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MOST_CHARACTERS);
        options.setNestingDepthLimit(10);
        options.setMaxAliasesForCollections(10);
        try {
            return new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
        } catch (MarkedYAMLException broken) {
            int line = broken.getProblemMark() == null
                    ? 1
                    : broken.getProblemMark().getLine() + 1;
            faults.add(new Fault(name + ":" + line, "", "", "is not valid YAML: " + broken.getProblem()));
        } catch (YAMLException broken) {
            faults.add(new Fault(name, "", "", "is not valid YAML: " + broken.getMessage()));
        }
        return null;
    }

    /** The entries of a mapping; a fault if the node is none, has keys that are no texts, or a key twice. */
    Map<String, Node> mapping(String key, Node node) {
        Map<String, Node> entries = new LinkedHashMap<>();
        if (node instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                addEntry(entries, key, entry);
            }
        } else if (!isNull(node)) {
            faults.add(new Fault(key, "", at(node), "must be a mapping of names to values"));
        }
        return entries;
    }

    private void addEntry(Map<String, Node> entries, String key, NodeTuple entry) {
        if (!(entry.getKeyNode() instanceof ScalarNode scalar)) {
            faults.add(new Fault(key, "", at(entry.getKeyNode()), "names must be plain texts"));
        } else if (entries.putIfAbsent(scalar.getValue(), entry.getValueNode()) != null) {
            String whole = key.isEmpty() ? scalar.getValue() : key + "." + scalar.getValue();
            faults.add(new Fault(whole, "", at(scalar), "stands there twice"));
        }
    }

    /** A scalar's text, or the texts of a list of scalars joined by commas; {@code null} after a fault. */
    @Nullable
    String text(String key, Node node) {
        if (node instanceof ScalarNode scalar) {
            return isNull(node) ? "" : scalar.getValue();
        }
        if (node instanceof SequenceNode) {
            return String.join(",", texts(key, node));
        }
        faults.add(new Fault(key, "", at(node), "must be one value, not a mapping"));
        return null;
    }

    /** The texts of a list of scalars; a fault for whatever is none. */
    List<String> texts(String key, Node node) {
        List<String> texts = new ArrayList<>();
        for (Node element : elements(key, node)) {
            if (element instanceof ScalarNode scalar) {
                texts.add(scalar.getValue());
            } else {
                faults.add(new Fault(key, "", at(element), "must be a list of plain texts"));
            }
        }
        return texts;
    }

    /** The elements of a list; a fault if the node is none. */
    List<Node> elements(String key, Node node) {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        if (!isNull(node)) {
            faults.add(new Fault(key, "", at(node), "must be a list"));
        }
        return List.of();
    }

    /** {@code gramme.yaml:4}. */
    String at(Node node) {
        return name + ":" + (node.getStartMark().getLine() + 1);
    }

    private static boolean isNull(Node node) {
        return Tag.NULL.equals(node.getTag());
    }
}
