/**
 * Authentication of IKE SAs by certificates: the port of {@code ike-core} on key stores, paths and
 * signatures.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.pki.auth;
