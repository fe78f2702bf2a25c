package org.ikev2d.codec;

import java.util.List;
import java.util.Optional;
import org.ikev2d.codec.Problem.Kind;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.payload.Payload;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.PayloadType;

/**
 * Reads and writes IKE messages (RFC 7296 section 3).
 *
 * <p>Reading answers with a value whatever the octets are. It checks what one message shows by
 * itself; what an exchange or a state allows is checked elsewhere. Writing refuses values that the
 * format cannot express with {@link IllegalArgumentException}: a number, a list or a body that is
 * too long for its field, or an SK or SKF payload that is not the last one. It checks nothing else,
 * so that tests can send what a peer must refuse.
 *
 * <p>Instances are immutable and may be shared between threads.
 */
public final class MessageCodec {
  private static final int MAJOR_VERSION = 2;

  private final Limits limits;

  public MessageCodec(Limits limits) {
    this.limits = limits;
  }

  /**
   * Reads a whole message.
   *
   * @param datagram the IKE message without a non-ESP marker
   */
  public Decoded decode(Bytes datagram) {
    Optional<MessageHeader> header = Optional.empty();
    try {
      Cursor in = Cursor.over(datagram, "message");
      HeaderCodec.Received received = HeaderCodec.read(in);
      header = Optional.of(received.header());
      checkHeader(in, received, datagram.length());
      List<Payload> payloads = PayloadChain.read(received.first(), in, limits, true);
      return new Decoded.Complete(new Message(received.header(), payloads));
    } catch (ParseFailure failure) {
      return new Decoded.Malformed(header, failure.problem());
    }
  }

  private void checkHeader(Cursor in, HeaderCodec.Received received, int octets) {
    if (received.messageLength() != octets) {
      throw in.failure(
          Kind.LENGTH_MISMATCH,
          "length field " + received.messageLength() + " in a message of " + octets + " octets");
    }
    int major = received.header().majorVersion();
    if (major != MAJOR_VERSION) {
      throw in.failure(Kind.VERSION, "major version " + major + ", should be " + MAJOR_VERSION);
    }
    checkSize(in, octets);
    if (received.header().initiatorSpi().isNone()) {
      throw in.failure(Kind.SYNTAX, "the initiator's SPI is zero");
    }
  }

  private void checkSize(Cursor in, int octets) {
    if (octets > limits.messageOctets()) {
      throw in.failure(Kind.LIMIT, octets + " octets, limit is " + limits.messageOctets());
    }
  }

  /**
   * The header alone, for gates and routing, without a look at the payloads or the version.
   *
   * @return empty if there are fewer than 28 octets or the length field says something else than
   *     the length of the datagram
   */
  public static Optional<MessageHeader> peekHeader(Bytes datagram) {
    return HeaderCodec.isPlausible(datagram)
        ? Optional.of(HeaderCodec.read(Cursor.over(datagram, "message")).header())
        : Optional.empty();
  }

  /**
   * Reads the chain of payloads that was inside of SK, or of all SKF of a message together.
   *
   * @param first what the Next Payload field of SK or of the first SKF said
   * @param plaintext without padding and pad length
   */
  public Chain decodePayloads(PayloadType first, Bytes plaintext) {
    try {
      Cursor in = Cursor.over(plaintext, "plaintext");
      checkSize(in, plaintext.length());
      return new Chain.Parsed(PayloadChain.read(first, in, limits, false));
    } catch (ParseFailure failure) {
      return new Chain.Broken(failure.problem());
    }
  }

  /** Writes an unprotected message, or one whose last payload is an SK or SKF already sealed. */
  public Bytes encode(Message message) {
    Writer out = new Writer();
    List<Payload> payloads = message.payloads();
    HeaderCodec.write(out, message.header(), firstType(payloads));
    PayloadChain.write(out, payloads, PayloadType.NONE);
    HeaderCodec.patchLength(out, out.length());
    return out.toBytes();
  }

  /**
   * Writes a chain of payloads alone, as it goes into SK: the last one says that none follows.
   *
   * @throws IllegalArgumentException also for an SK or SKF payload: they do not nest
   */
  public Bytes encodePayloads(List<Payload> payloads) {
    if (payloads.stream().anyMatch(payload -> SealedCodec.isSealed(payload.type()))) {
      throw new IllegalArgumentException("an encrypted payload does not go inside of another");
    }
    Writer out = new Writer();
    PayloadChain.write(out, payloads, PayloadType.NONE);
    return out.toBytes();
  }

  /** The type of the first payload, {@link PayloadType#NONE} for an empty list. */
  public static PayloadType firstType(List<Payload> payloads) {
    return payloads.isEmpty() ? PayloadType.NONE : payloads.getFirst().type();
  }

  /**
   * Header, payloads in the clear and generic header of SK, with the lengths they have in the
   * finished message: the associated data of an AEAD (RFC 5282 section 5.1) and the start of what
   * an integrity algorithm covers.
   *
   * @param sealedLength octets of IV, ciphertext and ICV together
   */
  public Bytes encodeBeforeSealed(
      MessageHeader header, List<Payload> clear, PayloadType firstInner, int sealedLength) {
    Writer out = beforeSealed(header, clear, PayloadType.SK);
    PayloadChain.writeHeader(out, firstInner, sealedLength);
    HeaderCodec.patchLength(out, out.length() + sealedLength);
    return out.toBytes();
  }

  /**
   * The same for one fragment, up to and including Total Fragments (RFC 7383 section 2.5).
   *
   * @param firstInner the first inner payload in fragment 1, {@link PayloadType#NONE} in others
   * @param fragment from 1 to {@code total}
   * @param sealedLength octets of IV, ciphertext and ICV together
   */
  public Bytes encodeBeforeSealedFragment(
      MessageHeader header,
      List<Payload> clear,
      PayloadType firstInner,
      int fragment,
      int total,
      int sealedLength) {
    Writer out = beforeSealed(header, clear, PayloadType.SKF);
    PayloadChain.writeHeader(out, firstInner, SealedCodec.FRAGMENT_FIELDS + sealedLength);
    out.u16(fragment).u16(total);
    HeaderCodec.patchLength(out, out.length() + sealedLength);
    return out.toBytes();
  }

  private static Writer beforeSealed(MessageHeader header, List<Payload> clear, PayloadType seal) {
    Writer out = new Writer();
    HeaderCodec.write(out, header, clear.isEmpty() ? seal : firstType(clear));
    PayloadChain.write(out, clear, seal);
    return out;
  }

  /**
   * The octets of a received message before the body of its SK or SKF payload.
   *
   * @param datagram the message that {@link #decode} accepted
   * @param sealed its last payload
   * @throws IllegalArgumentException if {@code sealed} is neither SK nor SKF
   */
  public static Bytes associatedData(Bytes datagram, Payload sealed) {
    return datagram.slice(0, datagram.length() - SealedCodec.data(sealed).length());
  }
}
