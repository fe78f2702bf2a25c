package org.ikev2d.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.codec.TestMessages.assertRoundTrip;
import static org.ikev2d.codec.TestMessages.refusal;

import org.ikev2d.codec.Problem.Kind;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.payload.IdPayload;
import org.ikev2d.wire.AuthMethod;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.IdType;
import org.ikev2d.wire.PayloadType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class IdentityCodecTest {
  @Test
  void readsAndWritesIdentitiesOfBothSides() {
    assertRoundTrip(
        PayloadType.IDI,
        "01000000 0a50500d",
        new IdPayload(PayloadType.IDI, IdType.IPV4_ADDR, 0, Bytes.ofHex("0a50500d")));
    assertRoundTrip(
        PayloadType.IDR,
        "02000000 612e62",
        new IdPayload(PayloadType.IDR, IdType.FQDN, 0, Bytes.ofText("a.b")));
  }

  @Test
  void readsAndWritesAnIdentityWithoutData() {
    assertRoundTrip(
        PayloadType.IDI,
        "0d000000",
        new IdPayload(PayloadType.IDI, new IdType(13), 0, Bytes.EMPTY));
  }

  @Tag("R7296-2.5-1")
  @Test
  void keepsTheReservedOctetsBecauseAuthSignsThem() {
    IdPayload id = new IdPayload(PayloadType.IDI, IdType.KEY_ID, 0xa1b2c3, Bytes.of(9));
    assertRoundTrip(PayloadType.IDI, "0ba1b2c3 09", id);
    assertThat(id.body()).isEqualTo(Bytes.ofHex("0ba1b2c309"));
  }

  @Test
  void refusesAnIdentityWithoutAWholeHeader() {
    assertThat(refusal(PayloadType.IDR, "020000").kind()).isEqualTo(Kind.TOO_SHORT);
  }

  @Test
  void readsAndWritesAuthenticationData() {
    assertRoundTrip(
        PayloadType.AUTH,
        "02000000 df7c038a",
        new AuthPayload(AuthMethod.SHARED_KEY_MIC, Bytes.ofHex("df7c038a")));
  }

  @Tag("R7296-2.5-1")
  @Test
  void ignoresTheReservedOctetsOfAuth() {
    Bytes message = TestMessages.messageWith(PayloadType.AUTH, "0e123456 01");
    assertThat(TestMessages.complete(message).payloads())
        .containsExactly(new AuthPayload(AuthMethod.DIGITAL_SIGNATURE, Bytes.of(1)));
  }

  @Test
  void refusesAuthWithoutData() {
    assertThat(refusal(PayloadType.AUTH, "02000000").kind()).isEqualTo(Kind.TOO_SHORT);
  }
}
