package io.gramme.node.config;

import java.util.Locale;

/**
 * One setting.
 *
 * @param key {@code section.name}
 * @param type how its text is read
 * @param standard the text it has when nobody sets it
 * @param secret true if its value is never shown
 * @param meaning one sentence for the reference
 */
record Setting<T>(String key, ValueType<T> type, String standard, boolean secret, String meaning) {
    String section() {
        return key.substring(0, key.indexOf('.'));
    }

    String name() {
        return key.substring(key.indexOf('.') + 1);
    }

    /** {@code GRAMME_SECTION_NAME}, words of the name separated by {@code _}. */
    String environment() {
        return "GRAMME_"
                + key.replace('.', '_').replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }
}
