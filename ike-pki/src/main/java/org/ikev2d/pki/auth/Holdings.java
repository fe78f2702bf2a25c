package org.ikev2d.pki.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ikev2d.payload.Identity;
import org.ikev2d.pki.path.IdentityBinding;
import org.ikev2d.pki.path.PathCheck.Trust;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.sign.HashAlgorithms;
import org.ikev2d.pki.sign.MethodsTaken;
import org.ikev2d.pki.store.StoreContents;
import org.ikev2d.pki.store.StoredCert;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.port.Credentials.Announcement;
import org.ikev2d.wire.Bytes;

/**
 * All key stores at one moment, under the policy in force, and what follows from both.
 *
 * @param sources what each store held, to tell whether anything has changed
 * @param all what they hold together
 */
record Holdings(
    List<StoreContents> sources,
    CertPolicy policy,
    StoreContents all,
    Trust trust,
    Announcement announcement) {
  /** Authorities named in a CERTREQ: 2000 octets. */
  private static final int MOST_AUTHORITIES = 100;

  static Holdings of(List<StoreContents> sources, CertPolicy policy, Hints hints) {
    StoreContents all =
        new StoreContents(
            "",
            sources.stream().flatMap(s -> s.certificates().stream()).toList(),
            sources.stream().flatMap(s -> s.keys().stream()).toList(),
            sources.stream().flatMap(s -> s.credentials().stream()).toList(),
            sources.stream().flatMap(s -> s.crls().stream()).toList(),
            sources.stream().flatMap(s -> s.publicKeys().stream()).toList(),
            sources.stream().flatMap(s -> s.findings().stream()).toList());
    Trust trust = Trust.of(all.certs(), policy);
    Bytes hashes = HashAlgorithms.encode(policy.signatures().announced());
    Bytes methods = hints.methods() ? MethodsTaken.under(policy.signatures()) : Bytes.EMPTY;
    return new Holdings(
        sources,
        policy,
        all,
        trust,
        new Announcement(hashes, authorities(trust), hints.lookup().isPresent(), methods));
  }

  /** Contents are replaced as one, so that the same object has the same certificates. */
  boolean isOf(List<StoreContents> now, CertPolicy policyNow) {
    if (policy != policyNow || now.size() != sources.size()) {
      return false;
    }
    for (int i = 0; i < now.size(); i++) {
      if (now.get(i) != sources.get(i)) {
        return false;
      }
    }
    return true;
  }

  private static Bytes authorities(Trust trust) {
    return Bytes.concat(
        trust.anchors().stream()
            .filter(c -> c.extensions().isCa())
            .map(Cert::keyHash)
            .distinct()
            .limit(MOST_AUTHORITIES)
            .toArray(Bytes[]::new));
  }

  /** Certificates of others that name an identity, for a peer that sends none of its own. */
  List<Cert> naming(Identity identity) {
    return all.certificates().stream()
        .filter(c -> c.key() == StoredCert.KeyState.NONE)
        .map(StoredCert::cert)
        .filter(c -> IdentityBinding.objection(identity, c, policy.cnAsName()).isEmpty())
        .toList();
  }

  /** The certificates that we hold a key for, open or not, for messages. */
  List<String> own() {
    List<String> some = new ArrayList<>(sources.stream().flatMap(Holdings::own).limit(9).toList());
    if (some.size() == 9) {
      some.set(8, "…");
    }
    return some;
  }

  private static Stream<String> own(StoreContents source) {
    return source.certificates().stream()
        .filter(c -> c.key() != StoredCert.KeyState.NONE)
        .map(c ->
            c.label()
                + (c.key() == StoredCert.KeyState.LOCKED
                    ? " (locked in " + source.store() + ")"
                    : "")
                + " <"
                + c.cert().subject()
                + "> "
                + c.cert().altNameTexts());
  }
}
