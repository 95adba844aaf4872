package io.gramme.testkit;

import java.io.File;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The class path of this test, for a process of its own: of the JVM, or of the runner's class loader where that has one. */
public final class ClassPath {
    private ClassPath() {}

    /** Entries as {@code java -cp} takes them. */
    public static String text() {
        if (!(WatchedNode.class.getClassLoader() instanceof URLClassLoader loader)) {
            return System.getProperty("java.class.path");
        }
        List<String> entries = new ArrayList<>();
        try {
            for (URL url : loader.getURLs()) {
                entries.add(Path.of(url.toURI()).toString());
            }
        } catch (URISyntaxException broken) {
            throw new IllegalStateException("a class path entry is no file", broken);
        }
        return String.join(File.pathSeparator, entries);
    }
}
