package io.gramme.node.transport.vertx;

import io.gramme.node.transport.wire.Pipe;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;

/** A TCP connection. */
final class SocketPipe implements Pipe {
    /** Bytes that may wait in the socket before the pipe says it is full. */
    private static final int WRITE_QUEUE_BYTES = 512 * 1024;

    private final NetSocket socket;

    SocketPipe(NetSocket socket) {
        this.socket = socket;
        socket.setWriteQueueMaxSize(WRITE_QUEUE_BYTES);
        // A reset is told by the close that follows.
        socket.exceptionHandler(failure -> {});
    }

    @Override
    public void open(Events events) {
        socket.closeHandler(ignored -> events.onClosed());
        socket.drainHandler(ignored -> events.onDrained());
        socket.handler(buffer -> events.onBytes(new Received(buffer)));
    }

    @Override
    public void write(byte[] bytes, int length) {
        socket.write(Buffer.buffer(length).appendBytes(bytes, 0, length));
    }

    @Override
    public boolean isFull() {
        return socket.writeQueueFull();
    }

    @Override
    public void pause() {
        socket.pause();
    }

    @Override
    public void resume() {
        socket.resume();
    }

    @Override
    public void close() {
        socket.close();
    }

    @Override
    public String remote() {
        return String.valueOf(socket.remoteAddress());
    }

    private record Received(Buffer buffer) implements Incoming {
        @Override
        public int length() {
            return buffer.length();
        }

        @Override
        public void copy(int from, int to, byte[] into, int at) {
            buffer.getBytes(from, to, into, at);
        }
    }
}
