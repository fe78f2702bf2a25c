/**
 * Runs IKE SAs: one mailbox and one owner for each, effects, timers, the registry of an endpoint.
 * Uses {@code exchange}, {@code sa} and {@code port}.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.actor;
