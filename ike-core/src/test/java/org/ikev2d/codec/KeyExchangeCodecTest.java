package org.ikev2d.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.codec.TestMessages.assertRoundTrip;
import static org.ikev2d.codec.TestMessages.refusal;

import org.ikev2d.codec.Problem.Kind;
import org.ikev2d.payload.KePayload;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.PayloadType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyExchangeCodecTest {
  @Test
  void readsAndWritesKeyExchangeData() {
    assertRoundTrip(
        PayloadType.KE,
        "001f0000 0102030405",
        new KePayload(GroupId.CURVE25519, Bytes.ofHex("0102030405")));
  }

  @Tag("R7296-2.5-1")
  @Test
  void ignoresTheReservedOctetsOfKe() {
    Bytes message = TestMessages.messageWith(PayloadType.KE, "001fffff 01");
    assertThat(TestMessages.complete(message).payloads())
        .containsExactly(new KePayload(GroupId.CURVE25519, Bytes.of(1)));
  }

  @Test
  void refusesKeWithoutData() {
    assertThat(refusal(PayloadType.KE, "001f0000").kind()).isEqualTo(Kind.TOO_SHORT);
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 32, 256})
  void readsAndWritesNonces(int length) {
    assertRoundTrip(
        PayloadType.NONCE, "5a".repeat(length), new NoncePayload(Bytes.ofHex("5a".repeat(length))));
  }

  @Tag("R7296-2.10-1")
  @ParameterizedTest
  @ValueSource(ints = {0, 15, 257})
  void refusesNoncesOfAnotherLength(int length) {
    Problem problem = refusal(PayloadType.NONCE, "5a".repeat(length));
    assertThat(problem.kind()).isEqualTo(Kind.SYNTAX);
    assertThat(problem.detail()).contains(length + " octets");
  }
}
