/** The consistent-hash ring: hash, partitions, owner tables, the planner, fallbacks, ring versions. Pure: JDK only. */
@NullMarked
package io.gramme.ring;

import org.jspecify.annotations.NullMarked;
