/**
 * The crypto port: what the protocol needs of cryptography, with no word of who provides it. Uses
 * {@code wire}.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.crypto;
