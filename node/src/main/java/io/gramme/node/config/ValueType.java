package io.gramme.node.config;

import java.util.function.Function;

/**
 * How the text of a setting is read.
 *
 * @param expected what is allowed, with unit and range, to be read after "must be"
 * @param read text to value; throws {@link IllegalArgumentException}, whose message, if any, says more than
 *     {@code expected}
 */
record ValueType<T>(String expected, Function<String, T> read) {
    /** The fault of a text that is none of these values. */
    static IllegalArgumentException wrong(String more) {
        return new IllegalArgumentException(more);
    }
}
