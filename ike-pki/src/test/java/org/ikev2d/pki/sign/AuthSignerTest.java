package org.ikev2d.pki.sign;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.ikev2d.payload.AuthAnnouncement;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.pki.sign.SignatureVectors.Example;
import org.ikev2d.pki.x509.Jca;
import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.wire.AuthMethod;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AuthSignerTest {
  private static final SignaturePolicy ALL =
      SignaturePolicy.DEFAULT.withSha1().withDss().withMlDsa();
  private static final byte[] OCTETS = SignatureVectors.octets();
  private static final Set<HashAlgorithm> EVERY_HASH = SignaturePolicy.DEFAULT.announced();

  static Stream<Example> withPrivateKey() {
    return SignatureVectors.examples().filter(e -> !e.pkcs8().isEmpty());
  }

  static Stream<Example> repeatable() {
    return withPrivateKey().filter(Example::repeatable);
  }

  @ParameterizedTest
  @MethodSource("repeatable")
  void makesTheVectorsThatTheirKeyDetermines(Example example) {
    SignatureScheme scheme =
        ((AuthVerifier.Outcome.Verified)
                AuthVerifier.verify(example.key(), example.payload(), OCTETS, ALL))
            .how()
            .scheme();
    AuthSigner.Outcome made =
        AuthSigner.sign(
            SignatureVectors.privateKey(example),
            new SignatureChoice(example.payload().method(), scheme),
            OCTETS);
    assertThat(((AuthSigner.Outcome.Signed) made).payload()).isEqualTo(example.payload());
  }

  @ParameterizedTest
  @MethodSource("withPrivateKey")
  void signsForPeersOldAndNew(Example example) {
    PrivateKeyHandle key = SignatureVectors.privateKey(example);
    for (PeerAbility peer :
        new PeerAbility[] {PeerAbility.ofHashes(EVERY_HASH), PeerAbility.CLASSIC}) {
      if (AuthSigner.sign(key, peer, ALL, OCTETS)
          instanceof AuthSigner.Outcome.Signed(AuthPayload payload, SignatureChoice choice)) {
        assertThat(AuthVerifier.verify(example.key(), payload, OCTETS, ALL))
            .isEqualTo(new AuthVerifier.Outcome.Verified(choice));
      } else {
        // Nothing but method 14 exists for EdDSA.
        assertThat(example.name()).contains("Ed");
        assertThat(peer).isEqualTo(PeerAbility.CLASSIC);
      }
    }
  }

  @Tag("R8247-3-1")
  @Test
  void letsTheJdkVerifyPssByOurParameters() throws Exception {
    Example rsa = SignatureVectors.example("sha256WithRSAEncryption");
    AuthPayload payload = sign(rsa, Set.of(HashAlgorithm.SHA2_384), SignaturePolicy.DEFAULT);
    int identifier = payload.data().at(0);
    assertThat(payload.data().slice(1, 1 + identifier))
        .isEqualTo(SchemeCodec.encode(SignatureScheme.RsaPss.of(Digest.SHA384)));
    Signature jdk = Signature.getInstance("RSASSA-PSS", "SunRsaSign");
    jdk.setParameter(new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA384, 48, 1));
    jdk.initVerify(
        KeyFactory.getInstance("RSA", "SunRsaSign")
            .generatePublic(new X509EncodedKeySpec(rsa.key().spki().toArray())));
    jdk.update(OCTETS);
    assertThat(jdk.verify(payload.data().slice(1 + identifier, payload.data().length()).toArray()))
        .isTrue();
  }

  @Tag("R4754-7-1")
  @Test
  void letsTheJdkVerifyEcdsaOfFixedWidth() throws Exception {
    Example p521 = SignatureVectors.example("method 11");
    AuthPayload payload =
        ((AuthSigner.Outcome.Signed)
                AuthSigner.sign(
                    SignatureVectors.privateKey(p521),
                    PeerAbility.CLASSIC,
                    SignaturePolicy.DEFAULT,
                    OCTETS))
            .payload();
    assertThat(payload.method()).isEqualTo(AuthMethod.ECDSA_521);
    assertThat(payload.data().length()).isEqualTo(132);
    Signature jdk = Signature.getInstance("SHA512withECDSAinP1363Format", "SunEC");
    jdk.initVerify(
        KeyFactory.getInstance("EC", "SunEC")
            .generatePublic(new X509EncodedKeySpec(p521.key().spki().toArray())));
    jdk.update(OCTETS);
    assertThat(jdk.verify(payload.data().toArray())).isTrue();
  }

  @Tag("R7427-3-1")
  @Test
  void usesOnlyHashesThatThePeerListed() {
    Example rsa = SignatureVectors.example("sha256WithRSAEncryption");
    assertThat(choice(rsa.key(), PeerAbility.ofHashes(Set.of(HashAlgorithm.SHA2_512))))
        .isEqualTo(
            new SignatureChoice(
                AuthMethod.DIGITAL_SIGNATURE, SignatureScheme.RsaPss.of(Digest.SHA512)));
    assertThat(choice(rsa.key(), PeerAbility.ofHashes(Set.of(HashAlgorithm.SHA1))))
        .isEqualTo(
            new SignatureChoice(
                AuthMethod.RSA_SIGNATURE, new SignatureScheme.RsaPkcs1(Digest.SHA256)));
  }

  @Test
  void takesTheHashThatMatchesTheCurve() {
    PeerAbility peer = PeerAbility.ofHashes(EVERY_HASH);
    assertThat(choice(SignatureVectors.example("method 9").key(), peer).scheme())
        .isEqualTo(new SignatureScheme.Ecdsa(Digest.SHA256));
    assertThat(choice(SignatureVectors.example("method 10").key(), peer).scheme())
        .isEqualTo(new SignatureScheme.Ecdsa(Digest.SHA384));
    assertThat(choice(SignatureVectors.example("method 11").key(), peer).scheme())
        .isEqualTo(new SignatureScheme.Ecdsa(Digest.SHA512));
  }

  @Test
  void heedsTheAlgorithmsThatThePeerAnnounced() {
    SignatureScheme pkcs1 = new SignatureScheme.RsaPkcs1(Digest.SHA384);
    PeerAbility peer =
        PeerAbility.ofHashes(EVERY_HASH)
            .announcing(
                List.of(AuthAnnouncement.ofSignature(SchemeCodec.encode(pkcs1))), link -> false);
    assertThat(choice(SignatureVectors.example("sha256WithRSAEncryption").key(), peer).scheme())
        .isEqualTo(pkcs1);
  }

  @Test
  void usesPkcs1WhereThatIsAskedFor() {
    SignaturePolicy policy = SignaturePolicy.DEFAULT.withPadding(SignaturePolicy.RsaPadding.PKCS1);
    assertThat(
            SignatureChoice.choose(
                SignatureVectors.example("sha256WithRSAEncryption").key(),
                PeerAbility.ofHashes(EVERY_HASH),
                policy))
        .isEqualTo(
            new SignatureChoice.Outcome.Chosen(
                new SignatureChoice(
                    AuthMethod.DIGITAL_SIGNATURE, new SignatureScheme.RsaPkcs1(Digest.SHA256))));
  }

  @Tag("R8420-2-1")
  @Test
  void refusesEd25519ForAPeerWithoutTheIdentityHash() {
    Example ed = SignatureVectors.example("Ed25519");
    AuthSigner.Outcome outcome =
        AuthSigner.sign(
            SignatureVectors.privateKey(ed),
            PeerAbility.ofHashes(Set.of(HashAlgorithm.SHA2_256)),
            SignaturePolicy.DEFAULT,
            OCTETS);
    assertThat(((AuthSigner.Outcome.Refused) outcome).refusal().kind())
        .isEqualTo(SignatureRefusal.Kind.NO_COMMON_ALGORITHM);
  }

  @Tag("R7296-3.8-2")
  @Test
  void signsWithDssOnlyWhereItIsSwitchedOn() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("DSA", Jca.provider());
    generator.initialize(1024);
    KeyPair pair = generator.generateKeyPair();
    KeyFacts key = ((KeyFacts.Decoded.Good) KeyFacts.of(pair.getPublic())).key();
    PrivateKeyHandle handle = JcaKeyHandle.soft(pair.getPrivate(), key);
    assertThat(AuthSigner.sign(handle, PeerAbility.CLASSIC, SignaturePolicy.DEFAULT, OCTETS))
        .isInstanceOf(AuthSigner.Outcome.Refused.class);
    AuthPayload payload =
        ((AuthSigner.Outcome.Signed) AuthSigner.sign(handle, PeerAbility.CLASSIC, ALL, OCTETS))
            .payload();
    assertThat(payload.method()).isEqualTo(AuthMethod.DSS_SIGNATURE);
    assertThat(payload.data().length()).isEqualTo(40);
    assertThat(AuthVerifier.verify(key, payload, OCTETS, ALL))
        .isInstanceOf(AuthVerifier.Outcome.Verified.class);
    assertThat(AuthVerifier.verify(key, payload, OCTETS, SignaturePolicy.DEFAULT))
        .isInstanceOf(AuthVerifier.Outcome.Refused.class);
  }

  @Test
  void saysNothingOfTheKeyInItsText() {
    Example ed = SignatureVectors.example("Ed25519");
    assertThat(SignatureVectors.privateKey(ed).toString()).isEqualTo("key(Ed25519, BC)");
  }

  private static AuthPayload sign(
      Example example, Set<HashAlgorithm> hashes, SignaturePolicy policy) {
    return ((AuthSigner.Outcome.Signed)
            AuthSigner.sign(
                SignatureVectors.privateKey(example), PeerAbility.ofHashes(hashes), policy, OCTETS))
        .payload();
  }

  private static SignatureChoice choice(KeyFacts key, PeerAbility peer) {
    return ((SignatureChoice.Outcome.Chosen)
            SignatureChoice.choose(key, peer, SignaturePolicy.DEFAULT))
        .choice();
  }

  @Test
  void namesAlgorithmsAsBytes() {
    assertThat(SchemeCodec.encode(new SignatureScheme.Ecdsa(Digest.SHA256)))
        .isEqualTo(Bytes.ofHex("300a06082a8648ce3d040302"));
  }
}
