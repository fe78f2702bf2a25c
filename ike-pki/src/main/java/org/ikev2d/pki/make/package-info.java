/**
 * Makes certificates and requests. Uses {@code wire}, {@code pki.x509}, {@code pki.sign}. Private
 * keys are used through their handles, so that those in a token serve as well.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.pki.make;
