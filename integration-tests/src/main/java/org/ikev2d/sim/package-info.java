/**
 * Runs the real protocol core between nodes in memory, on a clock that stands still unless told,
 * over a network whose faults come from a seed.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.sim;
