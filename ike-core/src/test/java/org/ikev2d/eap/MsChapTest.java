package org.ikev2d.eap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.ikev2d.crypto.Secret;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of RFC 1320, RFC 2759 section 9.2 and RFC 3079 section 3.5.3. */
class MsChapTest {
  private static final Bytes SERVER_CHALLENGE = Bytes.ofHex("5b5d7c7d7b3f2f3e3c2c602132262628");
  private static final Bytes PEER_CHALLENGE = Bytes.ofHex("21402324255e262a28295f2b3a337c7e");
  private static final String RESPONSE = "82309ecd8d708b5ea08faa3981cd83544233114a3d85d6df";

  @ParameterizedTest
  @CsvSource({
    "'', 31d6cfe0d16ae931b73c59d7e0c089c0",
    "a, bde52cb31de33e46245e05fbdbd6fb24",
    "abc, a448017aaf21d8525fc10ae87aa6729d",
    "message digest, d9130a8164549fe818874806e1c7014b",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789,"
        + " 043f8582f241db351ce627e153e7f0e4",
    "12345678901234567890123456789012345678901234567890123456789012345678901234567890,"
        + " e33b4ddc9c38f2199c3e7b164fcc0536"
  })
  void hashesByMd4(String text, String hash) {
    byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
    assertThat(Bytes.wrap(Md4.hash(octets))).isEqualTo(Bytes.ofHex(hash));
  }

  @Test
  void computesTheResponseOfTheExample() {
    byte[] challenge = MsChap.challengeHash(PEER_CHALLENGE, SERVER_CHALLENGE, "User");
    assertThat(Bytes.copyOf(challenge)).isEqualTo(Bytes.ofHex("d02e4386bce91226"));
    try (Secret hash = hash()) {
      assertThat(Bytes.wrap(hash.expose()))
          .isEqualTo(Bytes.ofHex("44ebba8d5312b8d611474411f56989ae"));
      assertThat(Bytes.wrap(MsChap.response(challenge, hash))).isEqualTo(Bytes.ofHex(RESPONSE));
    }
  }

  @Test
  void leavesTheDomainOutOfTheChallenge() {
    assertThat(MsChap.challengeHash(PEER_CHALLENGE, SERVER_CHALLENGE, "BIGCO\\User"))
        .isEqualTo(MsChap.challengeHash(PEER_CHALLENGE, SERVER_CHALLENGE, "User"));
  }

  @Test
  void computesTheAuthenticatorsProofOfTheExample() {
    byte[] challenge = MsChap.challengeHash(PEER_CHALLENGE, SERVER_CHALLENGE, "User");
    try (Secret hash = hash()) {
      assertThat(MsChap.authenticator(hash, Bytes.ofHex(RESPONSE).toArray(), challenge))
          .isEqualTo("S=407A5589115FD0D6209F510FE9C04566932CDA56");
    }
  }

  @Test
  void derivesTheKeysOfTheExample() {
    byte[] response = Bytes.ofHex(RESPONSE).toArray();
    try (Secret hash = hash();
        Secret master = MsChap.masterKey(hash, response);
        Secret serverSends = MsChap.startKey(master, false);
        Secret msk = MsChap.msk(hash, response)) {
      assertThat(Bytes.wrap(master.expose()))
          .isEqualTo(Bytes.ofHex("fdece3717a8c838cb388e527ae3cdd31"));
      assertThat(Bytes.wrap(serverSends.expose()))
          .isEqualTo(Bytes.ofHex("8b7cdc149b993a1ba118cb153f56dccb"));
      Bytes key = Bytes.wrap(msk.expose());
      assertThat(key.length()).isEqualTo(64);
      assertThat(key.slice(16, 32)).isEqualTo(Bytes.wrap(serverSends.expose()));
      assertThat(key.slice(32, 64)).isEqualTo(Bytes.wrap(new byte[32]));
    }
  }

  private static Secret hash() {
    try (Secret password = Secret.ofPublic(Bytes.ofText("clientPass"))) {
      return MsChap.passwordHash(password);
    }
  }
}
