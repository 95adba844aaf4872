package io.gramme.cli;

import org.jspecify.annotations.Nullable;

/** A query string that grows; empty until something was added. */
final class QueryText {
    private final StringBuilder text = new StringBuilder();

    /** Adds a parameter, unless there is no value. */
    QueryText add(String name, @Nullable Object value) {
        if (value != null) {
            text.append(text.isEmpty() ? '?' : '&').append(name).append('=').append(KeyName.escaped(value.toString()));
        }
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
