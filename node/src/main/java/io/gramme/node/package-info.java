/** One storage node: causality, storage, coordination, handoff, anti-entropy, ring change, transport, HTTP. */
@NullMarked
package io.gramme.node;

import org.jspecify.annotations.NullMarked;
