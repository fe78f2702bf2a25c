/**
 * Retrieval over HTTP of what certificates name: bounded in size, time and number, and not from
 * private addresses. Uses {@code wire}, {@code pki.policy}, {@code pki.x509}. Calls block.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.pki.fetch;
