/**
 * Measures responders: the protocol core as an initiator in a loop over UDP, and the operating
 * system's account of what that costs the responder's process.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.load;
