package io.gramme.node.transport;

/** How bucket settings spread. Bodies are the bucket settings' own, opaque here. */
public sealed interface BucketMessage extends Message {
    /** The sender's settings; answered by {@link SettingsReply}. */
    record SettingsPush(byte[] body) implements BucketMessage, Request {
        public SettingsPush {
            WireLimits.body(body);
        }
    }

    /** The receiver's settings where they are newer. */
    record SettingsReply(byte[] body) implements BucketMessage, Reply {
        public SettingsReply {
            WireLimits.body(body);
        }
    }
}
