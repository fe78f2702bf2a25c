package org.ikev2d.crypto.jdk;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.XECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPublicKeySpec;
import javax.crypto.KeyAgreement;
import org.ikev2d.crypto.Secret;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.GroupId;

/** X25519 and X448: octet strings go out and in as they are (RFC 7748, RFC 8031). */
final class XdhMethod extends PairMethod {
  private final GroupId id;
  private final NamedParameterSpec curve;
  private final int length;
  private final BigInteger mask;

  private XdhMethod(GroupId id, NamedParameterSpec curve, int length, int bits) {
    this.id = id;
    this.curve = curve;
    this.length = length;
    mask = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
  }

  static XdhMethod x25519() {
    return new XdhMethod(GroupId.CURVE25519, NamedParameterSpec.X25519, 32, 255);
  }

  static XdhMethod x448() {
    return new XdhMethod(GroupId.CURVE448, NamedParameterSpec.X448, 56, 448);
  }

  @Override
  public GroupId id() {
    return id;
  }

  @Override
  public int initiatorLength() {
    return length;
  }

  @Override
  KeyPair generate(SecureRandom random) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(curve.getName());
    generator.initialize(curve, random);
    return generator.generateKeyPair();
  }

  @Override
  Bytes encode(PublicKey key) {
    return Bytes.wrap(Unsigned.littleEndian(((XECPublicKey) key).getU(), length));
  }

  /** Bits beyond the field are ignored (RFC 7748 section 5): every string is a point. */
  @Override
  PublicKey decode(Bytes value) throws GeneralSecurityException {
    byte[] octets = value.toArray();
    Unsigned.reverse(octets);
    BigInteger u = new BigInteger(1, octets).and(mask);
    return KeyFactory.getInstance(curve.getName()).generatePublic(new XECPublicKeySpec(curve, u));
  }

  /**
   * The JDK refuses peer values of small order, which lead to a secret of zeroes, as RFC 7748
   * section 6 asks.
   */
  @Override
  Secret agree(PrivateKey ours, PublicKey theirs) throws GeneralSecurityException {
    KeyAgreement agreement = KeyAgreement.getInstance(curve.getName());
    agreement.init(ours);
    agreement.doPhase(theirs, true);
    return Secret.wrap(agreement.generateSecret());
  }
}
