/**
 * Values of X.509: certificates decoded once and completely, names, extensions, public keys. Uses
 * {@code wire} and {@code payload}. Decoding answers with a value, whatever the octets are.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.pki.x509;
