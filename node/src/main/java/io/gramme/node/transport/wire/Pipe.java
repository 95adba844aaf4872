package io.gramme.node.transport.wire;

/** One byte stream to a peer, on one loop. No call blocks or throws for a fault of the network. */
public interface Pipe {
    /** Starts reading. Called once, at once. */
    void open(Events events);

    /** Queues a copy of the bytes for sending. Ignored after {@link #close()}. */
    void write(byte[] bytes, int length);

    /** Whether more waits to be sent than the pipe likes; {@link Events#onDrained()} follows. */
    boolean isFull();

    /** Stops reading, so that the peer's sends stop too. */
    void pause();

    void resume();

    /** Closes it, after what was written; {@link Events#onClosed()} follows. */
    void close();

    /** The other end, for logs. */
    String remote();

    /** What a pipe tells, on its loop. */
    interface Events {
        void onBytes(Incoming bytes);

        /** {@link #isFull()} has turned false. */
        void onDrained();

        /** The stream ended, whoever ended it. The last event. */
        void onClosed();
    }

    /** Bytes that arrived; valid during the event. */
    interface Incoming {
        int length();

        /** Copies the bytes from..to-1 into an array. */
        void copy(int from, int to, byte[] into, int at);
    }
}
