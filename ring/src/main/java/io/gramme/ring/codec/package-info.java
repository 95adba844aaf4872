/**
 * Rings and the differences between them as bytes, and the hash that gossip spreads.
 *
 * <p>Invariants: one ring has exactly one encoding, so equal rings have equal hashes; a decoder accepts that encoding
 * alone, answers a result for any bytes whatever, and never sets aside more memory than the bytes it was given warrant.
 * The first byte is the format's version. Pure; every type may be used from any thread, one at a time.
 */
@NullMarked
package io.gramme.ring.codec;

import org.jspecify.annotations.NullMarked;
