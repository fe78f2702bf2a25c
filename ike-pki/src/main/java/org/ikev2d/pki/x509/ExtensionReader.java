package org.ikev2d.pki.x509;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PolicyConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.ikev2d.wire.Bytes;
import org.jspecify.annotations.Nullable;

/** Decodes every extension once, so that nothing malformed is left for later. */
final class ExtensionReader {
  private static final ASN1ObjectIdentifier OCSP_NO_CHECK =
      new ASN1ObjectIdentifier("1.3.6.1.5.5.7.48.1.5");

  /** What we process; an extension marked critical must be among them (RFC 5280 section 4.2). */
  private static final Set<ASN1ObjectIdentifier> PROCESSED =
      Set.of(
          Extension.basicConstraints,
          Extension.keyUsage,
          Extension.extendedKeyUsage,
          Extension.subjectAlternativeName,
          Extension.nameConstraints,
          Extension.subjectKeyIdentifier,
          Extension.authorityKeyIdentifier,
          Extension.authorityInfoAccess,
          Extension.cRLDistributionPoints,
          Extension.certificatePolicies,
          Extension.policyMappings,
          Extension.policyConstraints,
          Extension.inhibitAnyPolicy,
          OCSP_NO_CHECK);

  /** More names, URLs or policies than these gain nobody anything. */
  private static final int MAX_ITEMS = 512;

  private final Map<ASN1ObjectIdentifier, ASN1Encodable> values = new HashMap<>();
  private final List<String> malformed = new ArrayList<>();
  private final List<String> unknownCritical = new ArrayList<>();

  private ExtensionReader() {}

  static CertExtensions read(@Nullable Extensions extensions) {
    ExtensionReader reader = new ExtensionReader();
    if (extensions != null) {
      for (ASN1ObjectIdentifier oid : extensions.getExtensionOIDs()) {
        reader.take(oid, extensions.getExtension(oid));
      }
    }
    return reader.build();
  }

  private void take(ASN1ObjectIdentifier oid, Extension extension) {
    if (!PROCESSED.contains(oid)) {
      if (extension.isCritical()) {
        unknownCritical.add(oid.getId());
      }
      return;
    }
    byte[] value = extension.getExtnValue().getOctets();
    Optional<String> problem = DerScan.problem(value);
    if (problem.isPresent()) {
      malformed.add("extension " + oid.getId() + ": " + problem.get());
      return;
    }
    try {
      values.put(oid, org.bouncycastle.asn1.ASN1Primitive.fromByteArray(value));
    } catch (java.io.IOException | RuntimeException notAsn1) {
      malformed.add("extension " + oid.getId() + ": not DER");
    }
  }

  /** Applies a decoder; what it throws becomes a remark. */
  private <T> Optional<T> decode(ASN1ObjectIdentifier oid, Function<ASN1Encodable, T> decoder) {
    ASN1Encodable value = values.get(oid);
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(decoder.apply(value));
    } catch (RuntimeException unfit) {
      malformed.add("extension " + oid.getId() + ": " + unfit.getClass().getSimpleName());
      return Optional.empty();
    }
  }

  private CertExtensions build() {
    Optional<CertExtensions.Basic> basic =
        decode(Extension.basicConstraints, ExtensionReader::basic);
    Optional<Set<KeyUse>> usage =
        decode(Extension.keyUsage, v -> Set.copyOf(KeyUse.read(KeyUsage.getInstance(v))));
    Optional<Set<String>> extended =
        decode(Extension.extendedKeyUsage, ExtensionReader::extendedUses);
    List<GeneralName> names =
        decode(Extension.subjectAlternativeName, ExtensionReader::names).orElse(List.of());
    Optional<NameConstraints> constraints =
        decode(Extension.nameConstraints, NameConstraints::getInstance);
    Optional<Bytes> subjectKeyId =
        decode(
            Extension.subjectKeyIdentifier,
            v -> Bytes.copyOf(SubjectKeyIdentifier.getInstance(v).getKeyIdentifier()));
    Optional<Bytes> authorityKeyId =
        decode(Extension.authorityKeyIdentifier, AuthorityKeyIdentifier::getInstance)
            .map(AuthorityKeyIdentifier::getKeyIdentifierOctets)
            .map(Bytes::copyOf);
    List<String> ocsp =
        decode(Extension.authorityInfoAccess, ExtensionReader::ocspUrls).orElse(List.of());
    List<String> crls =
        decode(Extension.cRLDistributionPoints, ExtensionReader::crlUrls).orElse(List.of());
    CertExtensions.Policies policies = policies();
    return new CertExtensions(
        basic,
        usage,
        extended,
        names,
        constraints,
        subjectKeyId,
        authorityKeyId,
        ocsp,
        crls,
        values.containsKey(OCSP_NO_CHECK),
        policies,
        List.copyOf(unknownCritical),
        List.copyOf(malformed));
  }

  private static CertExtensions.Basic basic(ASN1Encodable value) {
    BasicConstraints basic = BasicConstraints.getInstance(value);
    ASN1Integer length = basic.getPathLenConstraintInteger();
    return new CertExtensions.Basic(
        basic.isCA(), length == null ? OptionalInt.empty() : OptionalInt.of(count(length)));
  }

  private static Set<String> extendedUses(ASN1Encodable value) {
    Set<String> uses = new LinkedHashSet<>();
    for (KeyPurposeId use : bounded(ExtendedKeyUsage.getInstance(value).getUsages())) {
      uses.add(use.getId());
    }
    return uses;
  }

  private static List<GeneralName> names(ASN1Encodable value) {
    List<GeneralName> names = List.of(bounded(GeneralNames.getInstance(value).getNames()));
    for (GeneralName name : names) {
      // Every name is decoded here once; later code relies on that.
      if (AltNames.text(name).equals("DN=?")) {
        throw new IllegalArgumentException("directory name");
      }
    }
    return names;
  }

  private static List<String> ocspUrls(ASN1Encodable value) {
    List<String> urls = new ArrayList<>();
    for (AccessDescription access :
        bounded(AuthorityInformationAccess.getInstance(value).getAccessDescriptions())) {
      if (access.getAccessMethod().equals(AccessDescription.id_ad_ocsp)) {
        url(access.getAccessLocation()).ifPresent(urls::add);
      }
    }
    return List.copyOf(urls);
  }

  private static List<String> crlUrls(ASN1Encodable value) {
    List<String> urls = new ArrayList<>();
    for (DistributionPoint point :
        bounded(CRLDistPoint.getInstance(value).getDistributionPoints())) {
      DistributionPointName name = point.getDistributionPoint();
      if (name != null && name.getType() == DistributionPointName.FULL_NAME) {
        for (GeneralName location : bounded(GeneralNames.getInstance(name.getName()).getNames())) {
          url(location).ifPresent(urls::add);
        }
      }
    }
    return List.copyOf(urls);
  }

  private static Optional<String> url(GeneralName name) {
    return name.getTagNo() == GeneralName.uniformResourceIdentifier
        ? Optional.of(ASN1IA5String.getInstance(name.getName()).getString())
        : Optional.empty();
  }

  private CertExtensions.Policies policies() {
    Optional<Set<String>> ids = decode(Extension.certificatePolicies, ExtensionReader::policyIds);
    Map<String, Set<String>> mappings =
        decode(Extension.policyMappings, ExtensionReader::mappings).orElse(Map.of());
    Optional<PolicyConstraints> constraints =
        decode(Extension.policyConstraints, PolicyConstraints::getInstance);
    Optional<Integer> any =
        decode(Extension.inhibitAnyPolicy, v -> count(ASN1Integer.getInstance(v)));
    return new CertExtensions.Policies(
        ids,
        mappings,
        skip(constraints.map(PolicyConstraints::getRequireExplicitPolicyMapping)),
        skip(constraints.map(PolicyConstraints::getInhibitPolicyMapping)),
        any.map(OptionalInt::of).orElseGet(OptionalInt::empty));
  }

  private static Set<String> policyIds(ASN1Encodable value) {
    Set<String> ids = new LinkedHashSet<>();
    for (PolicyInformation policy :
        bounded(CertificatePolicies.getInstance(value).getPolicyInformation())) {
      if (!ids.add(policy.getPolicyIdentifier().getId())) {
        throw new IllegalArgumentException("policy twice"); // RFC 5280 section 4.2.1.4
      }
    }
    return ids;
  }

  private static Map<String, Set<String>> mappings(ASN1Encodable value) {
    Map<String, Set<String>> mappings = new HashMap<>();
    for (ASN1Encodable pair : bounded(ASN1Sequence.getInstance(value).toArray())) {
      ASN1Sequence fromTo = ASN1Sequence.getInstance(pair);
      mappings
          .computeIfAbsent(
              ASN1ObjectIdentifier.getInstance(fromTo.getObjectAt(0)).getId(),
              from -> new HashSet<>())
          .add(ASN1ObjectIdentifier.getInstance(fromTo.getObjectAt(1)).getId());
    }
    return mappings;
  }

  private static OptionalInt skip(Optional<java.math.BigInteger> certificates) {
    return certificates.isPresent()
        ? OptionalInt.of(count(new ASN1Integer(certificates.get())))
        : OptionalInt.empty();
  }

  /** A number of certificates; one that is out of range stands for no limit. */
  private static int count(ASN1Integer number) {
    if (number.getValue().signum() < 0) {
      throw new IllegalArgumentException("negative");
    }
    return number.getValue().bitLength() > 30 ? Integer.MAX_VALUE : number.getValue().intValue();
  }

  private static <T> T[] bounded(T[] items) {
    if (items.length > MAX_ITEMS) {
      throw new IllegalArgumentException("more than " + MAX_ITEMS + " items");
    }
    return items;
  }
}
