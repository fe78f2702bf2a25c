/**
 * Key stores: a directory of PEM files, a PKCS#12 file, a PKCS#11 token. Uses {@code wire}, {@code
 * payload}, {@code crypto} and {@code pki.x509}, {@code pki.sign}, {@code pki.path}. Calls may
 * block; contents are immutable values that a reload replaces as a whole.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.pki.store;
