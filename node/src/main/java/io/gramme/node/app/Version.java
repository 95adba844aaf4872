package io.gramme.node.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which software this is; the build fills it in. */
final class Version {
    static final String TEXT;
    static final String COMMIT;

    static {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
        TEXT = properties.getProperty("version", "unknown");
        COMMIT = properties.getProperty("commit", "unknown");
    }

    private Version() {}
}
