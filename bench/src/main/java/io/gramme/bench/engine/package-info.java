/** The storage engine alone, in one process on one real disk, beside a plain append loop and MapDB's own maps. */
@org.jspecify.annotations.NullMarked
package io.gramme.bench.engine;
