package org.ikev2d.adversary;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ikev2d.crypto.jdk.JdkCrypto;
import org.ikev2d.payload.KePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.Proposal;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.payload.Transform;
import org.ikev2d.payload.TsPayload;
import org.ikev2d.port.IkeXform;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sim.Rules;
import org.ikev2d.sim.SeededRandom;
import org.ikev2d.sim.SimPolicy;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.ProtocolId;
import org.ikev2d.wire.TransformType;

/** What a peer with additional key exchanges says on an established IKE SA (RFC 9370). */
final class FollowUpPeer {
  static final GroupId GROUP = GroupId.CURVE25519;
  static final GroupId SECOND = GroupId.ECP_256;
  static final Bytes LINK = Bytes.of(1, 2, 3, 4);
  private static final List<GroupId> THIRD = List.of(SECOND, GroupId.ECP_384);

  private final JdkCrypto crypto = new JdkCrypto();
  private final SeededRandom random = new SeededRandom(11);

  /** A victim that wants one more key exchange for CHILD SAs, or two, and takes it for IKE SAs. */
  static SimPolicy wanting(boolean two) {
    return policy(List.of(GROUP), two ? THIRD : List.of(SECOND));
  }

  /** A victim that wants no key exchange for CHILD SAs and takes what the peer wants. */
  static SimPolicy taking() {
    return policy(List.of(), List.of());
  }

  private static SimPolicy policy(List<GroupId> pfs, List<GroupId> child) {
    IkeXform single = Rules.AES_SHA256_X25519;
    IkeXform more = single.withAdditional(List.of(SECOND));
    SimPolicy usual = Scene.policy(pfs.isEmpty() ? single : more, single, more);
    PeerRule rule = usual.rules().getFirst();
    return new SimPolicy(
        List.of(
            new PeerRule(
                rule.label(),
                rule.local(),
                rule.remote(),
                rule.localId(),
                rule.remoteIds(),
                rule.localAuth(),
                rule.remoteAuth(),
                rule.xforms(),
                pfs,
                rule.childLifetime(),
                child)),
        usual.policies(),
        usual.key());
  }

  /** A fresh public value. */
  KePayload value(GroupId group) {
    return new KePayload(
        group, crypto.keyExchange(group).orElseThrow().initiate(random).publicValue());
  }

  private static NoncePayload nonce(int octet) {
    byte[] octets = new byte[32];
    octets[0] = (byte) octet;
    octets[31] = 1;
    return new NoncePayload(Bytes.wrap(octets));
  }

  private static Proposal with(Proposal plain, GroupId... groups) {
    List<Transform> transforms = new ArrayList<>(plain.transforms());
    for (int i = 0; i < groups.length; i++) {
      transforms.add(i == 0 ? Transform.ke(groups[i]) : Transform.additional(i, groups[i]));
    }
    return new Proposal(plain.number(), plain.protocol(), plain.spi(), transforms);
  }

  /** A request for one more CHILD SA, with one more key exchange to come. */
  List<Payload> newChild(int spi, int nonce) {
    List<Payload> all = new ArrayList<>(Session.child(Scene.ADVERSARY, Scene.VICTIM, spi));
    all.set(0, new SaPayload(List.of(with(Session.espProposal(spi), GROUP, SECOND))));
    all.add(1, nonce(nonce));
    all.add(2, value(GROUP));
    return all;
  }

  /** The same in the place of another. */
  List<Payload> rekey(int of, int spi, int nonce) {
    List<Payload> all = newChild(spi, nonce);
    all.add(NotifyPayload.about(NotifyType.REKEY_SA, ProtocolId.ESP, new ChildSpi(of)));
    return all;
  }

  /** A request to replace the IKE SA, with one more key exchange to come. */
  List<Payload> rekeyOfIkeSa(int nonce) {
    Proposal plain = Adversary.ikeProposal(1).withSpi(Bytes.ofHex("0102030405060708"));
    List<Transform> transforms = new ArrayList<>(plain.transforms());
    transforms.add(Transform.additional(1, SECOND));
    return List.of(
        new SaPayload(List.of(new Proposal(1, plain.protocol(), plain.spi(), transforms))),
        nonce(nonce),
        value(GROUP));
  }

  /** The answer to a request of the victim, which makes it go on. */
  List<Payload> answer(Message request, Bytes spi, int nonce) {
    Proposal offered = request.first(SaPayload.class).orElseThrow().proposals().getFirst();
    List<Payload> all = new ArrayList<>();
    Map<TransformType, Transform> picked = new LinkedHashMap<>();
    offered.transforms().forEach(t -> picked.putIfAbsent(t.type(), t));
    Proposal chosen =
        new Proposal(offered.number(), offered.protocol(), spi, List.copyOf(picked.values()));
    all.add(new SaPayload(List.of(chosen)));
    all.add(nonce(nonce));
    all.add(value(GROUP));
    request.payloads().stream().filter(p -> p instanceof TsPayload).forEach(all::add);
    if (request.hasNotify(NotifyType.USE_TRANSPORT_MODE)) {
      all.add(NotifyPayload.of(NotifyType.USE_TRANSPORT_MODE));
    }
    all.add(link());
    return all;
  }

  static NotifyPayload link() {
    return NotifyPayload.of(NotifyType.ADDITIONAL_KEY_EXCHANGE, LINK);
  }

  /** The answer to a request without a key exchange. */
  static List<Payload> plainAnswer(int spi, int nonce) {
    List<Payload> all = new ArrayList<>(Session.child(Scene.VICTIM, Scene.ADVERSARY, spi));
    all.add(1, nonce(nonce));
    return all;
  }

  /** A request to replace a CHILD SA without a key exchange. */
  static List<Payload> plainRekey(int of, int spi) {
    List<Payload> all = new ArrayList<>(Session.child(Scene.ADVERSARY, Scene.VICTIM, spi));
    all.add(1, nonce(0x80));
    all.add(NotifyPayload.about(NotifyType.REKEY_SA, ProtocolId.ESP, new ChildSpi(of)));
    return all;
  }

  /** What goes on with what the victim has answered. */
  List<Payload> followUp(Message answer) {
    NotifyPayload link =
        answer.notifies(NotifyType.ADDITIONAL_KEY_EXCHANGE).findFirst().orElseThrow();
    return List.of(value(SECOND), link);
  }

  /** A public value that is none. */
  static List<Payload> nonsense() {
    return List.of(new KePayload(SECOND, Bytes.wrap(new byte[64])));
  }
}
