package org.ikev2d.pki.revoke;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.CertificateList;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.TBSCertList;
import org.ikev2d.pki.store.CrlFacts;
import org.ikev2d.pki.x509.DerScan;
import org.ikev2d.pki.x509.DistinguishedName;
import org.ikev2d.wire.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A revocation list, decoded completely (RFC 5280 section 5.1).
 *
 * @param number of the list, as its issuer counts
 * @param baseNumber the number of the complete list that it changes; empty: it is complete
 * @param entries reasons by serial number
 * @param scope which certificates it is about
 * @param freshest where changes to it are published
 * @param obstacles why its silence about a certificate proves nothing; entries count all the same
 */
record CrlList(
    DistinguishedName issuer,
    Instant thisUpdate,
    Optional<Instant> nextUpdate,
    Optional<BigInteger> number,
    Optional<BigInteger> baseNumber,
    Map<BigInteger, Entry> entries,
    Scope scope,
    List<String> freshest,
    List<String> obstacles,
    Bytes signatureAlgorithm,
    Bytes tbs,
    Bytes signature) {
  /** One revoked certificate; reason 8, removeFromCRL, occurs in changes only. */
  record Entry(Instant when, int reason) {
    static final int REMOVED = 8;

    String describe() {
      return "revoked at " + when + (reason == 0 ? "" : " for " + CRLReason.lookup(reason));
    }
  }

  /**
   * issuingDistributionPoint (RFC 5280 section 5.2.5).
   *
   * @param urls names of the distribution point; empty: any
   */
  record Scope(Set<String> urls, boolean onlyUsers, boolean onlyAuthorities) {
    static final Scope ALL = new Scope(Set.of(), false, false);
  }

  /** A list, or why the octets are none. */
  sealed interface Parsed {
    record Good(CrlList list) implements Parsed {}

    record Bad(String why) implements Parsed {}
  }

  private static final Set<ASN1ObjectIdentifier> KNOWN =
      Set.of(
          Extension.issuingDistributionPoint,
          Extension.deltaCRLIndicator,
          Extension.cRLNumber,
          Extension.authorityKeyIdentifier);

  static Parsed parse(Bytes der) {
    if (der.length() > CrlFacts.MAX_SIZE) {
      return new Parsed.Bad("CRL of " + der.length() + " octets, at most " + CrlFacts.MAX_SIZE);
    }
    Optional<String> problem = DerScan.problem(der.toArray(), CrlFacts.MAX_ELEMENTS);
    if (problem.isPresent()) {
      return new Parsed.Bad("CRL is not DER: " + problem.get());
    }
    try {
      return decode(ASN1Sequence.getInstance(der.toArray()));
    } catch (java.io.IOException | RuntimeException malformed) {
      return new Parsed.Bad("CRL does not decode: " + malformed.getClass().getSimpleName());
    }
  }

  private static Parsed decode(ASN1Sequence parts) throws java.io.IOException {
    CertificateList list = CertificateList.getInstance(parts);
    Optional<DistinguishedName> issuer = DistinguishedName.read(list.getIssuer());
    if (issuer.isEmpty()
        || !list.getTBSCertList().getSignature().equals(list.getSignatureAlgorithm())) {
      return new Parsed.Bad("issuer or signature algorithm of the CRL do not decode");
    }
    List<String> obstacles = new ArrayList<>();
    Extensions extensions = list.getTBSCertList().getExtensions();
    Optional<IssuingDistributionPoint> point =
        extension(extensions, Extension.issuingDistributionPoint)
            .map(IssuingDistributionPoint::getInstance);
    if (extensions != null) {
      for (ASN1ObjectIdentifier oid : extensions.getCriticalExtensionOIDs()) {
        if (!KNOWN.contains(oid)) {
          obstacles.add("extension " + oid.getId() + " is critical and not known here");
        }
      }
    }
    Scope scope = point.isPresent() ? scope(point.get(), obstacles) : Scope.ALL;
    return new Parsed.Good(
        new CrlList(
            issuer.get(),
            list.getThisUpdate().getDate().toInstant(),
            Optional.ofNullable(list.getNextUpdate()).map(t -> t.getDate().toInstant()),
            extension(extensions, Extension.cRLNumber)
                .map(n -> ASN1Integer.getInstance(n).getValue()),
            extension(extensions, Extension.deltaCRLIndicator)
                .map(n -> ASN1Integer.getInstance(n).getValue()),
            entries(list, obstacles),
            scope,
            freshest(extensions),
            List.copyOf(obstacles),
            Bytes.wrap(list.getSignatureAlgorithm().getEncoded("DER")),
            Bytes.wrap(parts.getObjectAt(0).toASN1Primitive().getEncoded("DER")),
            Bytes.wrap(list.getSignature().getOctets())));
  }

  private static Optional<org.bouncycastle.asn1.ASN1Encodable> extension(
      @Nullable Extensions extensions, ASN1ObjectIdentifier oid) {
    return Optional.ofNullable(extensions)
        .map(e -> e.getExtension(oid))
        .map(Extension::getParsedValue);
  }

  private static Scope scope(IssuingDistributionPoint point, List<String> obstacles) {
    if (point.isIndirectCRL()) {
      obstacles.add("it is about certificates of several issuers");
    }
    if (point.onlyContainsAttributeCerts() || point.getOnlySomeReasons() != null) {
      obstacles.add("it is about some reasons or about attribute certificates only");
    }
    Set<String> urls =
        point.getDistributionPoint() == null
            ? Set.of()
            : Set.copyOf(urls(point.getDistributionPoint()));
    if (point.getDistributionPoint() != null && urls.isEmpty()) {
      obstacles.add("its distribution point has no URL");
    }
    return new Scope(urls, point.onlyContainsUserCerts(), point.onlyContainsCACerts());
  }

  private static List<String> urls(@Nullable DistributionPointName name) {
    List<String> urls = new ArrayList<>();
    if (name != null && name.getType() == DistributionPointName.FULL_NAME) {
      for (GeneralName location : GeneralNames.getInstance(name.getName()).getNames()) {
        if (location.getTagNo() == GeneralName.uniformResourceIdentifier) {
          urls.add(ASN1IA5String.getInstance(location.getName()).getString());
        }
      }
    }
    return urls;
  }

  private static List<String> freshest(@Nullable Extensions extensions) {
    List<String> urls = new ArrayList<>();
    extension(extensions, Extension.freshestCRL)
        .map(CRLDistPoint::getInstance)
        .ifPresent(points -> {
          for (DistributionPoint point : points.getDistributionPoints()) {
            urls.addAll(urls(point.getDistributionPoint()));
          }
        });
    return List.copyOf(urls);
  }

  private static Map<BigInteger, Entry> entries(CertificateList list, List<String> obstacles) {
    Map<BigInteger, Entry> entries = new HashMap<>();
    Enumeration<?> all = list.getRevokedCertificateEnumeration();
    while (all.hasMoreElements()) {
      TBSCertList.CRLEntry entry = TBSCertList.CRLEntry.getInstance(all.nextElement());
      Extensions extensions = entry.hasExtensions() ? entry.getExtensions() : null;
      int reason = 0;
      if (extensions != null) {
        reason =
            extension(extensions, Extension.reasonCode)
                .map(r -> ASN1Enumerated.getInstance(r).intValueExact())
                .orElse(0);
        if (extensions.getCriticalExtensionOIDs().length > 0) {
          // RFC 5280 section 5.3: such a list proves nothing for those that it does not name.
          obstacles.add("an entry has a critical extension");
        }
      }
      entries.put(
          entry.getUserCertificate().getValue(),
          new Entry(entry.getRevocationDate().getDate().toInstant(), reason));
    }
    return Map.copyOf(entries);
  }

  boolean isDelta() {
    return baseNumber.isPresent();
  }

  /** Whether the other holds changes to this complete list (RFC 5280 section 5.2.4). */
  boolean isBaseOf(CrlList delta) {
    return !isDelta()
        && delta.issuer.equals(issuer)
        && delta.scope.equals(scope)
        && number.isPresent()
        && delta.baseNumber.isPresent()
        && delta.number.isPresent()
        && delta.baseNumber.get().compareTo(number.get()) <= 0
        && delta.number.get().compareTo(number.get()) > 0;
  }

  /** Its number; zero if it has none. */
  BigInteger order() {
    return number.orElse(BigInteger.ZERO);
  }

  Optional<Entry> entry(BigInteger serial) {
    return Optional.ofNullable(entries.get(serial));
  }
}
