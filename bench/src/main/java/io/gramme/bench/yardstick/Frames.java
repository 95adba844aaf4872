package io.gramme.bench.yardstick;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.function.Consumer;

/** Length-prefixed frames over a socket: one write for all frames of a turn. */
final class Frames {
    private final NetSocket socket;
    private final Context context;
    private Buffer waiting = Buffer.buffer();
    private boolean flushing;

    Frames(NetSocket socket, Context context, Consumer<Buffer> onFrame) {
        this.socket = socket;
        this.context = context;
        RecordParser parser = RecordParser.newFixed(Integer.BYTES);
        boolean[] body = {false};
        parser.handler(bytes -> {
            if (body[0]) {
                body[0] = false;
                parser.fixedSizeMode(Integer.BYTES);
                onFrame.accept(bytes);
            } else {
                body[0] = true;
                parser.fixedSizeMode(bytes.getInt(0));
            }
        });
        socket.handler(parser);
    }

    void send(Buffer frame) {
        waiting.appendInt(frame.length()).appendBuffer(frame);
        if (!flushing) {
            flushing = true;
            context.runOnContext(turn -> {
                flushing = false;
                Buffer all = waiting;
                waiting = Buffer.buffer();
                socket.write(all);
            });
        }
    }
}
