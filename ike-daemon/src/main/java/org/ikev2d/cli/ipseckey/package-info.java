/**
 * The ipseckey command: looks at the SADB and takes SAs out of it, through PF_KEY or, where the
 * daemon keeps the SADB in its memory, through the daemon. Uses {@code org.ikev2d.control}, {@code
 * org.ikev2d.daemon.control}, {@code org.ikev2d.kernel} and {@code port}.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.cli.ipseckey;
