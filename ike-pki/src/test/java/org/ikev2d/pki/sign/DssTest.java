package org.ikev2d.pki.sign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.pki.OpenSsl;
import org.ikev2d.pki.sign.AuthVerifier.Outcome;
import org.ikev2d.wire.AuthMethod;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys, certificates and signatures of DSS against OpenSSL, both ways. */
class DssTest {
  private static final SignaturePolicy DSS = SignaturePolicy.DEFAULT.withDss();
  private static final byte[] OCTETS = Bytes.ofText("what both sides sign").toArray();

  @TempDir private Path directory;
  private OpenSslKey openSsl;

  @BeforeEach
  void begin() {
    openSsl = new OpenSslKey(directory);
  }

  private PrivateKeyHandle key(String bits, String order) {
    OpenSsl.run(
        directory,
        "genpkey",
        "-genparam",
        "-algorithm",
        "DSA",
        "-pkeyopt",
        "dsa_paramgen_bits:" + bits,
        "-pkeyopt",
        "dsa_paramgen_q_bits:" + order,
        "-out",
        "params");
    return openSsl.key("-paramfile", "params");
  }

  @Tag("R7296-3.8-1")
  @Test
  void methodThreeBothWays() throws IOException {
    PrivateKeyHandle key = key("1024", "160");
    byte[] fixed = PairCodec.toFixed(openSsl.sign(OCTETS, "-sha1").toArray(), 20).orElseThrow();
    AuthPayload theirs = new AuthPayload(AuthMethod.DSS_SIGNATURE, Bytes.wrap(fixed));
    assertThat(AuthVerifier.verify(key.publicKey(), theirs, OCTETS, DSS))
        .isInstanceOf(Outcome.Verified.class);
    assertThat(AuthVerifier.verify(key.publicKey(), theirs, OCTETS, SignaturePolicy.DEFAULT))
        .isInstanceOf(Outcome.Refused.class);

    AuthSigner.Outcome.Signed ours =
        (AuthSigner.Outcome.Signed) AuthSigner.sign(key, PeerAbility.CLASSIC, DSS, OCTETS);
    assertThat(ours.payload().method()).isEqualTo(AuthMethod.DSS_SIGNATURE);
    assertThat(ours.payload().data().length()).isEqualTo(40);
    assertThat(openSsl.verifies(OCTETS, der(ours.payload().data().toArray()), "-sha1")).isTrue();
  }

  @Tag("R7427-3-1")
  @Test
  void methodFourteenBothWays() throws IOException {
    PrivateKeyHandle key = key("2048", "256");
    Bytes identifier = SchemeCodec.encode(new SignatureScheme.Dsa(Digest.SHA256));
    Bytes signature = openSsl.sign(OCTETS, "-sha256");
    AuthPayload theirs =
        new AuthPayload(
            AuthMethod.DIGITAL_SIGNATURE,
            Bytes.concat(Bytes.of(identifier.length()), identifier, signature));
    assertThat(AuthVerifier.verify(key.publicKey(), theirs, OCTETS, DSS))
        .isInstanceOf(Outcome.Verified.class);

    AuthSigner.Outcome.Signed ours =
        (AuthSigner.Outcome.Signed)
            AuthSigner.sign(key, PeerAbility.ofHashes(Set.of(HashAlgorithm.SHA2_256)), DSS, OCTETS);
    assertThat(ours.choice().scheme()).isEqualTo(new SignatureScheme.Dsa(Digest.SHA256));
    Bytes data = ours.payload().data();
    assertThat(data.slice(0, 1 + identifier.length()))
        .isEqualTo(Bytes.concat(Bytes.of(identifier.length()), identifier));
    assertThat(
            openSsl.verifies(OCTETS, data.slice(1 + identifier.length(), data.length()), "-sha256"))
        .isTrue();
  }

  /** r and s of 20 octets each as a DER sequence. */
  private static Bytes der(byte[] pair) {
    return Bytes.wrap(PairCodec.toDer(pair, 20).orElseThrow());
  }
}
