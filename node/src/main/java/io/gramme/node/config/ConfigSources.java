package io.gramme.node.config;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Where a configuration comes from; later ones win: defaults, file, environment, flags.
 *
 * @param file {@code gramme.yaml}, if there is one
 * @param environment all environment variables; only those that begin with {@code GRAMME_} matter
 * @param flags by key, such as {@code replication.n}
 * @param files reads the files that settings such as {@code cluster.secretFile} name
 */
public record ConfigSources(
        Optional<TextFile> file, Map<String, String> environment, Map<String, String> flags, TextFiles files) {

    /** A file's name, as shown in messages, and its text. */
    public record TextFile(String name, String text) {}

    /** Reads small text files. */
    @FunctionalInterface
    public interface TextFiles {
        /** @throws IOException when it cannot be read; the message says why */
        String read(String path) throws IOException;
    }
}
