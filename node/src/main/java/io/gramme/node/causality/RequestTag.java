package io.gramme.node.causality;

import java.util.Map;

/**
 * What makes two writes the same one: the request id and a hash of what was to be written. Equal ids with unequal hashes
 * are a client's mistake and stay two writes.
 */
public record RequestTag(RequestId id, long valueHash) implements Comparable<RequestTag> {
    /** Frozen, public: the hash guards against mistakes, not against an adversary, who could send any id. */
    private static final SipHash VALUE_HASH = SipHash.withKey(0x4772616d6d650001L, 0x76616c7565486173L);

    /** The tag of a write: hashes value, type and metadata, not the times, which differ between retries. */
    public static RequestTag of(RequestId id, Content content) {
        SipHash.Stream hash = VALUE_HASH.stream();
        ValueBytes value = content.value();
        hash.add(content.tombstone() ? 1 : 0)
                .add(VALUE_HASH.of(value.array(), value.offset(), value.length()))
                .add(textHash(content.contentType()));
        for (Map.Entry<String, String> entry : content.metadata().entrySet()) {
            hash.add(textHash(entry.getKey())).add(textHash(entry.getValue()));
        }
        return new RequestTag(id, hash.end());
    }

    private static long textHash(String text) {
        ValueBytes bytes = ValueBytes.of(text);
        return VALUE_HASH.of(bytes.array(), bytes.offset(), bytes.length());
    }

    @Override
    public int compareTo(RequestTag other) {
        int byId = id.compareTo(other.id);
        return byId != 0 ? byId : Long.compareUnsigned(valueHash, other.valueHash);
    }
}
