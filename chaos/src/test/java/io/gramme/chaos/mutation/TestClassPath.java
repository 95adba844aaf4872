package io.gramme.chaos.mutation;

import java.io.File;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a process needs that runs the classes of this one, whoever loaded them. */
final class TestClassPath {
    private TestClassPath() {}

    static String get() {
        List<String> entries = new ArrayList<>();
        if (TestClassPath.class.getClassLoader() instanceof URLClassLoader loader) {
            for (URL url : loader.getURLs()) {
                entries.add(Path.of(URI.create(url.toString())).toString());
            }
        }
        entries.add(System.getProperty("java.class.path"));
        return String.join(File.pathSeparator, entries);
    }
}
