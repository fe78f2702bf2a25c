package org.ikev2d.pki.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ikev2d.pki.store.StoredCert.KeyState;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.pki.x509.KeyFacts;

/**
 * What a key store held when it was read.
 *
 * @param store where it was read, for messages; empty: nowhere, or from several
 * @param credentials certificates with a private key that is available
 * @param publicKeys keys of others without certificates
 * @param findings what could not be used
 */
public record StoreContents(
    String store,
    List<StoredCert> certificates,
    List<StoredKey> keys,
    List<Credential> credentials,
    List<StoredCrl> crls,
    List<StoredPublicKey> publicKeys,
    List<StoreFinding> findings) {
  /** Nothing. */
  public static final StoreContents EMPTY =
      new StoreContents("", List.of(), List.of(), List.of(), List.of(), List.of());

  public StoreContents {
    certificates = List.copyOf(certificates);
    keys = List.copyOf(keys);
    credentials = List.copyOf(credentials);
    crls = List.copyOf(crls);
    publicKeys = List.copyOf(publicKeys);
    findings = List.copyOf(findings);
  }

  /** Without public keys that have no certificate. */
  public StoreContents(
      String store,
      List<StoredCert> certificates,
      List<StoredKey> keys,
      List<Credential> credentials,
      List<StoredCrl> crls,
      List<StoreFinding> findings) {
    this(store, certificates, keys, credentials, crls, List.of(), findings);
  }

  /** With public keys that have no certificate. */
  StoreContents withPublicKeys(List<StoredPublicKey> more) {
    return new StoreContents(store, certificates, keys, credentials, crls, more, findings);
  }

  /**
   * Joins certificates with their keys and issuers.
   *
   * @param locked labels of private keys that are not open
   */
  static StoreContents join(
      String store,
      List<StoredCert> found,
      List<StoredKey> keys,
      Set<String> locked,
      List<StoredCrl> crls,
      List<StoreFinding> findings) {
    List<StoredCert> certificates = new ArrayList<>();
    List<Credential> credentials = new ArrayList<>();
    List<Cert> all = found.stream().map(StoredCert::cert).toList();
    for (StoredCert stored : found) {
      Cert cert = stored.cert();
      Optional<StoredKey> key =
          cert.usableKey()
              .flatMap(facts ->
                  keys.stream().filter(k -> isSame(k.key().publicKey(), facts)).findFirst());
      KeyState state =
          key.isPresent()
              ? KeyState.AVAILABLE
              : locked.contains(stored.label()) ? KeyState.LOCKED : KeyState.NONE;
      certificates.add(new StoredCert(stored.label(), cert, state));
      key.ifPresent(k ->
          credentials.add(
              new Credential(
                  stored.label(),
                  cert,
                  Chains.upward(cert, all),
                  CertifiedKey.of(k.key(), cert.usableKey().orElseThrow()))));
    }
    return new StoreContents(store, certificates, keys, credentials, crls, findings);
  }

  private static boolean isSame(KeyFacts key, KeyFacts other) {
    return key.spki().equals(other.spki()) || key.key().equals(other.key());
  }

  /** All certificates: what the rule of Solaris trusts. */
  public List<Cert> certs() {
    return certificates.stream().map(StoredCert::cert).toList();
  }
}
