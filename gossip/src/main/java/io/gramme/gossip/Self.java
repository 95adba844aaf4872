package io.gramme.gossip;

/** This process at its start: who it is, what it tells of itself, how far its disk has come. */
public record Self(ClusterId cluster, ProcessId process, Meta meta, Marks marks) {}
