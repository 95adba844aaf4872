package io.gramme.node.coordinator;

import io.gramme.ring.Epoch;

/**
 * What an answered request really reached.
 *
 * @param replies replicas that answered before the result was given, distinct nodes
 * @param asked replicas that were asked
 * @param owners how many of the replies are from owners
 * @param durable fsynced acknowledgements, distinct nodes; 0 for a read
 * @param hinted acknowledgements of fallbacks that keep the record for an owner; 0 for a read
 * @param epoch ring version that the rows were taken from
 */
public record Achieved(int replies, int asked, int owners, int durable, int hinted, Epoch epoch) {}
