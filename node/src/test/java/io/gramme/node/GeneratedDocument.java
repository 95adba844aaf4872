package io.gramme.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of docs/ that the code generates. {@code -Dgramme.docs.write=true} writes it instead of comparing. */
public final class GeneratedDocument {
    private GeneratedDocument() {}

    /** Fails unless the file holds exactly this text. */
    public static void check(String path, String text) throws IOException {
        Path file = root().resolve(path);
        if (Boolean.getBoolean("gramme.docs.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as(
                        "%s is generated; write it anew: ./mvnw test -pl node -Dtest='*ReferenceTest' -Dgramme.docs.write=true",
                        path)
                .isEqualTo(text);
    }

    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("mvnw"))) {
            directory = directory.getParent();
        }
        return directory;
    }
}
