package org.ikev2d.pki.store;

import java.util.List;
import org.ikev2d.pki.sign.PrivateKeyHandle;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.wire.Bytes;

/**
 * A certificate that we can sign for.
 *
 * @param chain from the certificate up to the last issuer in the store, inclusive
 */
public record Credential(String label, Cert leaf, List<Cert> chain, PrivateKeyHandle key) {
  /** RFC 7296 section 3.6 obliges peers to accept this many. */
  private static final int SENT = 4;

  public Credential {
    chain = List.copyOf(chain);
  }

  /**
   * Whether an authority of that key is in the chain.
   *
   * @param keyHash SHA-1 of its key (RFC 7296 section 3.7)
   */
  public boolean leadsTo(Bytes keyHash) {
    return chain.stream().anyMatch(c -> keyHash.equals(c.keyHash()));
  }

  /** DER of what the CERT payloads carry: the chain without a root, the peer has its own. */
  public List<Bytes> certificates() {
    return chain.stream()
        .filter(c -> c.equals(leaf) || !c.isSelfIssued())
        .limit(SENT)
        .map(Cert::der)
        .toList();
  }
}
