package org.ikev2d.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.ikev2d.codec.TestMessages.CODEC;
import static org.ikev2d.codec.TestMessages.malformed;

import java.util.List;
import java.util.Optional;
import org.ikev2d.codec.Problem.Kind;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IkeSpi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderCodecTest {
  private static final String SPIS = "f102030405060708 1112131415161718";

  @ParameterizedTest
  @CsvSource({"08, true, false", "20, false, true", "28, true, true", "00, false, false"})
  void readsAndWritesEveryField(String flags, boolean fromInitiator, boolean response) {
    Bytes octets = Bytes.ofHex(SPIS + "00 20 25" + flags + "ffffffff 0000001c");
    MessageHeader header =
        new MessageHeader(
            new IkeSpi(0xf102030405060708L),
            new IkeSpi(0x1112131415161718L),
            2,
            0,
            ExchangeType.INFORMATIONAL,
            fromInitiator,
            response,
            -1);
    assertThat(TestMessages.complete(octets)).isEqualTo(new Message(header, List.of()));
    assertThat(CODEC.encode(new Message(header, List.of()))).isEqualTo(octets);
    assertThat(MessageCodec.peekHeader(octets)).contains(header);
  }

  @Tag("R7296-3.1-5")
  @Test
  void ignoresUndefinedFlagsAndDoesNotWriteThem() {
    Bytes octets = Bytes.ofHex(SPIS + "00 20 25 df 00000001 0000001c");
    MessageHeader header = TestMessages.complete(octets).header();
    assertThat(header.fromInitiator()).isTrue();
    assertThat(header.response()).isFalse();
    assertThat(CODEC.encode(new Message(header, List.of())).at(19)).isEqualTo(0x08);
  }

  @Tag("R7296-3.1-3")
  @Test
  void acceptsAnyMinorVersion() {
    Bytes octets = Bytes.ofHex(SPIS + "00 2f 25 08 00000001 0000001c");
    assertThat(TestMessages.complete(octets).header().minorVersion()).isEqualTo(15);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 15})
  void anotherMajorVersionIsRefusedWithTheHeader(int major) {
    Bytes octets =
        Bytes.ofHex(SPIS + "00" + Integer.toHexString(major) + "0 25 08 00000001 0000001c");
    Decoded.Malformed refused = (Decoded.Malformed) CODEC.decode(octets);
    assertThat(refused.problem().kind()).isEqualTo(Kind.VERSION);
    assertThat(refused.header()).map(MessageHeader::majorVersion).contains(major);
    assertThat(MessageCodec.peekHeader(octets)).isEqualTo(refused.header());
  }

  @Tag("R7296-3.1-1")
  @ParameterizedTest
  @ValueSource(strings = {"0000001b", "0000001d", "00000000", "8000001c", "ffffffff"})
  void aLengthThatLiesIsRefused(String length) {
    Bytes octets = Bytes.ofHex(SPIS + "00 20 25 08 00000001" + length);
    assertThat(malformed(octets).kind()).isEqualTo(Kind.LENGTH_MISMATCH);
    assertThat(((Decoded.Malformed) CODEC.decode(octets)).header()).isPresent();
    assertThat(MessageCodec.peekHeader(octets)).isEmpty();
  }

  @Tag("R7296-3.1-1")
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 27})
  void lessThanAHeaderIsRefusedWithoutOne(int length) {
    Decoded decoded = CODEC.decode(Bytes.wrap(new byte[length]));
    assertThat(decoded)
        .isInstanceOfSatisfying(
            Decoded.Malformed.class,
            refused -> {
              assertThat(refused.header()).isEqualTo(Optional.empty());
              assertThat(refused.problem().kind()).isEqualTo(Kind.TOO_SHORT);
            });
    assertThat(MessageCodec.peekHeader(Bytes.wrap(new byte[length]))).isEmpty();
  }

  @Tag("R7296-3.1-2")
  @Test
  void anInitiatorSpiOfZeroIsRefused() {
    Bytes octets = Bytes.ofHex("0000000000000000 1112131415161718 00 20 25 08 00000001 0000001c");
    assertThat(malformed(octets).kind()).isEqualTo(Kind.SYNTAX);
  }

  @Test
  void doesNotWriteAVersionWiderThanItsField() {
    MessageHeader header =
        new MessageHeader(IkeSpi.NONE, IkeSpi.NONE, 16, 0, ExchangeType.IKE_AUTH, true, false, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CODEC.encode(new Message(header, List.of())));
  }
}
