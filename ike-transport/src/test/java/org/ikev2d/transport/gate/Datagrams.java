package org.ikev2d.transport.gate;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.codec.Decoded;
import org.ikev2d.codec.Limits;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.payload.KePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.VendorIdPayload;
import org.ikev2d.port.Path;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.NotifyType;

/** Datagrams and paths for tests of the gate. */
final class Datagrams {
  static final MessageCodec CODEC = new MessageCodec(Limits.DEFAULT);
  static final IkeSpi SPI_I = new IkeSpi(0x1122334455667788L);
  static final IkeSpi SPI_R = new IkeSpi(0x99aabbccddeeff00L);
  static final Bytes NONCE = Bytes.ofHex("000102030405060708090a0b0c0d0e0f1011121314151617");

  private Datagrams() {}

  static InetAddress ip(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  static Path from(String address) {
    return new Path(
        new InetSocketAddress(ip("192.0.2.1"), 500),
        new InetSocketAddress(ip(address), 500),
        false);
  }

  static Bytes init(Optional<Bytes> cookie) {
    return init(SPI_I, NONCE, cookie);
  }

  static Bytes init(IkeSpi spi, Bytes nonce, Optional<Bytes> cookie) {
    List<Payload> payloads = new ArrayList<>();
    cookie.ifPresent(c -> payloads.add(NotifyPayload.of(NotifyType.COOKIE, c)));
    payloads.add(new KePayload(GroupId.CURVE25519, Bytes.wrap(new byte[32])));
    payloads.add(new NoncePayload(nonce));
    payloads.add(NotifyPayload.of(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED));
    payloads.add(new VendorIdPayload(Bytes.ofText("somebody")));
    return message(spi, IkeSpi.NONE, ExchangeType.IKE_SA_INIT, true, false, 0, payloads);
  }

  static Bytes message(
      IkeSpi initiator,
      IkeSpi responder,
      ExchangeType exchange,
      boolean fromInitiator,
      boolean response,
      int id,
      List<Payload> payloads) {
    return CODEC.encode(
        new Message(
            MessageHeader.of(initiator, responder, exchange, fromInitiator, response, id),
            payloads));
  }

  /** The same datagram with one octet replaced. */
  static Bytes with(Bytes datagram, int index, int value) {
    byte[] octets = datagram.toArray();
    octets[index] = (byte) value;
    return Bytes.wrap(octets);
  }

  static Message decode(Bytes datagram) {
    if (CODEC.decode(datagram) instanceof Decoded.Complete(Message message)) {
      return message;
    }
    throw new AssertionError("not a whole message: " + datagram);
  }
}
