package io.gramme.node.config;

/** A text that somebody gave a setting, and where. */
record RawValue(String text, String origin) {}
