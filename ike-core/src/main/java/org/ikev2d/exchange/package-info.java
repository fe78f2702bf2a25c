/**
 * What an IKE SA does: one handler for each exchange, one contributor for each feature. Handlers
 * are functions from a state and an event to the next state and effects. Uses {@code sa} and below.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.exchange;
