/**
 * The KMF policy database of Solaris, {@code kmf-policy.xml}. Uses {@code pki.policy}, {@code
 * pki.x509}.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.pki.kmf;
