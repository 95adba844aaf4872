package io.gramme.testkit;

import io.gramme.node.app.Main;
import java.io.IOException;

/**
 * The process of a test's node: a node's own {@code Main}, which goes with the test. The test holds the other end of this
 * process's standard input; when the test's JVM ends, however it ends, that end closes and the node halts. A process that
 * is paused at that moment halts when it is continued.
 */
final class WatchedNode {
    private static final int EXIT_ORPHANED = 3;

    private WatchedNode() {}

    public static void main(String[] arguments) throws InterruptedException {
        Thread watch = new Thread(WatchedNode::haltAtEnd, "testkit-parent-watch");
        watch.setDaemon(true);
        watch.start();
        Main.main(arguments);
    }

    private static void haltAtEnd() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is ever said; only the end counts.
            }
        } catch (IOException gone) {
            // As good as the end.
        }
        Runtime.getRuntime().halt(EXIT_ORPHANED);
    }
}
