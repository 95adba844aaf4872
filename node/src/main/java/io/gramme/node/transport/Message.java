package io.gramme.node.transport;

/**
 * Anything that one node says to another. A family of messages is one sealed interface in one file, its records nested in
 * it; each record is also a {@link Request} or a {@link Reply}, and validates itself. To add one: a record in its family,
 * a frozen number and a serializer in {@code transport.kryo.MessageRegistry}, golden bytes.
 *
 * <p>Arrays in messages are shared, not copied: nobody writes to them once the message exists. Records with arrays
 * therefore compare by identity of the array.
 */
public sealed interface Message
        permits Request,
                Reply,
                Refusal,
                ReplicaMessage,
                ForwardMessage,
                RingMessage,
                RegisterMessage,
                GossipMessage,
                BucketMessage,
                PurgeMessage,
                TransferMessage,
                AdminMessage,
                ClockMessage,
                AntiEntropyMessage {}
