package io.gramme.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Named places to talk to, in {@code profiles.properties}: {@code current}, and for each name {@code NAME.endpoints}, {@code
 * NAME.admin}, {@code NAME.token-file}. Tokens themselves are never written down here.
 */
final class Profiles {
    static final Set<String> SETTINGS = new TreeSet<>(Set.of("endpoints", "admin", "token-file"));
    private static final String CURRENT = "current";

    private final Path file;
    private final Properties kept;

    private Profiles(Path file, Properties kept) {
        this.file = file;
        this.kept = kept;
    }

    static Profiles open() {
        Path file = Home.directory().resolve("profiles.properties");
        return new Profiles(file, Home.read(file).orElseGet(Properties::new));
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>();
        kept.stringPropertyNames().forEach(key -> {
            int dot = key.lastIndexOf('.');
            if (dot > 0) {
                names.add(key.substring(0, dot));
            }
        });
        return names;
    }

    @Nullable
    String current() {
        return kept.getProperty(CURRENT);
    }

    @Nullable
    String setting(String name, String setting) {
        return kept.getProperty(name + "." + setting);
    }

    /** The profile to use: the one asked for, else the current one. */
    Optional<String> chosen(@Nullable String asked) {
        String name = asked == null ? current() : asked;
        if (name != null && !names().contains(name)) {
            throw new ToolFailure(
                    ExitCodes.USAGE, "there is no profile " + name, "gramme profile set " + name + " endpoints=URL");
        }
        return Optional.ofNullable(name);
    }

    void set(String name, String setting, String value) {
        if (value.isEmpty()) {
            kept.remove(name + "." + setting);
        } else {
            kept.setProperty(name + "." + setting, value);
        }
    }

    void use(@Nullable String name) {
        if (name == null) {
            kept.remove(CURRENT);
        } else {
            kept.setProperty(CURRENT, name);
        }
    }

    void delete(String name) {
        SETTINGS.forEach(setting -> kept.remove(name + "." + setting));
        if (name.equals(current())) {
            use(null);
        }
    }

    void save() {
        Home.write(file, kept, "Gramme's profiles: gramme profile list|use|set|delete");
    }
}
