package io.gramme.node.config;

import io.gramme.node.config.ConfigResult.Loaded;
import io.gramme.node.config.ConfigResult.Rejected;
import io.gramme.node.config.ConfigSources.TextFiles;
import io.gramme.node.config.GrammeConfig.Token;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a configuration from all its sources and checks it as a whole. */
public final class ConfigLoader {
    private static final String NO_FILE = "configuration";

    private final List<Fault> faults = new ArrayList<>();
    private final TextFiles files;
    private final YamlFile yaml;
    private final Layers layers = new Layers(faults);

    private ConfigLoader(ConfigSources sources) {
        this.files = sources.files();
        this.yaml =
                new YamlFile(sources.file().map(ConfigSources.TextFile::name).orElse(NO_FILE), faults);
    }

    /** The configuration, or all faults in the order file, environment, flags, values, rules. */
    public static ConfigResult load(ConfigSources sources) {
        return new ConfigLoader(sources).result(sources);
    }

    private ConfigResult result(ConfigSources sources) {
        sources.file().ifPresent(file -> layers.file(yaml, file.text()));
        layers.environment(sources.environment());
        layers.flags(sources.flags());
        Values values = new Values(layers.values(), faults);
        Optional<Secret> secret = secret(values, Schema.SECRET, Schema.SECRET_FILE);
        Optional<Secret> previous = secret(values, Schema.PREVIOUS_SECRET, Schema.PREVIOUS_SECRET_FILE);
        List<Token> tokens = tokens(values, layers.tokens());
        List<String> warnings = new CrossChecks(values).run();
        if (!faults.isEmpty()) {
            return new Rejected(List.copyOf(faults));
        }
        GrammeConfig config = new Assembly(values).config(secret, previous, tokens);
        return new Loaded(config, shown(values, tokens), warnings);
    }

    private Optional<Secret> secret(
            Values values, Setting<Optional<Secret>> direct, Setting<Optional<String>> fileSetting) {
        Optional<String> path = values.get(fileSetting);
        if (path.isEmpty()) {
            return values.get(direct);
        }
        if (values.isSet(direct)) {
            values.refuse(fileSetting, "is set beside " + direct.key() + "; keep one of them");
            return Optional.empty();
        }
        String text = read(values, fileSetting, path.get()).strip();
        try {
            Optional<Secret> secret = direct.type().read().apply(text);
            if (secret.isEmpty() && values.readable(fileSetting)) {
                values.refuse(fileSetting, "names an empty file");
            }
            return secret;
        } catch (IllegalArgumentException wrong) {
            values.refuse(fileSetting, "must hold " + direct.type().expected() + "; " + wrong.getMessage());
            return Optional.empty();
        }
    }

    private List<Token> tokens(Values values, @Nullable Node inFile) {
        Optional<String> path = values.get(Schema.TOKENS_FILE);
        if (path.isEmpty()) {
            return inFile == null ? List.of() : new Tokens(yaml, faults).read(inFile);
        }
        if (inFile != null) {
            values.refuse(Schema.TOKENS_FILE, "is set beside auth.tokens; keep one of them");
            return List.of();
        }
        YamlFile tokensFile = new YamlFile(path.get(), faults);
        Node root = tokensFile.root(read(values, Schema.TOKENS_FILE, path.get()));
        return root == null ? List.of() : new Tokens(tokensFile, faults).read(root);
    }

    private String read(Values values, Setting<?> setting, String path) {
        try {
            return files.read(path);
        } catch (IOException unreadable) {
            values.refuse(setting, "cannot be read: " + unreadable.getMessage());
            return "";
        }
    }

    private List<ConfigResult.Shown> shown(Values values, List<Token> tokens) {
        List<ConfigResult.Shown> shown = new ArrayList<>(values.shown());
        Node node = layers.tokens();
        if (node != null) {
            String names = String.join(",", tokens.stream().map(Token::name).toList());
            shown.add(
                    Schema.keys().indexOf(Schema.TOKENS),
                    new ConfigResult.Shown(Schema.TOKENS, "names " + names, yaml.at(node)));
        }
        return List.copyOf(shown);
    }
}
