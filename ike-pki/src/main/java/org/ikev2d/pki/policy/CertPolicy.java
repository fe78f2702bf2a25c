package org.ikev2d.pki.policy;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.ikev2d.pki.sign.SignaturePolicy;
import org.ikev2d.pki.x509.DistinguishedName;
import org.ikev2d.pki.x509.KeyUse;

/**
 * What a peer's certificate must fulfil. The names are those of kmfcfg(1).
 *
 * @param ignoreDate whether certificates count before and after their validity
 * @param ignoreUnknownEku whether purposes that we do not know are no obstacle
 * @param ignoreTrustAnchor whether a path need not end at a trusted certificate: any certificate is
 *     then believed, a means of tests
 * @param trustIntermediateCas whether a CA in the store is enough though an anchor is named
 * @param maxPathLength CA certificates between leaf and anchor at most; empty: the built-in limit
 * @param adjust by how much validity is widened at both ends
 * @param anchor the one trust anchor; empty: every certificate in the store is one
 * @param keyUsage uses that a leaf must have; empty: it must be able to sign
 * @param extendedKeyUsage object identifiers of purposes that a leaf must have; empty: one that
 *     serves IKE, if the certificate is restricted at all
 * @param cnAsName whether a common name may stand in for a missing subjectAltName, against RFC 4945
 *     section 3.1
 */
public record CertPolicy(
    boolean ignoreDate,
    boolean ignoreUnknownEku,
    boolean ignoreTrustAnchor,
    boolean trustIntermediateCas,
    OptionalInt maxPathLength,
    Duration adjust,
    Optional<Anchor> anchor,
    Set<KeyUse> keyUsage,
    Set<String> extendedKeyUsage,
    boolean cnAsName,
    SignaturePolicy signatures,
    RevocationPolicy revocation) {
  /** The rule of Solaris: what is in the store is trusted, and nothing is looked up. */
  public static final CertPolicy DEFAULT =
      new CertPolicy(
          false,
          false,
          false,
          false,
          OptionalInt.empty(),
          Duration.ZERO,
          Optional.empty(),
          Set.of(),
          Set.of(),
          false,
          SignaturePolicy.DEFAULT,
          RevocationPolicy.OFF);

  /**
   * The certificate that paths must end at.
   *
   * @param serial empty: any
   */
  public record Anchor(DistinguishedName name, Optional<BigInteger> serial) {}

  public CertPolicy {
    keyUsage = Set.copyOf(keyUsage);
    extendedKeyUsage = Set.copyOf(extendedKeyUsage);
  }

  public Change change() {
    return new Change(this);
  }

  /** A policy in the making. */
  public static final class Change {
    private boolean ignoreDate;
    private boolean ignoreUnknownEku;
    private boolean ignoreTrustAnchor;
    private boolean trustIntermediateCas;
    private OptionalInt maxPathLength;
    private Duration adjust;
    private Optional<Anchor> anchor;
    private Set<KeyUse> keyUsage;
    private Set<String> extendedKeyUsage;
    private boolean cnAsName;
    private SignaturePolicy signatures;
    private RevocationPolicy revocation;

    private Change(CertPolicy from) {
      ignoreDate = from.ignoreDate;
      ignoreUnknownEku = from.ignoreUnknownEku;
      ignoreTrustAnchor = from.ignoreTrustAnchor;
      trustIntermediateCas = from.trustIntermediateCas;
      maxPathLength = from.maxPathLength;
      adjust = from.adjust;
      anchor = from.anchor;
      keyUsage = from.keyUsage;
      extendedKeyUsage = from.extendedKeyUsage;
      cnAsName = from.cnAsName;
      signatures = from.signatures;
      revocation = from.revocation;
    }

    public Change ignoreDate(boolean value) {
      ignoreDate = value;
      return this;
    }

    public Change ignoreUnknownEku(boolean value) {
      ignoreUnknownEku = value;
      return this;
    }

    public Change ignoreTrustAnchor(boolean value) {
      ignoreTrustAnchor = value;
      return this;
    }

    public Change trustIntermediateCas(boolean value) {
      trustIntermediateCas = value;
      return this;
    }

    public Change maxPathLength(int value) {
      maxPathLength = OptionalInt.of(value);
      return this;
    }

    public Change adjust(Duration value) {
      adjust = value;
      return this;
    }

    public Change anchor(Anchor value) {
      anchor = Optional.of(value);
      return this;
    }

    public Change keyUsage(Set<KeyUse> value) {
      keyUsage = value;
      return this;
    }

    public Change extendedKeyUsage(Set<String> value) {
      extendedKeyUsage = value;
      return this;
    }

    public Change cnAsName(boolean value) {
      cnAsName = value;
      return this;
    }

    public Change signatures(SignaturePolicy value) {
      signatures = value;
      return this;
    }

    public Change revocation(RevocationPolicy value) {
      revocation = value;
      return this;
    }

    public CertPolicy done() {
      return new CertPolicy(
          ignoreDate,
          ignoreUnknownEku,
          ignoreTrustAnchor,
          trustIntermediateCas,
          maxPathLength,
          adjust,
          anchor,
          keyUsage,
          extendedKeyUsage,
          cnAsName,
          signatures,
          revocation);
    }
  }
}
