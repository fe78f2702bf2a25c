/**
 * A peer that knows the keys and the protocol, and breaks it where told: what it sends is authentic
 * and wrong.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.adversary;
