/** The gramme tool: data, cluster, local clusters, shell. */
@NullMarked
package io.gramme.cli;

import org.jspecify.annotations.NullMarked;
