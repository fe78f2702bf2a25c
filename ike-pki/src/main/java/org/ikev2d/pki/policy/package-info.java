/**
 * What certificates must fulfil, as the KMF policy database of Solaris describes it. Uses {@code
 * pki.x509} and {@code pki.sign}.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.pki.policy;
