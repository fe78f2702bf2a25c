package org.ikev2d.pki.auth;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.payload.CertPayload;
import org.ikev2d.payload.Identity;
import org.ikev2d.pki.path.PathCheck;
import org.ikev2d.pki.path.PathFinding;
import org.ikev2d.pki.path.PathOutcome;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.sign.AuthVerifier;
import org.ikev2d.pki.sign.SignatureChoice;
import org.ikev2d.pki.sign.SignatureRefusal;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.pki.x509.DistinguishedName;
import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.port.Credentials.Evidence;
import org.ikev2d.port.Credentials.Verdict;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.CertEncoding;

/**
 * Judges a peer's proof: a trusted path from its certificate, which names the identity that it
 * claims, and a signature by the key of that certificate.
 */
final class EvidenceCheck {
  /** Certificates of the store that are tried for a peer that sends none. */
  private static final int MOST_STORED = 4;

  private final ChainCheck chainCheck;

  EvidenceCheck(ChainCheck chainCheck) {
    this.chainCheck = chainCheck;
  }

  Verdict judge(Holdings holdings, Evidence evidence, Instant now) {
    if (!evidence.store().remoteKeys().isEmpty()) {
      return RawKeys.judge(holdings.all(), evidence, holdings.policy().signatures());
    }
    List<Bytes> sent = certificates(evidence.certificates());
    if (!sent.isEmpty()) {
      return judge(holdings, evidence, sent, now);
    }
    // RFC 7296 section 3.6 lets a peer leave out what we have already.
    Optional<Verdict> stored =
        holdings.naming(evidence.claimed()).stream()
            .limit(MOST_STORED)
            .map(cert -> judge(holdings, evidence, List.of(cert.der()), now))
            .reduce((one, other) -> one instanceof Verdict.Proved ? one : other);
    return stored.orElseGet(() -> new Verdict.Refused(nothingSent(evidence)));
  }

  private static List<String> nothingSent(Evidence evidence) {
    List<String> encodings =
        evidence.certificates().stream().map(c -> c.encoding().toString()).distinct().toList();
    return List.of(
        PathFinding.Kind.NO_CERTIFICATE
            + ": the peer sent no X.509 certificate"
            + (encodings.isEmpty() ? "" : " but " + encodings)
            + ", and the key store has none that names "
            + evidence.claimed());
  }

  private Verdict judge(Holdings holdings, Evidence evidence, List<Bytes> sent, Instant now) {
    CertPolicy policy = holdings.policy();
    PathOutcome path = PathCheck.validate(sent, holdings.trust(), evidence.claimed(), policy, now);
    List<String> findings = new ArrayList<>();
    switch (path) {
      case PathOutcome.Refused(List<PathFinding> wrong) ->
          wrong.forEach(f -> findings.add(f.toString()));
      case PathOutcome.Trusted trusted -> unsigned(evidence, trusted).ifPresent(findings::add);
    }
    Optional<KeyFacts> key = key(path, sent);
    Optional<AuthVerifier.Outcome> signature =
        key.map(k ->
            AuthVerifier.verify(
                k, evidence.auth(), evidence.octets().toArray(), policy.signatures()));
    if (signature.isPresent()
        && signature.get() instanceof AuthVerifier.Outcome.Refused(SignatureRefusal refusal)) {
      findings.add("AUTH " + refusal.kind() + ": " + refusal.detail());
    }
    if (findings.isEmpty() && path instanceof PathOutcome.Trusted trusted) {
      findings.addAll(chainCheck.objections(trusted, evidence.certificates(), policy, now));
      if (findings.isEmpty()
          && signature.isPresent()
          && signature.get() instanceof AuthVerifier.Outcome.Verified(SignatureChoice how)) {
        return new Verdict.Proved(name(how), trusted.leaf().subject().toString());
      }
    }
    return new Verdict.Refused(
        findings.isEmpty() ? List.of("the certificate has no usable key") : findings);
  }

  /**
   * All objections to a chain whose key has proved itself elsewhere, as in TLS.
   *
   * @param sent the leaf first
   */
  List<String> objections(Holdings holdings, Identity claimed, List<Bytes> sent, Instant now) {
    CertPolicy policy = holdings.policy();
    return switch (PathCheck.validate(sent, holdings.trust(), claimed, policy, now)) {
      case PathOutcome.Refused(List<PathFinding> wrong) ->
          wrong.stream().map(PathFinding::toString).toList();
      case PathOutcome.Trusted trusted -> {
        List<CertPayload> payloads =
            sent.stream().map(der -> new CertPayload(CertEncoding.X509_SIGNATURE, der)).toList();
        yield chainCheck.objections(trusted, payloads, policy, now);
      }
    };
  }

  /** An authority that the rule asks for must be on the way, wherever that ends. */
  private static Optional<String> unsigned(Evidence evidence, PathOutcome.Trusted trusted) {
    Optional<DistinguishedName> signer =
        evidence.store().signer().flatMap(id -> DistinguishedName.decode(id.data()));
    boolean signed =
        evidence.store().signer().isEmpty()
            || trusted.chain().stream()
                .skip(1)
                .anyMatch(c -> signer.filter(c.subject()::equals).isPresent());
    return signed
        ? Optional.empty()
        : Optional.of(
            PathFinding.Kind.NO_TRUSTED_PATH
                + ": no certificate of required_signer <"
                + signer.map(Object::toString).orElse("?")
                + "> is on the path of <"
                + trusted.leaf().subject()
                + ">");
  }

  /** The signature is looked at though the path is refused: both are worth a line. */
  private static Optional<KeyFacts> key(PathOutcome path, List<Bytes> sent) {
    return switch (path) {
      case PathOutcome.Trusted trusted -> Optional.of(trusted.key());
      case PathOutcome.Refused refused ->
          Cert.parse(sent.getFirst()) instanceof Cert.Parsed.Good(Cert leaf)
              ? leaf.usableKey()
              : Optional.empty();
    };
  }

  /** For logs and listings. */
  static String name(SignatureChoice choice) {
    return choice.method() + ":" + choice.scheme().describe();
  }

  private static List<Bytes> certificates(List<CertPayload> payloads) {
    return payloads.stream()
        .filter(p -> p.encoding().equals(CertEncoding.X509_SIGNATURE))
        .map(CertPayload::data)
        .toList();
  }
}
