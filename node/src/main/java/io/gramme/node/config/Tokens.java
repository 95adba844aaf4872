package io.gramme.node.config;

import io.gramme.node.config.GrammeConfig.Permission;
import io.gramme.node.config.GrammeConfig.Token;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the list of tokens: maps of name, hash, allow and, optionally, buckets. */
final class Tokens {
    private static final int MOST = 1_000;
    private static final List<String> FIELDS = List.of("name", "hash", "allow", "buckets");

    private final YamlFile file;
    private final List<Fault> faults;

    Tokens(YamlFile file, List<Fault> faults) {
        this.file = file;
        this.faults = faults;
    }

    List<Token> read(Node list) {
        List<Node> elements = file.elements(Schema.TOKENS, list);
        if (elements.size() > MOST) {
            faults.add(new Fault(
                    Schema.TOKENS, "", file.at(list), "has " + elements.size() + " entries, at most " + MOST));
            return List.of();
        }
        List<Token> tokens = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < elements.size(); i++) {
            Token token = token(Schema.TOKENS + "[" + i + "]", elements.get(i));
            if (!names.add(token.name())) {
                faults.add(new Fault(Schema.TOKENS, token.name(), file.at(elements.get(i)), "two tokens of this name"));
            }
            tokens.add(token);
        }
        return List.copyOf(tokens);
    }

    private Token token(String key, Node node) {
        Map<String, Node> fields = file.mapping(key, node);
        for (String field : fields.keySet()) {
            if (!FIELDS.contains(field)) {
                String hint = Suggestions.didYouMean(field, FIELDS);
                faults.add(new Fault(key + "." + field, "", file.at(node), ("unknown key; " + hint).strip()));
            }
        }
        String name = field(key, "name", fields, node);
        String hash = field(key, "hash", fields, node).toLowerCase(Locale.ROOT);
        if (!name.isEmpty() && !name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            fault(key + ".name", name, node, ValueTypes.name().expected());
        }
        if (!hash.isEmpty() && !hash.matches("sha256:[0-9a-f]{64}")) {
            fault(key + ".hash", "***", node, "sha256: and the 64 hex digits of the token's SHA-256");
        }
        return new Token(name, hash.replace("sha256:", ""), allow(key, fields, node), buckets(key, fields));
    }

    private List<Permission> allow(String key, Map<String, Node> fields, Node token) {
        Node node = fields.get("allow");
        Set<Permission> allow = new TreeSet<>();
        for (String word : node == null ? List.<String>of() : file.texts(key + ".allow", node)) {
            try {
                allow.add(ValueTypes.choice(Permission.class).read().apply(word));
            } catch (IllegalArgumentException wrong) {
                fault(
                        key + ".allow",
                        word,
                        token,
                        ValueTypes.choice(Permission.class).expected());
            }
        }
        if (node == null) {
            fault(key + ".allow", "", token, "a list of read, write, admin");
        }
        return List.copyOf(allow);
    }

    private List<String> buckets(String key, Map<String, Node> fields) {
        Node node = fields.get("buckets");
        return node == null ? List.of() : List.copyOf(file.texts(key + ".buckets", node));
    }

    private String field(String key, String name, Map<String, Node> fields, Node token) {
        Node node = fields.get(name);
        String text = node == null ? "" : file.text(key + "." + name, node);
        if (node == null || "".equals(text)) {
            faults.add(new Fault(key + "." + name, "", file.at(token), "is missing"));
        }
        return text == null ? "" : text;
    }

    private void fault(String key, String value, Node node, String expected) {
        faults.add(new Fault(key, value, file.at(node), "must be " + expected));
    }
}
