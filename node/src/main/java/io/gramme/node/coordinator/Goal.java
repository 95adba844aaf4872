package io.gramme.node.coordinator;

/**
 * What a request must reach.
 *
 * @param count replies or acknowledgements, by distinct nodes and slots; 1 or more
 * @param owners how many of them from owners themselves
 * @param sloppy whether fallbacks may stand in
 */
record Goal(int count, int owners, boolean sloppy) {}
