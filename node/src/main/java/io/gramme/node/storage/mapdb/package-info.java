/**
 * Index runs as files of MapDB's {@code SortedTableMap}: the only place that names MapDB.
 *
 * <p>A run is two files. {@code NAME.run} is what MapDB's sorted sink wrote: pages of 64 KiB, nodes of at most 32
 * entries. {@code NAME.side} holds what MapDB has no room for: the page checksums (CRC32C), the first key of each page, a
 * filter over the keys, and the three counters that MapDB would write back into the first page when it ends; there is no
 * write in place here, so the reading volume lays them over it.
 *
 * <p>Invariants: no byte of a page is interpreted before its checksum was compared since the run was opened; a side file
 * that does not match its own checksum makes the whole run unreadable; a bad page is damage, never a miss. Thread rule:
 * an opened run belongs to one thread; files are immutable, so each thread opens its own.
 */
@NullMarked
package io.gramme.node.storage.mapdb;

import org.jspecify.annotations.NullMarked;
