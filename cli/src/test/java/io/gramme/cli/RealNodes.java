package io.gramme.cli;

import io.gramme.testkit.ClassPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What {@code gramme local up} needs to start real nodes in a test: a folder with a {@code bin/gramme} that runs nodes from
 * the test's own class path, and ports that nobody uses. The nodes go when the test's JVM does, however it ends.
 */
final class RealNodes implements AutoCloseable {
    private static final int MOST_NODES = 5;
    private static final int BLOCK = 1000;

    private static final Pattern USUAL = Pattern.compile("127\\.0\\.0\\.1:7([0-9])7([0-2])");

    private final Path home;
    private final int basePort;

    RealNodes(Path home) throws IOException {
        this.home = home;
        this.basePort = freeBase();
        Path launcher = Files.createDirectories(home.resolve("bin")).resolve("gramme");
        Files.writeString(launcher, """
                #!/bin/sh
                ( while kill -0 $$ 2>/dev/null; do kill -0 %d 2>/dev/null || kill -9 $$; sleep 1; done ) >/dev/null 2>&1 &
                options=$GRAMME_NODE_OPTS
                unset GRAMME_NODE_OPTS GRAMME_ENDPOINTS GRAMME_PROFILE GRAMME_TOKEN GRAMME_DIR GRAMME_BASE_PORT
                exec %s $options -XX:TieredStopAtLevel=1 -cp '%s' io.gramme.node.app.Main "$@"
                """.formatted(
                        ProcessHandle.current().pid(),
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        ClassPath.text()));
        launcher.toFile().setExecutable(true);
        System.setProperty("gramme.home", home.toString());
        System.setProperty("gramme.dir", home.resolve("dir").toString());
    }

    private static int freeBase() {
        String[] range =
                System.getProperty("gramme.testkit.ports", "20000-29999").split("-", -1);
        int first = Integer.parseInt(range[0]);
        int blocks = Math.max(1, (Integer.parseInt(range[1]) + 1 - first) / BLOCK);
        long start = ProcessHandle.current().pid();
        for (int i = 0; i < blocks; i++) {
            int base = first + (int) ((start + i) % blocks) * BLOCK + 70;
            if (LocalPorts.taken(base, MOST_NODES) == 0) {
                return base;
            }
        }
        throw new IllegalStateException(String.format(Locale.ROOT, "no block of %s to %s is free", range[0], range[1]));
    }

    int basePort() {
        return basePort;
    }

    Path folder() {
        return home;
    }

    /** Text of the tool with addresses as a local cluster usually has them, and folders by name. */
    String usual(String text) {
        String usual = text.replace(home.toString(), "~")
                .replace(Runtime.version().toString(), "JAVA")
                .replace(ToolVersion.text(), "VERSION");
        for (int node = MOST_NODES; node >= 0; node--) {
            for (int port = 0; port < 3; port++) {
                usual = usual.replace("127.0.0.1:" + (basePort + 100 * node + port), "127.0.0.1:7" + node + "7" + port);
            }
        }
        return usual;
    }

    /** A command with the addresses that this cluster has in place of the usual ones. */
    String here(String command) {
        return USUAL.matcher(command)
                .replaceAll(found -> "127.0.0.1:"
                        + (basePort + 100 * Integer.parseInt(found.group(1)) + Integer.parseInt(found.group(2))));
    }

    @Override
    public void close() throws IOException {
        LocalCluster.open(Home.local()).ifPresent(LocalCluster::killAll);
        System.clearProperty("gramme.home");
        System.clearProperty("gramme.dir");
    }
}
