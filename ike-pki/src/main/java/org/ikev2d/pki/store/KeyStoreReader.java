package org.ikev2d.pki.store;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ikev2d.pki.sign.JcaKeyHandle;
import org.ikev2d.pki.sign.PrivateKeyHandle;
import org.ikev2d.pki.store.StoredCert.KeyState;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.wire.Bytes;

/** Reads the entries of a key store of the JCA. */
final class KeyStoreReader {
  private static final int MAX_ENTRIES = 4096;

  private final KeyStore store;
  private final String source;
  private final Provider provider;
  private final char[] pin;
  private final List<StoredCert> certificates = new ArrayList<>();
  private final List<StoredKey> keys = new ArrayList<>();
  private final List<StoreFinding> findings = new ArrayList<>();
  private final Map<String, PrivateKey> privateKeys = new HashMap<>();

  private KeyStoreReader(KeyStore store, String source, Provider provider, char[] pin) {
    this.store = store;
    this.source = source;
    this.provider = provider;
    this.pin = pin;
  }

  /** Everything, and the keys by label. */
  record Read(StoreContents contents, Map<String, PrivateKey> privateKeys) {}

  static Read read(KeyStore store, String source, Provider provider, char[] pin) {
    KeyStoreReader reader = new KeyStoreReader(store, source, provider, pin);
    try {
      List<String> aliases = Collections.list(store.aliases());
      Collections.sort(aliases);
      for (int i = 0; i < aliases.size() && i < MAX_ENTRIES; i++) {
        reader.entry(i + 1, aliases.get(i));
      }
    } catch (GeneralSecurityException | RuntimeException failed) {
      reader.findings.add(new StoreFinding(source, 0, "cannot be listed: " + failed.getMessage()));
    }
    return new Read(
        StoreContents.join(
            reader.source, reader.certificates, reader.keys, Set.of(), List.of(), reader.findings),
        Map.copyOf(reader.privateKeys));
  }

  private void entry(int number, String alias) {
    try {
      Certificate[] chain = store.getCertificateChain(alias);
      Certificate own = store.getCertificate(alias);
      List<Certificate> all =
          chain != null ? List.of(chain) : own != null ? List.of(own) : List.of();
      for (int i = 0; i < all.size(); i++) {
        certificate(number, i == 0 ? alias : alias + "-ca" + i, all.get(i), i == 0);
      }
      if (store.isKeyEntry(alias)) {
        key(number, alias, own);
      }
    } catch (GeneralSecurityException | RuntimeException unusable) {
      findings.add(
          new StoreFinding(
              source, number, "entry `" + alias + "` cannot be read: wrong PIN or unknown form"));
    }
  }

  private void certificate(int number, String label, Certificate certificate, boolean named)
      throws GeneralSecurityException {
    switch (Cert.parse(Bytes.wrap(certificate.getEncoded()))) {
      case Cert.Parsed.Good(Cert cert) -> {
        if (Placeholder.is(cert)) {
          return;
        }
        boolean known = certificates.stream().anyMatch(c -> c.cert().equals(cert));
        if (known && named) {
          // An entry of its own has a better name than a place in somebody's chain.
          certificates.removeIf(c -> c.cert().equals(cert));
        }
        if (!known || named) {
          certificates.add(new StoredCert(label, cert, KeyState.NONE));
        }
      }
      case Cert.Parsed.Malformed(String why) ->
          findings.add(new StoreFinding(source, number, "entry `" + label + "`: " + why));
    }
  }

  private void key(int number, String alias, Certificate own) throws GeneralSecurityException {
    Key key = store.getKey(alias, pin);
    Optional<KeyFacts> facts =
        KeyFacts.of(own.getPublicKey()) instanceof KeyFacts.Decoded.Good(KeyFacts good)
            ? Optional.of(good)
            : Optional.empty();
    if (!(key instanceof PrivateKey privateKey) || facts.isEmpty()) {
      findings.add(
          new StoreFinding(source, number, "entry `" + alias + "` holds a key of another kind"));
      return;
    }
    PrivateKeyHandle handle = new JcaKeyHandle(privateKey, facts.get(), provider);
    keys.add(new StoredKey(alias, handle));
    privateKeys.put(alias, privateKey);
  }
}
