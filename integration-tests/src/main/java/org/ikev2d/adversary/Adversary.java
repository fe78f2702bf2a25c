package org.ikev2d.adversary;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.codec.Decoded;
import org.ikev2d.codec.Limits;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.crypto.KeyExchangeMethod.Agreement;
import org.ikev2d.crypto.KeyExchangeMethod.Initiation;
import org.ikev2d.crypto.jdk.JdkCrypto;
import org.ikev2d.envelope.Opened;
import org.ikev2d.payload.EncryptedFragmentPayload;
import org.ikev2d.payload.EncryptedPayload;
import org.ikev2d.payload.KePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.Proposal;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.payload.Transform;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PrfId;
import org.ikev2d.wire.ProtocolId;

/**
 * A peer driven by hand: it sends what it is told, when it is told, and answers nothing by itself.
 * It speaks AES-CBC-256 with HMAC-SHA2-256 over X25519.
 */
public final class Adversary {
  static final GroupId GROUP = GroupId.CURVE25519;
  static final MessageCodec CODEC = new MessageCodec(Limits.DEFAULT);

  private final JdkCrypto crypto = new JdkCrypto();
  private final Wire wire;
  private final SecureRandom random;
  private final boolean initiator;
  private final Initiation keyExchange;
  private final Bytes nonce;
  private final IkeSpi spi;
  private Bytes ownInit = Bytes.EMPTY;
  private Optional<Session> session = Optional.empty();

  private Adversary(Wire wire, SecureRandom random, boolean initiator) {
    this.wire = wire;
    this.random = random;
    this.initiator = initiator;
    keyExchange = crypto.keyExchange(GROUP).orElseThrow().initiate(random);
    byte[] octets = new byte[32];
    random.nextBytes(octets);
    nonce = Bytes.wrap(octets);
    spi = new IkeSpi(random.nextLong());
  }

  /** One that starts IKE SAs. */
  public static Adversary initiator(Wire wire, SecureRandom random) {
    return new Adversary(wire, random, true);
  }

  /** One that waits for its victim to start. */
  public static Adversary responder(Wire wire, SecureRandom random) {
    return new Adversary(wire, random, false);
  }

  public IkeSpi spi() {
    return spi;
  }

  /** What both sides have, once they have it. */
  public Session session() {
    return session.orElseThrow();
  }

  /** SA, KE and Ni, or Nr, as they should be. */
  public List<Payload> initPayloads() {
    return List.of(
        new SaPayload(List.of(ikeProposal(1))),
        new KePayload(GROUP, keyExchange.publicValue()),
        new NoncePayload(nonce));
  }

  /** The one proposal for an IKE SA that this peer makes and takes. */
  public static Proposal ikeProposal(int number) {
    return new Proposal(
        number,
        ProtocolId.IKE,
        Bytes.EMPTY,
        List.of(
            Transform.encr(EncrId.AES_CBC, 256),
            Transform.prf(PrfId.HMAC_SHA2_256),
            Transform.integ(IntegId.HMAC_SHA2_256_128),
            Transform.ke(GROUP)));
  }

  /** The header of an IKE_SA_INIT request. */
  public MessageHeader initHeader() {
    return MessageHeader.of(spi, IkeSpi.NONE, ExchangeType.IKE_SA_INIT, true, false, 0);
  }

  /** Sends octets as they are; answers with what came back. */
  public List<Bytes> raw(Bytes datagram) {
    wire.send(datagram);
    return wire.receive();
  }

  /** An IKE_SA_INIT request; answers with what came back, read. */
  public List<Message> init(List<Payload> payloads) {
    ownInit = CODEC.encode(new Message(initHeader(), payloads));
    return raw(ownInit).stream().map(Adversary::read).toList();
  }

  /** An IKE_SA_INIT exchange as it should be, after which there are keys. */
  public Session open(Payload... more) {
    List<Payload> payloads = new ArrayList<>(initPayloads());
    payloads.addAll(List.of(more));
    return openWith(payloads);
  }

  /** The same with these payloads. */
  public Session openWith(List<Payload> payloads) {
    init(payloads);
    // Asked for once more, so that the octets of the answer are there and not its content alone.
    Bytes answer = raw(ownInit).getFirst();
    return agree(read(answer), answer, List.of());
  }

  /** The victim's IKE_SA_INIT request that has come; it repeats it until it is answered. */
  public Bytes awaitInit() {
    return wire.receive().getLast();
  }

  /**
   * Answers an IKE_SA_INIT request.
   *
   * @return what came back to it
   */
  public List<Bytes> answerInit(Bytes request, List<Payload> payloads) {
    return raw(encodeAnswer(request, payloads));
  }

  /** Answers it as it should be, after which there are keys; what came back is in the session. */
  public Session accept(Bytes request) {
    ownInit = encodeAnswer(request, initPayloads());
    return agree(read(request), request, raw(ownInit));
  }

  private Bytes encodeAnswer(Bytes request, List<Payload> payloads) {
    MessageHeader header =
        MessageHeader.of(
            read(request).header().initiatorSpi(), spi, ExchangeType.IKE_SA_INIT, false, true, 0);
    return CODEC.encode(new Message(header, payloads));
  }

  private Session agree(Message theirs, Bytes theirInit, List<Bytes> waiting) {
    KePayload ke = theirs.first(KePayload.class).orElseThrow();
    Bytes theirNonce = theirs.first(NoncePayload.class).orElseThrow().nonce();
    if (!(keyExchange.finish(ke.data()) instanceof Agreement.Agreed agreed)) {
      throw new IllegalStateException("the victim's public value is refused");
    }
    Session made =
        Session.of(
            wire,
            crypto,
            random,
            new Session.Side(initiator, spi, nonce, ownInit),
            new Session.Side(
                !initiator,
                initiator ? theirs.header().responderSpi() : theirs.header().initiatorSpi(),
                theirNonce,
                theirInit),
            agreed.shared());
    made.hold(waiting);
    session = Optional.of(made);
    return made;
  }

  /** A message that is not protected, as octets. */
  public static Bytes encode(Message message) {
    return CODEC.encode(message);
  }

  /** Reads a message whose inside stays closed. */
  public static Message read(Bytes datagram) {
    return switch (CODEC.decode(datagram)) {
      case Decoded.Complete complete -> complete.message();
      case Decoded.Malformed malformed ->
          throw new IllegalStateException("the victim sent " + malformed.problem());
    };
  }

  /** Opens a message of the victim. */
  static Message opened(Opened opened, Message outer) {
    return switch (opened) {
      case Opened.Payloads payloads -> new Message(outer.header(), payloads.payloads());
      case Opened.FragmentPending pending -> outer;
      case Opened.NotAuthentic not -> throw new IllegalStateException(not.why());
      case Opened.Broken broken -> throw new IllegalStateException(broken.problem().toString());
    };
  }

  static boolean isSealed(Message outer) {
    return !outer.payloads().isEmpty()
        && (outer.payloads().getLast() instanceof EncryptedPayload
            || outer.payloads().getLast() instanceof EncryptedFragmentPayload);
  }
}
