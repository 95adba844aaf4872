package io.gramme.node.membership;

import io.gramme.ring.Addresses;

/**
 * What this node tells of itself, from its configuration.
 *
 * @param name as configured; the ring may hold it under another until a plan renames it
 * @param zone failure zone
 * @param weight share of the partitions relative to others, 1..65535
 * @param addresses where others are told it listens
 */
public record OwnCard(String name, String zone, int weight, Addresses addresses) {}
