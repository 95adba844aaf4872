/** The Java SDK: ring-aware, non-blocking, with the causal context in every signature. */
@NullMarked
package io.gramme.client;

import org.jspecify.annotations.NullMarked;
