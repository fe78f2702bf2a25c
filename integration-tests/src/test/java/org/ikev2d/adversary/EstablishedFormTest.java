package org.ikev2d.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.payload.DeletePayload;
import org.ikev2d.payload.KePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.Proposal;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.payload.Transform;
import org.ikev2d.payload.UnknownPayload;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sim.Rules;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PayloadType;
import org.ikev2d.wire.ProtocolId;
import org.ikev2d.wire.TransformType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the victim asks of an established peer, and how it takes the answers. */
class EstablishedFormTest {
  private static final ExchangeType CREATE = ExchangeType.CREATE_CHILD_SA;
  private static final ExchangeType INFORMATIONAL = ExchangeType.INFORMATIONAL;

  private final Scene scene = new Scene();
  private final Session session = scene.established();

  private ChildSa child() {
    return scene.victim.ikeSas().getFirst().sa().children().all().getFirst();
  }

  private CompletableFuture<CommandOutcome> rekeyChild() {
    return scene.victim.endpoint().rekeyChild(child().inbound());
  }

  private CompletableFuture<CommandOutcome> rekeyIke() {
    return scene.victim.endpoint().rekeyIke(session.peerSpi());
  }

  private Message onlyRequest() {
    List<Message> asked = session.receive();
    assertThat(asked).hasSize(1);
    return asked.getFirst();
  }

  private static List<PayloadType> types(Message message) {
    return message.payloads().stream()
        .map(Payload::type)
        .filter(t -> !t.equals(PayloadType.NOTIFY))
        .toList();
  }

  private static List<Payload> newChild(String initiator, String responder, int spi) {
    List<Payload> all = new ArrayList<>(Session.child(initiator, responder, spi));
    all.add(1, new NoncePayload(Bytes.wrap(new byte[32])));
    return all;
  }

  @Test
  @Tag("R7296-2.8-2")
  @Tag("R7296-2.8-3")
  @Tag("R7296-2.9-1")
  @Tag("R7296-1.3.1-1")
  @Tag("R7296-1.3-1")
  @Tag("R7296-2.2-2")
  void aRekeyOfAChildSaNamesTheOldOneAndAsksForTheSame() {
    ChildSa old = child();
    CompletableFuture<CommandOutcome> outcome = rekeyChild();
    Message request = onlyRequest();

    assertThat(request.header().messageId()).as("the first request of a responder").isZero();
    assertThat(types(request))
        .as("no KE without a group")
        .containsExactly(PayloadType.SA, PayloadType.NONCE, PayloadType.TSI, PayloadType.TSR);
    NotifyPayload rekey = request.notifies(NotifyType.REKEY_SA).findFirst().orElseThrow();
    assertThat(rekey.protocol()).isEqualTo(ProtocolId.ESP);
    assertThat(rekey.spi()).isEqualTo(old.spi().toBytes());
    assertThat(request.hasNotify(NotifyType.USE_TRANSPORT_MODE)).isTrue();
    assertThat(request.payloads())
        .contains(
            Session.selectors(PayloadType.TSI, Rules.host(Scene.VICTIM)),
            Session.selectors(PayloadType.TSR, Rules.host(Scene.ADVERSARY)));
    Proposal offered = request.first(SaPayload.class).orElseThrow().proposals().getFirst();
    assertThat(offered.transforms()).containsAll(Session.espProposal(1).transforms());
    assertThat(offered.spi()).isNotEqualTo(old.spi().toBytes());

    List<Message> next =
        session.answer(CREATE, 0, newChild(Scene.VICTIM, Scene.ADVERSARY, Scene.SPI + 1));
    assertThat(outcome).isCompletedWithValue(new CommandOutcome.Done());
    assertThat(next).hasSize(1);
    assertThat(next.getFirst().header().messageId()).isEqualTo(1);
    assertThat(next.getFirst().payloads())
        .containsExactly(new DeletePayload(ProtocolId.ESP, List.of(old.spi())));
    scene.assertNothingLeaks();
  }

  @Test
  @Tag("R7296-1.3-1")
  void aGroupInTheRuleBringsAKeyExchange() {
    scene.victim.replace(
        new org.ikev2d.sim.SimPolicy(
            List.of(
                Rules.withPfs(
                    Rules.rule("pfs", Scene.VICTIM, Scene.ADVERSARY, Rules.AES_SHA256_X25519),
                    GroupId.ECP_256)),
            List.of(Rules.transport("hosts", Scene.VICTIM, Scene.ADVERSARY, Rules.ESP_AES_SHA512)),
            Scene.KEY));
    Session other = scene.initiator().open();
    other.authenticate(Scene.ADVERSARY, Scene.VICTIM, Scene.KEY, Scene.SPI + 9);
    List<Payload> without = newChild(Scene.ADVERSARY, Scene.VICTIM, Scene.SPI + 10);
    assertThat(Scene.notifies(other.ask(CREATE, 2, without)))
        .containsExactly(NotifyType.NO_PROPOSAL_CHOSEN);

    Proposal withGroup =
        new Proposal(
            1,
            ProtocolId.ESP,
            Bytes.ofInt(Scene.SPI + 10),
            List.of(
                Transform.encr(EncrId.AES_CBC, 256),
                Transform.integ(org.ikev2d.wire.IntegId.HMAC_SHA2_512_256),
                Transform.ke(GroupId.ECP_256),
                Transform.sn(org.ikev2d.wire.SnId.NO_ESN)));
    List<Payload> with = new ArrayList<>(without);
    with.set(0, new SaPayload(List.of(withGroup)));
    List<Message> wanted = other.ask(CREATE, 3, with);
    NotifyPayload group = wanted.getFirst().all(NotifyPayload.class).findFirst().orElseThrow();
    assertThat(group.kind()).isEqualTo(NotifyType.INVALID_KE_PAYLOAD);
    assertThat(group.data()).isEqualTo(Bytes.ofShort(GroupId.ECP_256.code()));
  }

  @Test
  @Tag("R7296-1.3-1")
  void aValueWithoutAGroupIsIgnored() {
    List<Payload> request = newChild(Scene.ADVERSARY, Scene.VICTIM, Scene.SPI + 1);
    request.add(2, new KePayload(GroupId.CURVE25519, Bytes.wrap(new byte[32])));
    Message answer = session.ask(CREATE, 2, request).getFirst();
    assertThat(types(answer))
        .containsExactly(PayloadType.SA, PayloadType.NONCE, PayloadType.TSI, PayloadType.TSR);
    assertThat(
            answer.first(SaPayload.class).orElseThrow().proposals().getFirst().of(TransformType.KE))
        .isEmpty();
    scene.assertNothingLeaks();
  }

  @Test
  @Tag("R7296-1.3.2-1")
  @Tag("R7296-2.18-1")
  void aRekeyOfTheIkeSaHasAnSpiAndAKeyExchangeAndNoSelectors() {
    rekeyIke();
    Message request = onlyRequest();
    assertThat(types(request)).containsExactly(PayloadType.SA, PayloadType.NONCE, PayloadType.KE);
    assertThat(request.first(SaPayload.class).orElseThrow().proposals())
        .allMatch(p -> p.protocol().equals(ProtocolId.IKE) && p.spi().length() == 8)
        .allMatch(
            p -> p.of(TransformType.KE).stream().noneMatch(t -> t.id() == GroupId.NONE.code()));
    scene.assertNothingLeaks();
  }

  @Test
  @Tag("R7296-2.18-1")
  void aRekeyOfTheIkeSaWithoutAKeyExchangeIsRefused() {
    Proposal right = Adversary.ikeProposal(1).withSpi(Bytes.ofHex("0102030405060708"));
    List<Transform> none = new ArrayList<>(right.transforms());
    none.removeIf(t -> t.type().equals(TransformType.KE));
    List<Transform> named = new ArrayList<>(none);
    named.add(Transform.ke(GroupId.NONE));
    int id = 2;
    for (List<Transform> transforms : List.of(none, named)) {
      Proposal proposal = new Proposal(1, ProtocolId.IKE, right.spi(), transforms);
      List<Payload> request =
          List.of(
              new SaPayload(List.of(proposal)),
              new NoncePayload(Bytes.wrap(new byte[32])),
              new KePayload(GroupId.CURVE25519, Bytes.wrap(new byte[32])));
      assertThat(Scene.notifies(session.ask(CREATE, id++, request)))
          .containsExactly(NotifyType.NO_PROPOSAL_CHOSEN);
    }
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Test
  @Tag("R7296-2.3-3")
  void aRequestIsAnsweredWhileOneOfTheVictimsIsOut() {
    rekeyChild();
    onlyRequest();
    assertThat(session.ask(INFORMATIONAL, 2, List.of())).hasSize(1);
    assertThat(session.ask(INFORMATIONAL, 3, List.of())).hasSize(1);
    session.answer(CREATE, 0, List.of(NotifyPayload.of(NotifyType.NO_ADDITIONAL_SAS)));
    scene.assertNothingLeaks();
  }

  @Test
  @Tag("R7296-2.1-2")
  void anAnswerIsNotRepeatedUnasked() {
    assertThat(session.ask(INFORMATIONAL, 2, List.of())).hasSize(1);
    scene.network.advance(Duration.ofMinutes(10));
    assertThat(session.receive()).isEmpty();
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Test
  @Tag("RX-MID-1")
  void whatOnlyLooksLikeARepetitionGetsNothing() {
    Bytes request = session.seal(session.header(INFORMATIONAL, false, 2), List.of());
    assertThat(session.send(request)).hasSize(1);
    for (int at = 32; at < request.length(); at++) {
      byte[] octets = request.toArray();
      octets[at] ^= 0x40;
      assertThat(session.send(Bytes.wrap(octets))).as("octet " + at).isEmpty();
    }
    assertThat(session.send(request)).hasSize(1);
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Test
  @Tag("R7296-3.10.1-1")
  @Tag("R7296-1.3-3")
  void anUnknownErrorInAnAnswerMeansThatTheRequestFailed() {
    CompletableFuture<CommandOutcome> outcome = rekeyChild();
    onlyRequest();
    List<Message> next = session.answer(CREATE, 0, List.of(NotifyPayload.of(new NotifyType(8191))));
    assertThat(next).isEmpty();
    assertThat(outcome.getNow(null)).isInstanceOf(CommandOutcome.Failed.class);
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Test
  @Tag("R7296-2.21-1")
  void anAnswerThatMakesNoSenseIsNotAnsweredWithAnError() {
    for (List<Payload> broken :
        List.<List<Payload>>of(
            List.of(new UnknownPayload(PayloadType.SA, false, Bytes.of(1))),
            List.of(new UnknownPayload(new PayloadType(222), true, Bytes.EMPTY)),
            List.of(),
            List.of(new SaPayload(List.of(Session.espProposal(Scene.SPI + 1)))))) {
      Scene another = new Scene();
      Session theirs = another.established();
      CompletableFuture<CommandOutcome> outcome =
          another
              .victim
              .endpoint()
              .rekeyChild(
                  another.victim.ikeSas().getFirst().sa().children().all().getFirst().inbound());
      theirs.receive();
      List<Message> next = theirs.answer(CREATE, 0, broken);
      assertThat(Scene.notifies(next)).isEmpty();
      assertThat(next).noneMatch(m -> m.header().response());
      another.network.advance(Duration.ofSeconds(120));
      assertThat(outcome).isDone();
      another.assertNothingLeaks();
    }
  }

  @Test
  @Tag("R7296-1.3-3")
  @Tag("R7296-2.9-2")
  void aChildSaThatIsNotWantedLeavesTheIkeSaUp() {
    List<Payload> foreign = newChild("10.9.9.9", Scene.VICTIM, Scene.SPI + 1);
    assertThat(Scene.notifies(session.ask(CREATE, 2, foreign)))
        .containsExactly(NotifyType.TS_UNACCEPTABLE);
    List<Payload> weak = newChild(Scene.ADVERSARY, Scene.VICTIM, Scene.SPI + 1);
    weak.set(
        0,
        new SaPayload(
            List.of(
                new Proposal(
                    1,
                    ProtocolId.ESP,
                    Bytes.ofInt(Scene.SPI + 1),
                    List.of(Transform.encr(EncrId.TRIPLE_DES))))));
    assertThat(Scene.notifies(session.ask(CREATE, 3, weak)))
        .containsExactly(NotifyType.NO_PROPOSAL_CHOSEN);
    scene.assertUnharmed();
    assertThat(session.ask(INFORMATIONAL, 4, List.of())).hasSize(1);
    scene.assertNothingLeaks();
  }

  @Test
  @Tag("R7296-1.3.2-2")
  void nothingElseIsCreatedOnAnIkeSaThatIsBeingReplaced() {
    assertThat(rekeysOfTheChildSa(false)).isEqualTo(1);
    assertThat(rekeysOfTheChildSa(true)).isZero();
  }

  private static long rekeysOfTheChildSa(boolean replaced) {
    Scene another = new Scene();
    Session theirs = another.initiator().open();
    List<Payload> auth = new ArrayList<>(theirs.proof(Scene.ADVERSARY, Scene.KEY));
    auth.addAll(Session.child(Scene.ADVERSARY, Scene.VICTIM, Scene.SPI));
    auth.add(NotifyPayload.of(NotifyType.SET_WINDOW_SIZE, Bytes.ofInt(8)));
    theirs.ask(ExchangeType.IKE_AUTH, 1, auth);
    ChildSa child = another.victim.ikeSas().getFirst().sa().children().all().getFirst();
    if (replaced) {
      another.victim.endpoint().rekeyIke(theirs.peerSpi());
    }
    another.victim.endpoint().rekeyChild(child.inbound());
    long sent = theirs.receive().stream().filter(m -> m.hasNotify(NotifyType.REKEY_SA)).count();
    another.assertNothingLeaks();
    return sent;
  }

  @Test
  @Tag("R7296-2.4-2")
  void aPeerThatDoesNotAnswerIsGivenUpWithAllItsSas() {
    rekeyChild();
    scene.network.advance(Duration.ofMinutes(3));
    assertThat(scene.victim.ikeSas()).isEmpty();
    assertThat(scene.victim.sadb()).isEmpty();
    scene.assertForgotten();
  }

  @Test
  @Tag("R7296-1.5-1")
  void wordsOfEspWithAnUnknownSpiAreNotAnsweredAndChangeNothing() {
    NotifyPayload unknown = NotifyPayload.of(NotifyType.INVALID_SPI, Bytes.ofInt(0x0102_0304));
    for (MessageHeader header :
        List.of(
            session.header(INFORMATIONAL, false, 0),
            session.header(INFORMATIONAL, false, 2),
            MessageHeader.of(new IkeSpi(1), new IkeSpi(2), INFORMATIONAL, true, false, 0))) {
      scene.wire.send(Adversary.encode(new Message(header, List.of(unknown))));
    }
    assertThat(scene.wire.receive())
        .as("at most a hint that there is no such IKE SA")
        .allSatisfy(datagram ->
            assertThat(Scene.notifies(List.of(Adversary.read(datagram))))
                .containsExactly(NotifyType.INVALID_IKE_SPI));
    assertThat(session.ask(INFORMATIONAL, 2, List.of(unknown)).getFirst().payloads()).isEmpty();
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  /** Here: an SPI that the kernel has already, in the hands of somebody else. */
  @Test
  @Tag("RX-PFK-5")
  void whatTheKernelRefusesCostsThatChildSaAlone() {
    Scene another = new Scene();
    Session first = another.established();
    Session second = another.initiator().open();
    List<Message> told =
        new ArrayList<>(second.authenticate(Scene.ADVERSARY, Scene.VICTIM, Scene.KEY, Scene.SPI));
    // It may be a reauthentication: until then the victim sends on the CHILD SA that is there.
    another.network.advance(Duration.ofSeconds(6));
    told.addAll(second.receive());
    assertThat(told.getFirst().first(AuthPayload.class)).isPresent();
    assertThat(told).anyMatch(m -> m.first(DeletePayload.class).isPresent());
    second.answer(INFORMATIONAL, 0, List.of());
    assertThat(another.victim.ikeSas()).hasSize(2).allMatch(s -> s.sa().isEstablished());
    assertThat(another.victim.sadb()).hasSize(2);
    assertThat(first.ask(INFORMATIONAL, 2, List.of())).hasSize(1);
    assertThat(second.ask(INFORMATIONAL, 2, List.of())).hasSize(1);
    another.assertNothingLeaks();
  }
}
