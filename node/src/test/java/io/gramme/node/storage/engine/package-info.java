/** The engine on simulated disks: crashes, damage, and the naive twin. */
@NullMarked
package io.gramme.node.storage.engine;

import org.jspecify.annotations.NullMarked;
