package org.ikev2d.kernel.msg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.ikev2d.crypto.Secret;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SadbCodecTest {
  private static final String ODD_LENGTH = "pfkey-spdadd-out-tunnelv6-plus-transport.rsp";

  static List<String> vectors() {
    return Vectors.names();
  }

  @Test
  void allVectorsArePresent() {
    assertThat(Vectors.names()).hasSize(176);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void decodesAndEncodesToTheSameOctets(String name) {
    byte[] octets = Vectors.octets(name);
    try (SadbMessage message = Vectors.message(name)) {
      assertThat(message.extensions()).doesNotHaveAnyElementsOfTypes(SadbExtension.Unknown.class);
      byte[] encoded = Vectors.CODEC.encode(message);
      if (name.equals(ODD_LENGTH)) {
        octets[4] = (byte) (octets.length / 8);
      }
      assertThat(HexFormat.of().formatHex(encoded)).isEqualTo(HexFormat.of().formatHex(octets));
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void refusesEveryTruncationWithoutThrowing(String name) {
    byte[] octets = Vectors.octets(name);
    int announced = ((octets[4] & 0xff) | (octets[5] & 0xff) << 8) * 8;
    for (int length = 0; length < octets.length; length++) {
      Decoded decoded = Vectors.CODEC.decode(Arrays.copyOf(octets, length));
      if (length < announced || length % 8 != 0) {
        assertThat(decoded).as("length %d", length).isInstanceOf(Decoded.Malformed.class);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void survivesEveryOctetChanged(String name) {
    byte[] octets = Vectors.octets(name);
    var random = new Random(7);
    for (int at = 0; at < octets.length; at++) {
      byte[] changed = octets.clone();
      changed[at] = (byte) random.nextInt();
      assertThat(Vectors.CODEC.decode(changed)).isNotNull();
    }
  }

  @Test
  void readsTheHeader() {
    SadbMessage message = Vectors.message("pfkey-dump-empty.rsp");
    assertThat(message)
        .isEqualTo(new SadbMessage(MsgType.DUMP, 2, SaType.UNSPEC, 0, 1, 0x1234, List.of()));
  }

  @Test
  void readsAnSaWithItsKeys() throws Exception {
    SadbMessage message = Vectors.message("pfkey-update-larval-esp-tunnel-aescbc128-sha256.req");
    assertThat(message.find(SadbExtension.Sa.class))
        .contains(new SadbExtension.Sa(0xca5e4d3d, 32, 1, 5, 12, 0));
    assertThat(message.find(SadbExtension.Sa2.class)).contains(new SadbExtension.Sa2(2, 0, 7));
    assertThat(message.find(SadbExtension.Lifetime.class, ExtKind.LIFETIME_SOFT))
        .contains(new SadbExtension.Lifetime(ExtKind.LIFETIME_SOFT, 0, 0, 3000, 0));
    assertThat(message.find(SadbExtension.Address.class, ExtKind.ADDRESS_SRC))
        .contains(
            new SadbExtension.Address(
                ExtKind.ADDRESS_SRC, 0, 32, Sockaddr.of(InetAddress.getByName("10.9.0.2"))));
    SadbExtension.Key key =
        message.find(SadbExtension.Key.class, ExtKind.KEY_ENCRYPT).orElseThrow();
    assertThat(key.bits()).isEqualTo(128);
    assertThat(key.key().expose())
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  }

  @Test
  void readsPastAnAnnouncedLengthThatIsTooSmall() {
    SadbMessage message = Vectors.message(ODD_LENGTH);
    SadbExtension.Policy policy = message.find(SadbExtension.Policy.class).orElseThrow();
    assertThat(policy.requests()).hasSize(2);
    assertThat(policy.requests().get(1)).isEqualTo(new IpsecRequest(51, 1, 2, 0, Optional.empty()));
  }

  @Test
  void readsTheAlgorithmsOfARegistration() {
    SadbMessage message = Vectors.message("pfkey-register-esp.rsp");
    assertThat(
            message
                .find(SadbExtension.Supported.class, ExtKind.SUPPORTED_AUTH)
                .orElseThrow()
                .algorithms())
        .extracting(SupportedAlg::id)
        .containsExactly(251, 2, 3, 5, 6, 7, 8, 9);
    assertThat(
            message
                .find(SadbExtension.Supported.class, ExtKind.SUPPORTED_ENCRYPT)
                .orElseThrow()
                .algorithms())
        .contains(new SupportedAlg(13, 8, 160, 288, 0));
  }

  @Test
  void readsTheCombsOfAnAcquire() {
    assertThat(
            Vectors.message("pfkey-acquire-esp-56combs.evt")
                .find(SadbExtension.Proposal.class)
                .orElseThrow()
                .combs())
        .hasSize(56)
        .allSatisfy(c -> assertThat(c.hardAddTime()).isEqualTo(86_400));
  }

  @Test
  void keepsAnUnknownExtension() {
    var message =
        SadbMessage.request(
            MsgType.GET, SaType.ESP, 1, 2, new SadbExtension.Unknown(200, Bytes.ofHex("01020304")));
    byte[] octets = Vectors.CODEC.encode(message);
    assertThat(octets).hasSize(24);
    assertThat(Vectors.CODEC.decode(octets)).isEqualTo(new Decoded.Message(message));
  }

  @Test
  void refusesAnExtensionOfLengthZero() {
    byte[] octets = Vectors.octets("pfkey-get-esp.req");
    octets[16] = 0;
    octets[17] = 0;
    assertThat(Vectors.CODEC.decode(octets))
        .isEqualTo(new Decoded.Malformed("extension of type 1 and length 0", 20));
  }

  @Test
  void refusesAKeyLongerThanItsExtension() {
    byte[] octets = Vectors.octets("pfkey-add-esp-3des-sha1.req");
    int key = indexOf(octets, new byte[] {4, 0, 8, 0, (byte) 160, 0});
    octets[key + 5] = 4;
    assertThat(Vectors.CODEC.decode(octets)).isInstanceOf(Decoded.Malformed.class);
  }

  @Test
  void acceptsLongerPaddingOfAKey() {
    byte[] octets =
        HexFormat.of()
            .parseHex(
                "0203000304000000" + "0100000002000000" + "0200080008000000" + "ab00000000000000");
    assertThat(((Decoded.Message) Vectors.CODEC.decode(octets)).message().extensions())
        .containsExactly(
            new SadbExtension.Key(ExtKind.KEY_AUTH, 8, Secret.wrap(new byte[] {(byte) 0xab})));
  }

  @Test
  void closingAMessageZeroesItsKeys() {
    SadbMessage message = Vectors.message("pfkey-add-esp-3des-sha1.req");
    Secret key = message.find(SadbExtension.Key.class).orElseThrow().key();
    message.close();
    assertThat(key.isClosed()).isTrue();
    assertThatThrownBy(() -> Vectors.CODEC.encode(message))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void textOfAMessageHasNoKey() {
    assertThat(Vectors.message("pfkey-add-esp-3des-sha1.req").toString()).doesNotContain("4041");
  }

  @Test
  void keepsAMappedAddressAsIpv6() {
    var address = new Sockaddr(Bytes.ofHex("00000000000000000000ffff0a090001"), 0, 0, 3);
    var message =
        SadbMessage.request(
            MsgType.GET,
            SaType.ESP,
            1,
            2,
            new SadbExtension.Address(ExtKind.ADDRESS_DST, 0, 128, address));
    assertThat(Vectors.CODEC.decode(Vectors.CODEC.encode(message)))
        .isEqualTo(new Decoded.Message(message));
  }

  @Test
  void followsTheOtherByteOrderAndLayouts() throws Exception {
    var dialect =
        new Dialect(
            "bsd",
            29,
            2,
            24,
            Dialect.SockaddrStyle.LENGTH8_FAMILY8,
            28,
            Dialect.RequestLayout.NARROW,
            Map.of(5, ExtKind.ADDRESS_SRC, 18, ExtKind.X_POLICY));
    var codec = new SadbCodec(dialect, ByteOrder.BIG_ENDIAN);
    var six = Sockaddr.of(InetAddress.getByName("2001:db8::1"));
    var message =
        SadbMessage.request(
            MsgType.X_SPDADD,
            SaType.UNSPEC,
            9,
            1,
            new SadbExtension.Address(ExtKind.ADDRESS_SRC, 255, 64, six),
            new SadbExtension.Policy(
                2,
                2,
                0,
                0,
                List.of(
                    new IpsecRequest(
                        50, 2, 3, 77, Optional.of(new IpsecRequest.Endpoints(six, six))))));
    byte[] octets = codec.encode(message);
    assertThat(HexFormat.of().formatHex(octets, 0, 28))
        .isEqualTo(
            "020e0000"
                + "00110000"
                + "00000009"
                + "00000001"
                + "00050005"
                + "ff400000"
                + "1c180000");
    assertThat(codec.decode(octets)).isEqualTo(new Decoded.Message(message));
    assertThatThrownBy(() -> codec.encode(Vectors.message("pfkey-get-esp.req")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bsd has no extension SA");
  }

  private static int indexOf(byte[] octets, byte[] part) {
    for (int i = 0; i <= octets.length - part.length; i++) {
      if (Arrays.equals(octets, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new AssertionError("not found");
  }
}
