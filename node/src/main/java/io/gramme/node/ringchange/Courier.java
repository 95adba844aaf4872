package io.gramme.node.ringchange;

import io.gramme.node.register.Reply;
import io.gramme.node.register.Request;
import java.util.function.Consumer;

/** Carries a register's requests to its acceptors. */
@FunctionalInterface
interface Courier {
    /** Sends; {@code onReply} is called at most once, on the control loop, never inside this call. */
    void send(int acceptor, Request request, Consumer<Reply> onReply);
}
