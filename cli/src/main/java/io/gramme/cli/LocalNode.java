package io.gramme.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A node of a local cluster: a folder with its configuration, data, log and process id.
 *
 * @param number from 1
 * @param directory the node's own
 * @param dataPort its data port; admin is the next one, peers the one after
 */
record LocalNode(int number, Path directory, int dataPort) {
    private static final int TAIL_BYTES = 16 << 10;

    String name() {
        return "n" + number;
    }

    URI data() {
        return URI.create("http://" + address(0));
    }

    URI admin() {
        return URI.create("http://" + address(1));
    }

    /** Address of one of its ports: 0 data, 1 admin, 2 peers. */
    String address(int port) {
        return "127.0.0.1:" + (dataPort + port);
    }

    Path configuration() {
        return directory.resolve("gramme.yaml");
    }

    Path log() {
        return directory.resolve("node.log");
    }

    private Path pidFile() {
        return directory.resolve("pid");
    }

    /** The live process, if any. A process that has the number of a dead node by chance is told apart by its start. */
    Optional<ProcessHandle> process() {
        try {
            String[] words = Files.readString(pidFile()).strip().split(" ", 2);
            Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(words[0]));
            return process.filter(ProcessHandle::isAlive)
                    .filter(live -> started(live).equals(words[1]));
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException none) {
            return Optional.empty();
        }
    }

    void remember(ProcessHandle process) throws IOException {
        Files.writeString(pidFile(), process.pid() + " " + started(process));
    }

    void forget() throws IOException {
        Files.deleteIfExists(pidFile());
    }

    private static String started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("-");
    }

    /** The last lines of its log; empty when there is none. */
    List<String> lastLines(int count) {
        try (RandomAccessFile file = new RandomAccessFile(log().toFile(), "r")) {
            long from = Math.max(0, file.length() - TAIL_BYTES);
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            List<String> lines =
                    new String(bytes, StandardCharsets.UTF_8).lines().toList();
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException none) {
            return List.of();
        }
    }
}
