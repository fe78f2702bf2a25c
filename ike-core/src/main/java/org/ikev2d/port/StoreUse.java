package org.ikev2d.port;

import java.util.List;
import java.util.Optional;
import org.ikev2d.payload.Identity;

/**
 * What of the key store counts for a rule.
 *
 * @param localKey label of the private key that proves our identity without a certificate; empty: a
 *     certificate that names the identity
 * @param remoteKeys labels of the public keys by which the peer may prove its identity without a
 *     certificate (RFC 7670); empty: a certificate
 * @param signer subject of an authority to which the peer's certificate must lead; empty: any that
 *     is trusted
 */
public record StoreUse(
    Optional<String> localKey, List<String> remoteKeys, Optional<Identity> signer) {
  /** All of it, for certificates. */
  public static final StoreUse ALL = new StoreUse(Optional.empty(), List.of(), Optional.empty());

  public StoreUse {
    remoteKeys = List.copyOf(remoteKeys);
  }
}
