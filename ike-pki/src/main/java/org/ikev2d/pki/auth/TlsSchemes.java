package org.ikev2d.pki.auth;

import java.util.List;
import java.util.Optional;
import java.util.Vector;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.ikev2d.pki.sign.Digest;
import org.ikev2d.pki.sign.SignatureScheme;
import org.ikev2d.pki.sign.SignatureScheme.Ecdsa;
import org.ikev2d.pki.sign.SignatureScheme.EdDsa;
import org.ikev2d.pki.sign.SignatureScheme.RsaPkcs1;
import org.ikev2d.pki.sign.SignatureScheme.RsaPss;
import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.pki.x509.KeyKind;

/** Ways to sign in TLS (RFC 8446 section 4.2.3), in the order of our preference. */
final class TlsSchemes {
  private static final List<Entry> ALL =
      List.of(
          new Entry(0x0807, KeyKind.ED25519, 0, true, new EdDsa(KeyKind.ED25519)),
          new Entry(0x0808, KeyKind.ED448, 0, true, new EdDsa(KeyKind.ED448)),
          new Entry(0x0403, KeyKind.EC, 256, true, new Ecdsa(Digest.SHA256)),
          new Entry(0x0503, KeyKind.EC, 384, true, new Ecdsa(Digest.SHA384)),
          new Entry(0x0603, KeyKind.EC, 521, true, new Ecdsa(Digest.SHA512)),
          new Entry(0x0804, KeyKind.RSA, 0, true, RsaPss.of(Digest.SHA256)),
          new Entry(0x0805, KeyKind.RSA, 0, true, RsaPss.of(Digest.SHA384)),
          new Entry(0x0806, KeyKind.RSA, 0, true, RsaPss.of(Digest.SHA512)),
          new Entry(0x0809, KeyKind.RSA_PSS, 0, true, RsaPss.of(Digest.SHA256)),
          new Entry(0x080a, KeyKind.RSA_PSS, 0, true, RsaPss.of(Digest.SHA384)),
          new Entry(0x080b, KeyKind.RSA_PSS, 0, true, RsaPss.of(Digest.SHA512)),
          new Entry(0x0401, KeyKind.RSA, 0, false, new RsaPkcs1(Digest.SHA256)),
          new Entry(0x0501, KeyKind.RSA, 0, false, new RsaPkcs1(Digest.SHA384)),
          new Entry(0x0601, KeyKind.RSA, 0, false, new RsaPkcs1(Digest.SHA512)));

  private TlsSchemes() {}

  /**
   * One of them.
   *
   * @param code of the registry
   * @param bits of the curve; 0 if any key will do
   * @param three whether it may sign a handshake of TLS 1.3
   */
  private record Entry(int code, KeyKind kind, int bits, boolean three, SignatureScheme scheme) {
    SignatureAndHashAlgorithm algorithm() {
      return SignatureAndHashAlgorithm.getInstance((short) (code >> 8), (short) (code & 0xff));
    }

    boolean fits(KeyFacts key) {
      return key.kind() == kind && (bits == 0 || key.bits() == bits);
    }
  }

  /** What was chosen. */
  record Choice(SignatureAndHashAlgorithm algorithm, SignatureScheme scheme) {}

  /** All that we verify. */
  static Vector<SignatureAndHashAlgorithm> all() {
    Vector<SignatureAndHashAlgorithm> all = new Vector<>();
    ALL.forEach(entry -> all.add(entry.algorithm()));
    return all;
  }

  /**
   * What the key can do, and the peer takes.
   *
   * @param three whether it is for TLS 1.3
   */
  static Optional<Choice> choose(KeyFacts key, Vector<?> taken, boolean three) {
    return ALL.stream()
        .filter(entry -> entry.fits(key) && (entry.three() || !three))
        .filter(entry -> taken.contains(entry.algorithm()))
        .map(entry -> new Choice(entry.algorithm(), entry.scheme()))
        .findFirst();
  }
}
