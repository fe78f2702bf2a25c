/**
 * PKCS#11 where the JDK's provider stops: slots, PINs, and certificates without a private key. Uses
 * {@code wire} and {@code crypto}. Calls block as long as the token does.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.pki.token;
