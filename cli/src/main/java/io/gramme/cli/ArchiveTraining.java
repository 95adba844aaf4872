package io.gramme.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Runs what commands commonly run, so that the build can archive the classes they load (docs/adr/0018). Speaks to itself
 * alone and shows nothing.
 */
@Command(name = "archive-training", hidden = true, description = "For the build: loads the classes of common commands.")
final class ArchiveTraining implements Runnable {
    private static final String DOCUMENT = """
            {"bucket":"b","key":"k","context":"C","siblings":[{"tag":"T","size":1,"text":"v"}],"members":[],
             "partitions":{"ok":1},"owners":["n1"],"fallbacks":[],"buckets":[],"rows":[[0]]}""";

    @Override
    public void run() {
        try (ServerSocket listener = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> serve(listener), "training");
            server.setDaemon(true);
            server.start();
            String here = "127.0.0.1:" + listener.getLocalPort();
            run("get", "b/k", "-e", here);
            run("get", "b/k", "-e", here, "-o", "json");
            run("get", "b/k", "-e", here, "-o", "yaml");
            run("put", "b/k", "v", "-e", here);
            run("locate", "b/k", "-e", here);
            run("cluster", "status", "-e", here, "--admin", here);
            run("get", "b/k", "-e", "127.0.0.1:9");
            run("--help");
        } catch (IOException noSocket) {
            throw new ToolFailure(ExitCodes.ERROR, "no socket to train with: " + noSocket.getMessage());
        }
    }

    private static void run(String... words) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        List<String> all = new ArrayList<>(Arrays.asList(words));
        Tool tool = new Tool(nowhere, nowhere);
        CommandLine line = Gramme.ready(Commands.forArguments(tool, words), tool);
        line.setOut(new PrintWriter(nowhere, false, StandardCharsets.UTF_8));
        line.execute(all.toArray(String[]::new));
    }

    private static void serve(ServerSocket listener) {
        byte[] body = DOCUMENT.getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                + body.length + "\r\n\r\n";
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                byte[] request = new byte[1 << 12];
                if (socket.getInputStream().read(request) > 0) {
                    OutputStream out = socket.getOutputStream();
                    out.write(head.getBytes(StandardCharsets.ISO_8859_1));
                    out.write(body);
                    out.flush();
                }
            } catch (IOException closed) {
                // the next request, or the end of the training
            }
        }
    }
}
