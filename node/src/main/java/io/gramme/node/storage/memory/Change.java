package io.gramme.node.storage.memory;

import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage.Entry;
import io.gramme.ring.Key;
import org.jspecify.annotations.Nullable;

/** One change of the store: a record set, or removed where the entry is {@code null}. */
record Change(Space space, Key key, @Nullable Entry entry) {}
