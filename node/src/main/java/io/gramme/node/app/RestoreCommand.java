package io.gramme.node.app;

import io.gramme.node.runtime.nio.NioFiles;
import io.gramme.node.storage.engine.Restore;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code snapshot restore SNAPSHOT DIRECTORY}: makes an empty directory a node's data directory, checked byte by byte. */
final class RestoreCommand {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private RestoreCommand() {}

    /** The exit code: 0 restored, 1 it could not be, 2 wrong use. */
    static int run(List<String> arguments, PrintStream out, PrintStream errors) {
        if (arguments.size() != 3 || !arguments.get(0).equals("restore")) {
            errors.println("usage: gramme snapshot restore SNAPSHOT DIRECTORY");
            return USAGE;
        }
        Path snapshot = Path.of(arguments.get(1)).toAbsolutePath().normalize();
        Path target = Path.of(arguments.get(2)).toAbsolutePath().normalize();
        Path parent = snapshot.getParent();
        if (parent == null || !Files.isDirectory(snapshot)) {
            errors.println("gramme: " + snapshot + " is no directory");
            return FAILED;
        }
        try {
            Files.createDirectories(target);
            Restore.copy(new NioFiles(parent), String.valueOf(snapshot.getFileName()), new NioFiles(target));
        } catch (IOException fault) {
            errors.println("gramme: " + target + " is not restored: " + fault.getMessage());
            return FAILED;
        }
        out.println(target + " is restored; start a node with it: gramme server --node.dataDir " + target);
        return OK;
    }
}
