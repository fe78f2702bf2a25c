package org.ikev2d.pki.make;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.RuntimeOperatorException;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.ikev2d.pki.sign.PrivateKeyHandle;
import org.ikev2d.pki.sign.SchemeCodec;
import org.ikev2d.pki.sign.SignatureCheck;
import org.ikev2d.pki.x509.DerScan;
import org.ikev2d.pki.x509.DistinguishedName;
import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.pki.x509.KeyUse;
import org.ikev2d.wire.Bytes;

/**
 * A request for a certificate (PKCS#10, RFC 2986), signed by the key that it is for.
 *
 * @param wanted what it asks for; extensions that are not of {@link Wanted} are left out
 */
public record CertRequest(Wanted wanted, KeyFacts key) {
  /** A request in DER, or why there is none. */
  public sealed interface Made {
    record Good(Bytes der) implements Made {}

    record Failed(String why) implements Made {}
  }

  /** A request, or why the octets are none. */
  public sealed interface Parsed {
    record Good(CertRequest request) implements Parsed {}

    record Bad(String why) implements Parsed {}
  }

  /** Makes a request. */
  public static Made make(Wanted wanted, PrivateKeyHandle key) {
    try {
      PKCS10CertificationRequestBuilder builder =
          new PKCS10CertificationRequestBuilder(
              wanted.subject().name(),
              SubjectPublicKeyInfo.getInstance(key.publicKey().spki().toArray()));
      ExtensionsGenerator extensions = CertMaker.extensions(wanted);
      if (!extensions.isEmpty()) {
        builder.addAttribute(
            PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
      }
      return new Made.Good(
          Bytes.wrap(builder.build(new HandleSigner(key, wanted.digest())).getEncoded()));
    } catch (RuntimeOperatorException refused) {
      return new Made.Failed(String.valueOf(refused.getMessage()));
    } catch (IOException | RuntimeException unencodable) {
      return new Made.Failed("the request cannot be encoded: " + unencodable.getMessage());
    }
  }

  /** Reads a request and checks that its maker has the key. */
  public static Parsed parse(Bytes der) {
    Optional<String> problem = DerScan.problem(der.toArray());
    if (problem.isPresent()) {
      return new Parsed.Bad("request is not DER: " + problem.get());
    }
    try {
      ASN1Sequence parts = ASN1Sequence.getInstance(der.toArray());
      if (!Bytes.wrap(parts.getEncoded("DER")).equals(der)) {
        return new Parsed.Bad("request is BER, not DER");
      }
      return read(
          new PKCS10CertificationRequest(CertificationRequest.getInstance(parts)),
          parts.getObjectAt(0).toASN1Primitive().getEncoded("DER"));
    } catch (IOException | RuntimeException malformed) {
      return new Parsed.Bad("request does not decode: " + malformed.getClass().getSimpleName());
    }
  }

  private static Parsed read(PKCS10CertificationRequest request, byte[] signed) throws IOException {
    Optional<DistinguishedName> subject = DistinguishedName.read(request.getSubject());
    if (subject.isEmpty()) {
      return new Parsed.Bad("the subject of the request does not decode");
    }
    return switch (KeyFacts.decode(
        Bytes.wrap(request.getSubjectPublicKeyInfo().getEncoded("DER")))) {
      case KeyFacts.Decoded.Bad(String why) -> new Parsed.Bad(why);
      case KeyFacts.Decoded.Good(KeyFacts key) ->
          isSigned(request, signed, key)
              ? new Parsed.Good(new CertRequest(wanted(subject.get(), request), key))
              : new Parsed.Bad("the request is not signed by the key that it is for");
    };
  }

  private static boolean isSigned(PKCS10CertificationRequest request, byte[] signed, KeyFacts key)
      throws IOException {
    return SchemeCodec.decode(Bytes.wrap(request.getSignatureAlgorithm().getEncoded("DER")))
            instanceof SchemeCodec.Decoded.Known(var scheme)
        && SignatureCheck.verify(key, scheme, signed, request.getSignature()).isEmpty();
  }

  private static Wanted wanted(DistinguishedName subject, PKCS10CertificationRequest request) {
    Extensions asked = request.getRequestedExtensions();
    if (asked == null) {
      return Wanted.of(subject);
    }
    GeneralNames names = GeneralNames.fromExtensions(asked, Extension.subjectAlternativeName);
    KeyUsage usage = KeyUsage.fromExtensions(asked);
    ExtendedKeyUsage extended = ExtendedKeyUsage.fromExtensions(asked);
    Set<String> purposes = new HashSet<>();
    if (extended != null) {
      for (KeyPurposeId purpose : extended.getUsages()) {
        purposes.add(purpose.getId());
      }
    }
    return new Wanted(
        subject,
        names == null ? List.of() : List.of(names.getNames()).stream().map(AltName::new).toList(),
        isCritical(asked, Extension.subjectAlternativeName),
        usage == null ? Set.of() : KeyUse.read(usage),
        isCritical(asked, Extension.keyUsage),
        purposes,
        isCritical(asked, Extension.extendedKeyUsage),
        Optional.empty());
  }

  private static boolean isCritical(
      Extensions extensions, org.bouncycastle.asn1.ASN1ObjectIdentifier oid) {
    Extension extension = extensions.getExtension(oid);
    return extension != null && extension.isCritical();
  }
}
