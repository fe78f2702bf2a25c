/**
 * What is known of an IKE SA: its states, events, effects, windows and CHILD SAs. No behaviour:
 * that is in {@code exchange}. Uses the packages below it.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.sa;
