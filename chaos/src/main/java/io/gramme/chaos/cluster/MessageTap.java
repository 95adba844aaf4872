package io.gramme.chaos.cluster;

import io.gramme.node.runtime.Files;
import io.gramme.node.transport.Message;

/** Sees each message, requests and answers alike, as its sender sends it. */
@FunctionalInterface
public interface MessageTap {
    /** Sees nothing. */
    MessageTap NONE = (machine, message) -> {};

    /** @param machine the sender's */
    void onMessage(String machine, Message message);

    /** Stands between a process that starts and its disk, to see what becomes of the files. */
    default Files disk(Files disk) {
        return disk;
    }
}
