package org.ikev2d.pki.x509;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.ikev2d.wire.Bytes;

/**
 * The extensions of a certificate that decide anything here (RFC 5280 section 4.2).
 *
 * @param basic empty without basicConstraints
 * @param keyUsage empty without keyUsage: every use
 * @param extendedKeyUsage object identifiers; empty without the extension: every purpose
 * @param altNames of subjectAltName
 * @param ocspUrls of authorityInfoAccess
 * @param crlUrls of cRLDistributionPoints
 * @param ocspNoCheck whether an OCSP responder's certificate is exempt from revocation (RFC 6960
 *     section 4.2.2.2.1)
 * @param unknownCritical object identifiers of critical extensions that we do not process
 * @param malformed what is wrong with extensions, one line each
 */
public record CertExtensions(
    Optional<Basic> basic,
    Optional<Set<KeyUse>> keyUsage,
    Optional<Set<String>> extendedKeyUsage,
    List<GeneralName> altNames,
    Optional<NameConstraints> nameConstraints,
    Optional<Bytes> subjectKeyId,
    Optional<Bytes> authorityKeyId,
    List<String> ocspUrls,
    List<String> crlUrls,
    boolean ocspNoCheck,
    Policies policies,
    List<String> unknownCritical,
    List<String> malformed) {
  /**
   * basicConstraints.
   *
   * @param pathLength CA certificates that may follow; empty: any number
   */
  public record Basic(boolean ca, OptionalInt pathLength) {}

  /**
   * What concerns certificate policies (RFC 5280 sections 4.2.1.4, .5, .11 and .14).
   *
   * @param ids empty without certificatePolicies
   * @param mappings from a policy of the issuer to those of the subject
   * @param requireExplicit certificates to skip before a policy is required
   * @param inhibitMapping certificates to skip before mappings stop to count
   * @param inhibitAny certificates to skip before anyPolicy stops to count
   */
  public record Policies(
      Optional<Set<String>> ids,
      Map<String, Set<String>> mappings,
      OptionalInt requireExplicit,
      OptionalInt inhibitMapping,
      OptionalInt inhibitAny) {}

  public boolean isCa() {
    return basic.isPresent() && basic.get().ca();
  }

  /** Whether the key may be used so: without keyUsage it may. */
  public boolean allows(KeyUse use) {
    return keyUsage.isEmpty() || keyUsage.get().contains(use);
  }
}
