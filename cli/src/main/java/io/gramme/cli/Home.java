package io.gramme.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Where the tool keeps what is the user's: {@code GRAMME_DIR}, else {@code ~/.gramme}. */
final class Home {
    private Home() {}

    static Path directory() {
        String given = System.getProperty("gramme.dir", System.getenv("GRAMME_DIR"));
        return given == null || given.isBlank() ? Path.of(System.getProperty("user.home"), ".gramme") : Path.of(given);
    }

    /** The local cluster's folder, unless {@code --dir} names another. */
    static Path local() {
        return directory().resolve("local");
    }

    /** A file of properties; empty when there is no such file. */
    static Optional<Properties> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            Properties kept = new Properties();
            kept.load(in);
            return Optional.of(kept);
        } catch (IOException | IllegalArgumentException broken) {
            throw new ToolFailure(ExitCodes.ERROR, file + " cannot be read: " + broken.getMessage());
        }
    }

    /** Writes a file of properties, its folder too; whole or not at all, since whoever writes it may be killed. */
    static void write(Path file, Properties kept, String comment) {
        try {
            Path folder = file.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Path whole = file.resolveSibling(file.getFileName() + ".new");
            try (OutputStream out = Files.newOutputStream(whole)) {
                kept.store(out, comment);
            }
            Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new ToolFailure(ExitCodes.ERROR, file + " cannot be written: " + failed.getMessage());
        }
    }

    /** The first that is there and not blank. */
    static @Nullable String first(@Nullable String... texts) {
        for (String text : texts) {
            if (text != null && !text.isBlank()) {
                return text;
            }
        }
        return null;
    }
}
