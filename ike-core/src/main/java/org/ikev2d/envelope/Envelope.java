package org.ikev2d.envelope;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.codec.Chain;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.codec.Problem;
import org.ikev2d.crypto.Crypto.CipherSpec;
import org.ikev2d.crypto.IkeKeys;
import org.ikev2d.crypto.PayloadCipher;
import org.ikev2d.envelope.Opened.Broken;
import org.ikev2d.envelope.Opened.NotAuthentic;
import org.ikev2d.payload.EncryptedFragmentPayload;
import org.ikev2d.payload.EncryptedPayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.payload.Payload;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.PayloadType;

/**
 * Seals and opens the messages of one IKE SA with its keys, in fragments where wanted.
 *
 * <p>It knows no states: the caller sees to Message IDs, windows and retransmissions before it has
 * a message opened, and drops SKF where fragmentation was not agreed on. Not safe for concurrent
 * use: it belongs to the owner of its SA.
 */
public final class Envelope implements AutoCloseable {
  /** Fragment numbers have 16 bits. */
  private static final int MAX_FRAGMENTS = 65_535;

  private final MessageCodec codec;
  private final PayloadCipher outgoing;
  private final PayloadCipher incoming;
  private final Reassembly requests;
  private final Reassembly responses;

  Envelope(
      MessageCodec codec, PayloadCipher outgoing, PayloadCipher incoming, FragmentLimits limits) {
    this.codec = codec;
    this.outgoing = outgoing;
    this.incoming = incoming;
    requests = new Reassembly(limits);
    responses = new Reassembly(limits);
  }

  /** With the usual limits of reassembly. */
  public static Envelope of(
      CipherSpec spec, IkeKeys keys, boolean weAreInitiator, MessageCodec codec) {
    return of(spec, keys, weAreInitiator, codec, FragmentLimits.DEFAULT);
  }

  /**
   * The keys are copied.
   *
   * @param weAreInitiator whether we are the original initiator of the IKE SA (RFC 7296 section
   *     2.14: SK_ei and SK_ai protect what that one sends)
   */
  public static Envelope of(
      CipherSpec spec,
      IkeKeys keys,
      boolean weAreInitiator,
      MessageCodec codec,
      FragmentLimits limits) {
    PayloadCipher initiators = spec.key(keys.skEi(), keys.skAi());
    PayloadCipher responders = spec.key(keys.skEr(), keys.skAr());
    return weAreInitiator
        ? new Envelope(codec, initiators, responders, limits)
        : new Envelope(codec, responders, initiators, limits);
  }

  /**
   * A message with these payloads inside of SK and none outside.
   *
   * @throws IllegalArgumentException if the payloads are more than the format can hold
   */
  public Bytes seal(MessageHeader header, List<Payload> inner, SecureRandom random) {
    return sealWhole(header, inner, codec.encodePayloads(inner), random);
  }

  private Bytes sealWhole(
      MessageHeader header, List<Payload> inner, Bytes plaintext, SecureRandom random) {
    Bytes start =
        codec.encodeBeforeSealed(
            header, List.of(), MessageCodec.firstType(inner), sealedLength(plaintext.length()));
    return close(start, plaintext, random);
  }

  private Bytes close(Bytes start, Bytes plaintext, SecureRandom random) {
    byte[] padded = Padding.pad(plaintext, outgoing.blockSize());
    return Bytes.concat(start, Bytes.wrap(outgoing.seal(start.toArray(), padded, random)));
  }

  private int sealedLength(int plaintextLength) {
    return outgoing.ivLength()
        + Padding.paddedLength(plaintextLength, outgoing.blockSize())
        + outgoing.icvLength();
  }

  /**
   * The same in as many SKF messages as needed (RFC 7383 section 2.5), or in one SK message if that
   * fits. Called again for the same message with a smaller size it divides it anew.
   *
   * @param maxDatagram octets of the largest IKE message wanted, header included and non-ESP marker
   *     not
   * @throws IllegalArgumentException if a fragment of that size has room for no content, or if
   *     there were more than 65535
   */
  public List<Bytes> sealFragments(
      MessageHeader header, List<Payload> inner, int maxDatagram, SecureRandom random) {
    Bytes plaintext = codec.encodePayloads(inner);
    PayloadType first = MessageCodec.firstType(inner);
    int start = codec.encodeBeforeSealed(header, List.of(), first, 0).length();
    if (start + sealedLength(plaintext.length()) <= maxDatagram) {
      return List.of(sealWhole(header, inner, plaintext, random));
    }
    int room = roomInFragment(header, maxDatagram);
    int total = (plaintext.length() + room - 1) / room;
    if (total > MAX_FRAGMENTS) {
      throw new IllegalArgumentException(total + " fragments of " + maxDatagram + " octets");
    }
    List<Bytes> fragments = new ArrayList<>(total);
    for (int number = 1; number <= total; number++) {
      int from = (number - 1) * room;
      Bytes part = plaintext.slice(from, Math.min(from + room, plaintext.length()));
      PayloadType next = number == 1 ? first : PayloadType.NONE;
      fragments.add(sealFragment(header, next, number, total, part, random));
    }
    return List.copyOf(fragments);
  }

  private Bytes sealFragment(
      MessageHeader header,
      PayloadType next,
      int number,
      int total,
      Bytes part,
      SecureRandom random) {
    Bytes start =
        codec.encodeBeforeSealedFragment(
            header, List.of(), next, number, total, sealedLength(part.length()));
    return close(start, part, random);
  }

  /** Octets of content in a fragment of that size: whole blocks less the pad length octet. */
  private int roomInFragment(MessageHeader header, int maxDatagram) {
    int start =
        codec.encodeBeforeSealedFragment(header, List.of(), PayloadType.NONE, 1, 1, 0).length();
    int forBlocks = maxDatagram - start - outgoing.ivLength() - outgoing.icvLength();
    int room = forBlocks / outgoing.blockSize() * outgoing.blockSize() - 1;
    if (room < 1) {
      throw new IllegalArgumentException(
          "a fragment of " + maxDatagram + " octets has no room for content");
    }
    return room;
  }

  /**
   * What IKE_INTERMEDIATE authenticates of a message that we send: IntAuth_A | IntAuth_P (RFC 9242
   * section 3.3.2). It is the same for SK and for SKF of any size.
   */
  public Bytes intAuthOctets(MessageHeader header, List<Payload> inner) {
    return intAuthOctets(header, List.of(), inner, codec.encodePayloads(inner));
  }

  /**
   * The same of a message that we have received.
   *
   * @param outer the message that {@link #open} has opened; for a message in fragments any of them,
   *     as nothing but the encrypted payload is allowed there
   */
  public Bytes intAuthOctets(Message outer, Opened.Payloads opened) {
    List<Payload> clear = outer.payloads().subList(0, outer.payloads().size() - 1);
    return intAuthOctets(outer.header(), clear, opened.payloads(), opened.plaintext());
  }

  /** Both lengths are as if IV, padding, pad length and ICV were not there. */
  private Bytes intAuthOctets(
      MessageHeader header, List<Payload> clear, List<Payload> inner, Bytes plaintext) {
    PayloadType first = MessageCodec.firstType(inner);
    Bytes start = codec.encodeBeforeSealed(header, clear, first, plaintext.length());
    return Bytes.concat(start, plaintext);
  }

  /**
   * Opens a message from the peer.
   *
   * @param datagram the octets that {@code outer} was decoded from
   */
  public Opened open(Bytes datagram, Message outer) {
    List<Payload> payloads = outer.payloads();
    if (payloads.isEmpty()) {
      return new NotAuthentic("the message has no payload");
    }
    MessageHeader header = outer.header();
    Reassembly reassembly = header.response() ? responses : requests;
    Payload last = payloads.getLast();
    if (last instanceof EncryptedPayload sealed) {
      return openWhole(datagram, header.messageId(), sealed, reassembly);
    }
    if (last instanceof EncryptedFragmentPayload fragment) {
      Optional<Opened> verdict = reassembly.screen(header.messageId(), fragment);
      return verdict.isPresent()
          ? verdict.get()
          : openFragment(datagram, header, fragment, reassembly);
    }
    return new NotAuthentic("the message is not encrypted");
  }

  private Opened openWhole(Bytes datagram, int id, EncryptedPayload sealed, Reassembly reassembly) {
    Optional<byte[]> padded = decrypt(datagram, sealed, sealed.data());
    if (padded.isEmpty()) {
      return notAuthentic();
    }
    Optional<Bytes> plaintext = Padding.strip(padded.get());
    if (plaintext.isEmpty()) {
      return badPadding("SK", padded.get());
    }
    reassembly.forget(id);
    return parse(sealed.firstInner(), plaintext.get());
  }

  private Opened openFragment(
      Bytes datagram,
      MessageHeader header,
      EncryptedFragmentPayload fragment,
      Reassembly reassembly) {
    Optional<byte[]> padded = decrypt(datagram, fragment, fragment.data());
    if (padded.isEmpty()) {
      return notAuthentic();
    }
    Optional<Bytes> part = Padding.strip(padded.get());
    if (part.isEmpty()) {
      return badPadding("SKF", padded.get());
    }
    Optional<Reassembly.Whole> whole = reassembly.add(header.messageId(), fragment, part.get());
    return whole.isPresent()
        ? parse(whole.get().firstInner(), whole.get().plaintext())
        : reassembly.pending(header.messageId());
  }

  /** Whether the peer sent this message or fragment, which is neither read nor remembered. */
  public boolean isAuthentic(Bytes datagram, Message outer) {
    Payload last = outer.payloads().getLast();
    return last instanceof EncryptedPayload whole
            && decrypt(datagram, whole, whole.data()).isPresent()
        || last instanceof EncryptedFragmentPayload part
            && decrypt(datagram, part, part.data()).isPresent();
  }

  private Optional<byte[]> decrypt(Bytes datagram, Payload sealed, Bytes data) {
    byte[] associated = MessageCodec.associatedData(datagram, sealed).toArray();
    return incoming.open(associated, data.toArray());
  }

  private static Opened notAuthentic() {
    return new NotAuthentic("the integrity check value does not verify");
  }

  private static Opened badPadding(String where, byte[] padded) {
    int padLength = padded[padded.length - 1] & 0xff;
    return new Broken(
        new Problem(
            Problem.Kind.LENGTH_MISMATCH,
            where,
            "pad length " + padLength + " in a plaintext of " + padded.length + " octets"));
  }

  private Opened parse(PayloadType first, Bytes plaintext) {
    return switch (codec.decodePayloads(first, plaintext)) {
      case Chain.Parsed parsed -> new Opened.Payloads(parsed.payloads(), plaintext);
      case Chain.Broken broken -> new Broken(broken.problem());
    };
  }

  /** Octets of the fragments that wait for others. */
  public int fragmentOctets() {
    return requests.octets() + responses.octets();
  }

  /** Forgets all fragments: their sender has given them up. */
  public void forgetFragments() {
    requests.clear();
    responses.clear();
  }

  @Override
  public void close() {
    outgoing.close();
    incoming.close();
    forgetFragments();
  }
}
