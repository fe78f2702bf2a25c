package org.ikev2d.pki.sign;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.stream.Stream;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.pki.sign.AuthVerifier.Outcome;
import org.ikev2d.pki.sign.SignatureVectors.Example;
import org.ikev2d.pki.x509.Jca;
import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.wire.AuthMethod;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AuthVerifierTest {
  private static final SignaturePolicy ALL =
      SignaturePolicy.DEFAULT.withSha1().withDss().withMlDsa();
  private static final byte[] OCTETS = SignatureVectors.octets();

  static Stream<Example> examples() {
    return SignatureVectors.examples();
  }

  @Tag("vectors:digital-signature-vectors.json/auth_payload_examples")
  @Tag("R4754-7-1")
  @Tag("R8420-2-1")
  @Tag("RD-pqcauth-1")
  @Tag("R7296-3.8-1")
  @ParameterizedTest
  @MethodSource("examples")
  void verifiesTheVector(Example example) {
    assertThat(AuthVerifier.verify(example.key(), example.payload(), OCTETS, ALL))
        .isInstanceOf(Outcome.Verified.class);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void refusesEachFlippedBitOfTheData(Example example) {
    Bytes data = example.payload().data();
    for (int bit = 0; bit < 8 * data.length(); bit += data.length() > 1000 ? 37 : 1) {
      byte[] flipped = data.toArray();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(verify(example, flipped)).as("bit %d", bit).isInstanceOf(Outcome.Refused.class);
    }
  }

  @Tag("RX-AUTH-1")
  @ParameterizedTest
  @MethodSource("examples")
  void refusesEachTruncationAndOneOctetMore(Example example) {
    byte[] data = example.payload().data().toArray();
    for (int length = 0; length < data.length; length += data.length > 1000 ? 29 : 1) {
      assertThat(verify(example, Arrays.copyOf(data, length))).isInstanceOf(Outcome.Refused.class);
    }
    assertThat(verify(example, Arrays.copyOf(data, data.length + 1)))
        .isInstanceOf(Outcome.Refused.class);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void refusesOtherOctets(Example example) {
    byte[] other = OCTETS.clone();
    other[100] ^= 1;
    assertThat(AuthVerifier.verify(example.key(), example.payload(), other, ALL))
        .isInstanceOf(Outcome.Refused.class);
  }

  @Tag("R7427-5-1")
  @ParameterizedTest
  @MethodSource("examples")
  void refusesTheKeyOfAnotherExample(Example example) {
    examples()
        .filter(other -> !other.key().spki().equals(example.key().spki()))
        .forEach(other ->
            assertThat(AuthVerifier.verify(other.key(), example.payload(), OCTETS, ALL))
                .isInstanceOf(Outcome.Refused.class));
  }

  @Tag("R7296-3.8-1")
  @Test
  void refusesSha1UnlessMethodOneMayUseIt() {
    Example sha1 = SignatureVectors.example("method 1) with SHA-1");
    assertThat(kind(sha1, SignaturePolicy.DEFAULT)).isEqualTo(SignatureRefusal.Kind.NOT_ALLOWED);
    assertThat(AuthVerifier.verify(sha1.key(), sha1.payload(), OCTETS, ALL))
        .isInstanceOf(Outcome.Verified.class);
  }

  @Tag("R8247-3-1")
  @Test
  void refusesSha1InMethodFourteenUnderEveryPolicy() {
    Example sha1 = SignatureVectors.example("method 1) with SHA-1");
    Bytes identifier = SchemeCodec.encode(new SignatureScheme.RsaPkcs1(Digest.SHA1));
    AuthPayload payload =
        new AuthPayload(
            AuthMethod.DIGITAL_SIGNATURE,
            Bytes.concat(Bytes.of(identifier.length()), identifier, sha1.payload().data()));
    assertThat(AuthVerifier.verify(sha1.key(), payload, OCTETS, ALL))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            r -> assertThat(r.refusal().kind()).isEqualTo(SignatureRefusal.Kind.NOT_ALLOWED));
  }

  @Tag("R7296-3.8-1")
  @Test
  void readsTheHashOfMethodOneFromTheSignature() {
    Example sha256 = SignatureVectors.example("method 1) with SHA-256");
    assertThat(AuthVerifier.verify(sha256.key(), sha256.payload(), OCTETS, SignaturePolicy.DEFAULT))
        .isEqualTo(
            new Outcome.Verified(
                new SignatureChoice(
                    AuthMethod.RSA_SIGNATURE, new SignatureScheme.RsaPkcs1(Digest.SHA256))));
  }

  @Tag("RD-pqcauth-1")
  @Test
  void refusesMlDsaUnlessSwitchedOn() {
    Example mlDsa = SignatureVectors.example("ML-DSA-65");
    assertThat(kind(mlDsa, SignaturePolicy.DEFAULT)).isEqualTo(SignatureRefusal.Kind.NOT_ALLOWED);
  }

  @Tag("R8247-3-1")
  @Test
  void refusesAShortRsaKey() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", Jca.provider());
    generator.initialize(1024);
    KeyPair pair = generator.generateKeyPair();
    KeyFacts key = ((KeyFacts.Decoded.Good) KeyFacts.of(pair.getPublic())).key();
    SignatureChoice choice =
        new SignatureChoice(AuthMethod.DIGITAL_SIGNATURE, SignatureScheme.RsaPss.of(Digest.SHA256));
    AuthPayload payload =
        ((AuthSigner.Outcome.Signed)
                AuthSigner.sign(JcaKeyHandle.soft(pair.getPrivate(), key), choice, OCTETS))
            .payload();
    assertThat(AuthVerifier.verify(key, payload, OCTETS, SignaturePolicy.DEFAULT))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            r -> assertThat(r.refusal().kind()).isEqualTo(SignatureRefusal.Kind.WEAK_KEY));
    assertThat(
            AuthVerifier.verify(key, payload, OCTETS, SignaturePolicy.DEFAULT.withMinRsaBits(1024)))
        .isInstanceOf(Outcome.Verified.class);
  }

  @Test
  void refusesAPrefixForgeryOfPkcs1() throws Exception {
    // The message that a verifier would accept who does not look at what follows the hash: a cube
    // root is all that this needs where the exponent is 3 (CVE-2006-4339).
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", Jca.provider());
    generator.initialize(
        new java.security.spec.RSAKeyGenParameterSpec(2048, BigInteger.valueOf(3)));
    KeyFacts key =
        ((KeyFacts.Decoded.Good) KeyFacts.of(generator.generateKeyPair().getPublic())).key();
    byte[] head =
        Bytes.ofHex(
                "0001ffffffffffffffff003031300d060960864801650304020105000420"
                    + Bytes.wrap(Digest.SHA256.of(OCTETS)).toHex())
            .toArray();
    byte[] message = Arrays.copyOf(head, 256);
    Arrays.fill(message, head.length, 256, (byte) 0xff);
    byte[] root = cubeRoot(new BigInteger(1, message)).toByteArray();
    byte[] forged = new byte[256];
    System.arraycopy(root, 0, forged, 256 - root.length, root.length);
    BigInteger cubed = new BigInteger(1, forged).pow(3);
    assertThat(Bytes.wrap(cubed.toByteArray()).toHex())
        .startsWith(Bytes.wrap(head).toHex().substring(2));
    AuthPayload payload = new AuthPayload(AuthMethod.RSA_SIGNATURE, Bytes.wrap(forged));
    assertThat(AuthVerifier.verify(key, payload, OCTETS, ALL)).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void refusesZeroesAsEcdsaSignature() {
    Example p256 = SignatureVectors.example("method 9");
    assertThat(verify(p256, new byte[64])).isInstanceOf(Outcome.Refused.class);
  }

  private static BigInteger cubeRoot(BigInteger number) {
    BigInteger low = BigInteger.ZERO;
    BigInteger high = BigInteger.ONE.shiftLeft(number.bitLength() / 3 + 1);
    while (high.subtract(low).compareTo(BigInteger.ONE) > 0) {
      BigInteger middle = low.add(high).shiftRight(1);
      if (middle.pow(3).compareTo(number) <= 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static Outcome verify(Example example, byte[] data) {
    return AuthVerifier.verify(
        example.key(), new AuthPayload(example.payload().method(), Bytes.wrap(data)), OCTETS, ALL);
  }

  private static SignatureRefusal.Kind kind(Example example, SignaturePolicy policy) {
    return ((Outcome.Refused) AuthVerifier.verify(example.key(), example.payload(), OCTETS, policy))
        .refusal()
        .kind();
  }
}
