package org.ikev2d.pki.sign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.pki.sign.AuthVerifier.Outcome;
import org.ikev2d.pki.sign.SignatureScheme.RsaPss;
import org.ikev2d.wire.AuthMethod;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key whose certificate binds it to PSS and to one set of parameters (RFC 4055 section 1.2). */
@Tag("R7427-5-2")
class RestrictedKeyTest {
  private static final byte[] OCTETS = Bytes.ofText("what both sides sign").toArray();
  private static final String[] SHA384 = {
    "-sha384",
    "-sigopt",
    "rsa_padding_mode:pss",
    "-sigopt",
    "rsa_pss_saltlen:48",
    "-sigopt",
    "rsa_mgf1_md:sha384"
  };

  @TempDir private Path directory;

  private PrivateKeyHandle key(OpenSslKey openSsl) {
    return openSsl.key(
        "-algorithm",
        "RSA-PSS",
        "-pkeyopt",
        "rsa_keygen_bits:2048",
        "-pkeyopt",
        "rsa_pss_keygen_md:sha384",
        "-pkeyopt",
        "rsa_pss_keygen_mgf1_md:sha384",
        "-pkeyopt",
        "rsa_pss_keygen_saltlen:48");
  }

  private static AuthPayload payload(SignatureScheme scheme, Bytes signature) {
    Bytes identifier = SchemeCodec.encode(scheme);
    return new AuthPayload(
        AuthMethod.DIGITAL_SIGNATURE,
        Bytes.concat(Bytes.of(identifier.length()), identifier, signature));
  }

  @Test
  void itsParametersAreUsedThoughThePeerPrefersOthers() throws IOException {
    OpenSslKey openSsl = new OpenSslKey(directory);
    PrivateKeyHandle key = key(openSsl);
    PeerAbility peer = PeerAbility.ofHashes(Set.of(HashAlgorithm.SHA2_256, HashAlgorithm.SHA2_384));
    AuthSigner.Outcome.Signed ours =
        (AuthSigner.Outcome.Signed) AuthSigner.sign(key, peer, SignaturePolicy.DEFAULT, OCTETS);
    assertThat(ours.choice().scheme()).isEqualTo(RsaPss.of(Digest.SHA384));
    Bytes data = ours.payload().data();
    Bytes signature = data.slice(data.length() - 256, data.length());
    assertThat(openSsl.verifies(OCTETS, signature, SHA384)).isTrue();
  }

  @Test
  void aPeerWithoutItsHashGetsNoSignature() {
    PeerAbility peer = PeerAbility.ofHashes(Set.of(HashAlgorithm.SHA2_256));
    assertThat(
            AuthSigner.sign(key(new OpenSslKey(directory)), peer, SignaturePolicy.DEFAULT, OCTETS))
        .isInstanceOf(AuthSigner.Outcome.Refused.class);
  }

  @Test
  void onlySignaturesWithItsParametersAreTaken() throws IOException {
    OpenSslKey openSsl = new OpenSslKey(directory);
    PrivateKeyHandle key = key(openSsl);
    Bytes signature = openSsl.sign(OCTETS, SHA384);
    assertThat(verify(key, RsaPss.of(Digest.SHA384), signature))
        .isInstanceOf(Outcome.Verified.class);
    for (SignatureScheme other :
        new SignatureScheme[] {
          RsaPss.of(Digest.SHA256),
          new RsaPss(Digest.SHA384, Digest.SHA256, 48),
          new RsaPss(Digest.SHA384, Digest.SHA384, 32),
          new SignatureScheme.RsaPkcs1(Digest.SHA384)
        }) {
      assertThat(verify(key, other, signature))
          .isInstanceOfSatisfying(
              Outcome.Refused.class,
              refused ->
                  assertThat(refused.refusal().kind()).isEqualTo(SignatureRefusal.Kind.WRONG_KEY));
    }
  }

  private static Outcome verify(PrivateKeyHandle key, SignatureScheme scheme, Bytes signature) {
    return AuthVerifier.verify(
        key.publicKey(), payload(scheme, signature), OCTETS, SignaturePolicy.DEFAULT);
  }
}
