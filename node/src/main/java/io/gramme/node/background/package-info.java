/**
 * Work that nobody waits for: what is under way, for people, and the one budget that it shares.
 *
 * <p>Thread rule: every type says its loop; nothing here is shared between threads.
 */
@NullMarked
package io.gramme.node.background;

import org.jspecify.annotations.NullMarked;
