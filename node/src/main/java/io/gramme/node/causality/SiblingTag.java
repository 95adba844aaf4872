package io.gramme.node.causality;

import org.jspecify.annotations.Nullable;

/** A dot as clients see it ({@code ?sibling=}, the tag in a siblings document): base64url, canonical. */
public final class SiblingTag {
    private static final int LONGEST = 32;

    private SiblingTag() {}

    public static String encode(Dot dot) {
        ByteSink sink = new ByteSink(16);
        sink.varint(Actor.nodeIndex(dot.actor()));
        sink.varint(Actor.generation(dot.actor()));
        sink.varint(Actor.epoch(dot.actor()));
        sink.varint(dot.counter());
        return Base64Url.encode(sink.toByteArray());
    }

    /** @return {@code null} for anything that is not exactly the encoding of a dot */
    public static @Nullable Dot decode(String tag) {
        if (tag.length() > LONGEST) {
            return null;
        }
        try {
            ByteSource source = new ByteSource(Base64Url.decode(tag), 0);
            long actor = Actor.of(
                    (int) source.varint(4095), (int) source.varint(4095), source.varint(Actor.EPOCH_LIMIT - 1));
            Dot dot = new Dot(actor, source.varint(Long.MAX_VALUE));
            return encode(dot).equals(tag) ? dot : null;
        } catch (MalformedRecordException | IllegalArgumentException notADot) {
            return null;
        }
    }
}
