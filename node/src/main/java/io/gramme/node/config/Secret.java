package io.gramme.node.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** A secret text that does not show itself in logs. Equality takes the same time wherever the difference is. */
public final class Secret {
    private final byte[] utf8;

    /** A secret of this text. */
    public Secret(String text) {
        this.utf8 = text.getBytes(StandardCharsets.UTF_8);
    }

    /** A copy of its UTF-8 bytes. */
    public byte[] bytes() {
        return utf8.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret that && MessageDigest.isEqual(utf8, that.utf8);
    }

    @Override
    public int hashCode() {
        return Secret.class.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
