package org.ikev2d.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.payload.Payload;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.PayloadType;

/** Recorded and computed messages, and shorthands to build and take apart others. */
final class TestMessages {
  static final MessageCodec CODEC = new MessageCodec(Limits.DEFAULT);
  static final MessageHeader HEADER =
      MessageHeader.of(
          new IkeSpi(0x0102030405060708L), IkeSpi.NONE, ExchangeType.IKE_SA_INIT, true, false, 0);

  private TestMessages() {}

  /** The inside of an SK payload. */
  record InnerChain(PayloadType first, Bytes octets) {}

  static Map<String, Bytes> messages() {
    Map<String, Bytes> all = new LinkedHashMap<>();
    lines("messages.txt").forEach(fields -> all.put(fields[0], Bytes.ofHex(fields[1])));
    return all;
  }

  static Map<String, InnerChain> chains() {
    Map<String, InnerChain> all = new LinkedHashMap<>();
    lines("chains.txt").forEach(fields -> all.put(fields[0], chain(fields[1], fields[2])));
    return all;
  }

  private static InnerChain chain(String first, String digits) {
    return new InnerChain(
        new PayloadType(Integer.parseInt(first)),
        digits.equals("-") ? Bytes.EMPTY : Bytes.ofHex(digits));
  }

  private static Stream<String[]> lines(String resource) {
    try (InputStream in = TestMessages.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + resource);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return text.lines().filter(line -> !line.startsWith("#")).map(line -> line.split(" "));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A message of one payload whose body is given octet by octet. */
  static Bytes messageWith(PayloadType type, String bodyHex) {
    return messageWith(type, 0, Bytes.ofHex(bodyHex));
  }

  /**
   * @param flags the octet with the critical bit
   */
  static Bytes messageWith(PayloadType type, int flags, Bytes body) {
    int length = 4 + body.length();
    return message(type, Bytes.concat(Bytes.of(0, flags, length >> 8, length), body));
  }

  /** A message whose payload area is given octet by octet. */
  static Bytes message(PayloadType first, Bytes area) {
    return Bytes.concat(
        Bytes.ofHex("01020304050607080000000000000000"),
        Bytes.of(first.code(), 0x20, 34, 0x08, 0, 0, 0, 0),
        Bytes.ofInt(28 + area.length()),
        area);
  }

  static Message complete(Bytes datagram) {
    Decoded decoded = CODEC.decode(datagram);
    assertThat(decoded).isInstanceOf(Decoded.Complete.class);
    return ((Decoded.Complete) decoded).message();
  }

  static Problem malformed(Bytes datagram) {
    return malformed(CODEC, datagram);
  }

  static Problem malformed(MessageCodec codec, Bytes datagram) {
    Decoded decoded = codec.decode(datagram);
    assertThat(decoded).isInstanceOf(Decoded.Malformed.class);
    return ((Decoded.Malformed) decoded).problem();
  }

  static List<Payload> parsed(InnerChain chain) {
    Chain result = CODEC.decodePayloads(chain.first(), chain.octets());
    assertThat(result).isInstanceOf(Chain.Parsed.class);
    return ((Chain.Parsed) result).payloads();
  }

  /**
   * The body stands for that payload, and the payload is written as that body. Cut short anywhere,
   * with all outer lengths put right, it is refused or stands for exactly the octets left.
   */
  static void assertRoundTrip(PayloadType type, String bodyHex, Payload payload) {
    Bytes body = Bytes.ofHex(bodyHex);
    Bytes message = messageWith(type, 0, body);
    assertThat(complete(message).payloads()).containsExactly(payload);
    assertThat(CODEC.encode(new Message(HEADER, List.of(payload)))).isEqualTo(message);
    for (int length = 0; length < body.length(); length++) {
      Bytes part = messageWith(type, 0, body.slice(0, length));
      if (CODEC.decode(part) instanceof Decoded.Complete(Message shorter)) {
        assertThat(CODEC.encode(shorter).toHex()).isEqualTo(part.toHex());
      }
    }
  }

  /** Why a message with that one payload is refused. */
  static Problem refusal(PayloadType type, String bodyHex) {
    return malformed(messageWith(type, bodyHex));
  }
}
