package org.ikev2d.pki.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ikev2d.payload.CertPayload;
import org.ikev2d.payload.CertReqPayload;
import org.ikev2d.pki.sign.AuthSigner;
import org.ikev2d.pki.sign.AuthVerifier;
import org.ikev2d.pki.sign.PeerAbility;
import org.ikev2d.pki.sign.SignatureChoice;
import org.ikev2d.pki.sign.SignaturePolicy;
import org.ikev2d.pki.sign.SignatureRefusal;
import org.ikev2d.pki.store.StoreContents;
import org.ikev2d.pki.store.StoredKey;
import org.ikev2d.pki.store.StoredPublicKey;
import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.port.Credentials.Claim;
import org.ikev2d.port.Credentials.Evidence;
import org.ikev2d.port.Credentials.Proof;
import org.ikev2d.port.Credentials.Verdict;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.CertEncoding;

/**
 * Raw public keys (RFC 7670): signatures by keys that rules name. Who sends which key decides
 * nothing; it only tells sooner that it is the wrong one.
 */
final class RawKeys {
  private RawKeys() {}

  /** Signs with the key of that label. */
  static Proof prove(
      StoreContents store, String label, Claim claim, PeerAbility peer, SignaturePolicy policy) {
    Optional<StoredKey> key =
        store.keys().stream().filter(k -> k.label().equals(label)).findFirst();
    if (key.isEmpty()) {
      return new Proof.Refused(
          List.of("the key store has no private key with the label " + label + usable(store)));
    }
    return switch (AuthSigner.sign(key.get().key(), peer, policy, claim.octets().toArray())) {
      case AuthSigner.Outcome.Signed(var auth, var choice) ->
          new Proof.Made(
              wanted(claim)
                  ? List.of(
                      new CertPayload(
                          CertEncoding.RAW_PUBLIC_KEY, key.get().key().publicKey().spki()))
                  : List.of(),
              auth,
              EvidenceCheck.name(choice));
      case AuthSigner.Outcome.Refused(SignatureRefusal refusal) ->
          new Proof.Refused(List.of("key " + label + ": " + refusal.detail()));
    };
  }

  private static String usable(StoreContents store) {
    return store.keys().isEmpty()
        ? ""
        : " but "
            + String.join(", ", store.keys().stream().map(StoredKey::label).limit(8).toList());
  }

  /** A peer that asks for certificates only has our key already. */
  private static boolean wanted(Claim claim) {
    return claim.wanted().isEmpty()
        || claim.wanted().stream()
            .map(CertReqPayload::encoding)
            .anyMatch(CertEncoding.RAW_PUBLIC_KEY::equals);
  }

  /** The public keys of that label: those without a certificate, else that of a certificate. */
  static List<KeyFacts> named(StoreContents store, String label) {
    List<KeyFacts> raw =
        store.publicKeys().stream()
            .filter(k -> k.label().equals(label))
            .map(StoredPublicKey::key)
            .toList();
    return raw.isEmpty()
        ? store.certificates().stream()
            .filter(c -> c.label().equals(label))
            .flatMap(c -> c.cert().usableKey().stream())
            .toList()
        : raw;
  }

  /** Judges a peer by the keys of its rule. */
  static Verdict judge(StoreContents store, Evidence evidence, SignaturePolicy policy) {
    List<String> labels = evidence.store().remoteKeys();
    List<Bytes> sent =
        evidence.certificates().stream()
            .filter(c -> c.encoding().equals(CertEncoding.RAW_PUBLIC_KEY))
            .map(CertPayload::data)
            .toList();
    List<String> findings = new ArrayList<>();
    for (String label : labels) {
      List<KeyFacts> keys = named(store, label);
      if (keys.isEmpty()) {
        findings.add("the key store has no public key with the label " + label);
      }
      for (KeyFacts key : keys) {
        if (!sent.isEmpty() && !sent.contains(key.spki())) {
          findings.add("the peer sent another public key than " + label);
          continue;
        }
        switch (AuthVerifier.verify(key, evidence.auth(), evidence.octets().toArray(), policy)) {
          case AuthVerifier.Outcome.Verified(SignatureChoice how) -> {
            return new Verdict.Proved(EvidenceCheck.name(how), "public key " + label);
          }
          case AuthVerifier.Outcome.Refused(SignatureRefusal refusal) ->
              findings.add("public key " + label + ": " + refusal);
        }
      }
    }
    return new Verdict.Refused(
        findings.isEmpty() ? List.of("the rule names no public key") : findings);
  }

  /** Which of a rule's keys are missing: the label of ours, and those of the peer. */
  static List<String> missing(StoreContents store, Optional<String> own, List<String> theirs) {
    return Stream.concat(
            own
                .filter(l -> store.keys().stream().noneMatch(k -> k.label().equals(l)))
                .map(l -> "private key " + l)
                .stream(),
            theirs.stream().filter(l -> named(store, l).isEmpty()).map(l -> "public key " + l))
        .toList();
  }
}
