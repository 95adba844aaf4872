package io.gramme.bench.ycsb;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One kept-alive HTTP/1.1 connection, one exchange at a time: the least a client can cost, so that it takes little of the
 * cores it shares with what it measures. Understands answers with a length or without a body; nothing else is sent to it.
 */
final class KeptAlive implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final String host;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private byte[] body = {};

    KeptAlive(String address) throws IOException {
        int colon = address.lastIndexOf(':');
        this.host = address;
        this.socket = new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        this.in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
        this.out = socket.getOutputStream();
    }

    /** Body of the last answer. */
    byte[] body() {
        return body;
    }

    /** Sends a request and waits for its answer. @return the status */
    int exchange(String method, String path, byte[] content) throws IOException {
        String head = method + ' ' + path + " HTTP/1.1\r\nHost: " + host
                + (method.equals("PUT") ? "\r\nContent-Length: " + content.length : "") + "\r\n\r\n";
        byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = new byte[start.length + content.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(content, 0, all, start.length, content.length);
        out.write(all);
        return answer();
    }

    private int answer() throws IOException {
        String status = line();
        int length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring("content-length:".length()).strip());
            }
        }
        body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException(host + " closed in the middle of an answer");
        }
        return Integer.parseInt(status.substring("HTTP/1.1 ".length(), "HTTP/1.1 ".length() + 3));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException(host + " closed");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
