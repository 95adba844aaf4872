/**
 * The ports over the JDK: files on a real disk, the system's clocks, the operating system's randomness, and a thread of
 * our own for the log writer.
 *
 * <p>Invariants: an {@link java.io.IOException} names the path; no thread that touches a file is ever interrupted (an
 * interrupt closes the channel for everybody). Thread rule: as each type says.
 */
@NullMarked
package io.gramme.node.runtime.nio;

import org.jspecify.annotations.NullMarked;
