/** Membership and failure detection by gossip: SWIM with Lifeguard as a state machine. Pure: JDK only. */
@NullMarked
package io.gramme.gossip;

import org.jspecify.annotations.NullMarked;
