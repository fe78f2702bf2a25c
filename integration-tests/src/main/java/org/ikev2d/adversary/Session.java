package org.ikev2d.adversary;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.ikev2d.auth.NullMic;
import org.ikev2d.auth.SharedKeyMic;
import org.ikev2d.auth.SignedOctets;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.crypto.Crypto.CipherSpec;
import org.ikev2d.crypto.IkeKeys;
import org.ikev2d.crypto.KeyDerivation;
import org.ikev2d.crypto.Prf;
import org.ikev2d.crypto.Secret;
import org.ikev2d.envelope.Envelope;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.payload.IdPayload;
import org.ikev2d.payload.Identity;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.Proposal;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.payload.Transform;
import org.ikev2d.payload.TsPayload;
import org.ikev2d.sim.Rules;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PayloadType;
import org.ikev2d.wire.PrfId;
import org.ikev2d.wire.ProtocolId;
import org.ikev2d.wire.SnId;

/** The adversary's side of an IKE SA with keys: whatever it says is authentic. */
public final class Session {
  private final Wire wire;
  private final SecureRandom random;
  private final Side own;
  private final Side peer;
  private final Prf prf;
  private final IkeKeys keys;
  private final Envelope envelope;
  private final List<Bytes> held = new ArrayList<>();

  /** What one side has put into IKE_SA_INIT. */
  record Side(boolean initiator, IkeSpi spi, Bytes nonce, Bytes init) {}

  private Session(
      Wire wire, SecureRandom random, Side own, Side peer, Prf prf, IkeKeys keys, Envelope e) {
    this.wire = wire;
    this.random = random;
    this.own = own;
    this.peer = peer;
    this.prf = prf;
    this.keys = keys;
    this.envelope = e;
  }

  static Session of(
      Wire wire, Crypto crypto, SecureRandom random, Side own, Side peer, Secret shared) {
    Prf prf = crypto.prf(PrfId.HMAC_SHA2_256).orElseThrow();
    CipherSpec spec = crypto.cipher(EncrId.AES_CBC, 256, IntegId.HMAC_SHA2_256_128).orElseThrow();
    Side first = own.initiator() ? own : peer;
    Side second = own.initiator() ? peer : own;
    IkeKeys keys =
        KeyDerivation.ikeKeys(
            prf, spec, shared, first.nonce(), second.nonce(), first.spi(), second.spi());
    Envelope envelope = Envelope.of(spec, keys, own.initiator(), Adversary.CODEC);
    return new Session(wire, random, own, peer, prf, keys, envelope);
  }

  void hold(List<Bytes> datagrams) {
    held.addAll(datagrams);
  }

  public IkeSpi peerSpi() {
    return peer.spi();
  }

  /** A header from us to the victim. */
  public MessageHeader header(ExchangeType exchange, boolean response, int messageId) {
    IkeSpi first = own.initiator() ? own.spi() : peer.spi();
    IkeSpi second = own.initiator() ? peer.spi() : own.spi();
    return MessageHeader.of(first, second, exchange, own.initiator(), response, messageId);
  }

  /** A protected message. */
  public Bytes seal(MessageHeader header, List<Payload> inner) {
    return envelope.seal(header, inner, random);
  }

  /** The same in fragments of that many octets. */
  public List<Bytes> fragments(MessageHeader header, List<Payload> inner, int octets) {
    return envelope.sealFragments(header, inner, octets, random);
  }

  /** Sends a request; answers with what came back, opened. */
  public List<Message> ask(ExchangeType exchange, int messageId, List<Payload> inner) {
    return send(seal(header(exchange, false, messageId), inner));
  }

  /** Sends an answer; answers with what came back to that, opened. */
  public List<Message> answer(ExchangeType exchange, int messageId, List<Payload> inner) {
    return send(seal(header(exchange, true, messageId), inner));
  }

  /** Sends octets; answers with what came back, opened where it was protected. */
  public List<Message> send(Bytes datagram) {
    wire.send(datagram);
    return receive();
  }

  /** What has come since, opened where it was protected. */
  public List<Message> receive() {
    List<Bytes> datagrams = new ArrayList<>(held);
    held.clear();
    datagrams.addAll(wire.receive());
    return datagrams.stream().map(this::open).toList();
  }

  private Message open(Bytes datagram) {
    Message outer = Adversary.read(datagram);
    return Adversary.isSealed(outer)
        ? Adversary.opened(envelope.open(datagram, outer), outer)
        : outer;
  }

  /** IDi or IDr with AUTH for it. */
  public List<Payload> proof(String address, String key) {
    Identity identity = Identity.ofAddress(Rules.address(address));
    return proof(identity.toPayload(own.initiator() ? PayloadType.IDI : PayloadType.IDR), key);
  }

  /** That identity with AUTH for it. */
  public List<Payload> proof(IdPayload id, String key) {
    return List.of(id, auth(id, key));
  }

  /** That identity with AUTH that proves nothing (RFC 7619). */
  public List<Payload> noProof(IdPayload id) {
    Secret skP = own.initiator() ? keys.skPi() : keys.skPr();
    return List.of(id, NullMic.sign(prf, skP, signedOctets(id)));
  }

  private AuthPayload auth(IdPayload id, String key) {
    return SharedKeyMic.sign(prf, Secret.ofPublic(Bytes.ofText(key)), signedOctets(id));
  }

  /** What an AUTH payload of ours is computed over. */
  public byte[] signedOctets(IdPayload id) {
    Secret skP = own.initiator() ? keys.skPi() : keys.skPr();
    return SignedOctets.of(prf, own.init(), peer.nonce(), id, skP);
  }

  /** Whether the victim's message has a right proof of the identity in it. */
  public boolean isProved(Message message, String key) {
    IdPayload id = message.first(IdPayload.class).orElseThrow();
    Secret skP = own.initiator() ? keys.skPr() : keys.skPi();
    byte[] octets = SignedOctets.of(prf, peer.init(), own.nonce(), id, skP);
    return SharedKeyMic.verify(
        prf,
        Secret.ofPublic(Bytes.ofText(key)),
        octets,
        message.first(AuthPayload.class).orElseThrow());
  }

  /** SA, TSi and TSr for transport mode between two hosts, as they should be. */
  public static List<Payload> child(String initiator, String responder, int spi) {
    return List.of(
        new SaPayload(List.of(espProposal(spi))),
        selectors(PayloadType.TSI, Rules.host(initiator)),
        selectors(PayloadType.TSR, Rules.host(responder)),
        NotifyPayload.of(NotifyType.USE_TRANSPORT_MODE));
  }

  /** The one proposal for a CHILD SA that this peer makes and takes. */
  public static Proposal espProposal(int spi) {
    return new Proposal(
        1,
        ProtocolId.ESP,
        Bytes.ofInt(spi),
        List.of(
            Transform.encr(EncrId.AES_CBC, 256),
            Transform.integ(IntegId.HMAC_SHA2_512_256),
            Transform.sn(SnId.NO_ESN)));
  }

  public static TsPayload selectors(PayloadType side, AddressSelector... selectors) {
    return new TsPayload(side, List.of(selectors));
  }

  /** An IKE_AUTH request as it should be. */
  public List<Message> authenticate(String own, String victim, String key, int spi) {
    List<Payload> all = new ArrayList<>(proof(own, key));
    all.addAll(child(own, victim, spi));
    return ask(ExchangeType.IKE_AUTH, 1, all);
  }
}
