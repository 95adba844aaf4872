/**
 * What the simulated cluster owes its clients. The oracle knows every write that was tried with the context its writer gave,
 * and every dot that any node ever put into a message or showed; from that it tells what a key may and must hold.
 *
 * <p>It knows nothing of quorums, hints or repair: only that a dot names one write for ever, that a version goes only
 * when a write whose writer had been shown it takes its place, and that an acknowledged write stays until then. After kv679's
 * oracle (riak_kv, eqc/kv679_eqc.erl), with unknown outcomes, last writer wins, expiry and request ids added.
 *
 * <p>Thread rule: that of the simulation.
 */
@NullMarked
package io.gramme.chaos.oracle;

import org.jspecify.annotations.NullMarked;
