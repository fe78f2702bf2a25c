package org.ikev2d.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.payload.CpPayload;
import org.ikev2d.payload.CpPayload.CfgAttribute;
import org.ikev2d.payload.IdPayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.payload.TsPayload;
import org.ikev2d.payload.UnknownSelector;
import org.ikev2d.payload.VendorIdPayload;
import org.ikev2d.sim.Rules;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.CfgType;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IdType;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PayloadType;
import org.ikev2d.wire.ProtocolId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a peer may do although hardly any does. */
class LegalOddityTest {
  private static final VendorIdPayload VENDOR = new VendorIdPayload(Bytes.ofText("who knows"));

  private final Scene scene = new Scene();

  private static List<Payload> auth(Session session) {
    List<Payload> all = new ArrayList<>(session.proof(Scene.ADVERSARY, Scene.KEY));
    all.addAll(Session.child(Scene.ADVERSARY, Scene.VICTIM, Scene.SPI));
    return all;
  }

  private void assertAccepted(Message answer) {
    assertThat(answer.firstError()).isEmpty();
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Test
  @Tag("R7296-2.5-2")
  void payloadsInTheReverseOrder() {
    Adversary adversary = scene.initiator();
    List<Message> init = adversary.init(adversary.initPayloads().reversed());
    assertThat(init.getFirst().first(SaPayload.class)).isPresent();
    scene.network.advance(java.time.Duration.ofSeconds(60));

    Session session = scene.initiator().open();
    Message answer = session.ask(ExchangeType.IKE_AUTH, 1, auth(session).reversed()).getFirst();
    assertAccepted(answer);
  }

  @Test
  @Tag("R7296-3.12-1")
  void vendorIdsInEveryMessage() {
    Session session = scene.initiator().open(VENDOR, VENDOR);
    List<Payload> auth = auth(session);
    auth.addFirst(VENDOR);
    auth.add(VENDOR);
    Message answer = session.ask(ExchangeType.IKE_AUTH, 1, auth).getFirst();
    assertThat(session.ask(ExchangeType.INFORMATIONAL, 2, List.of(VENDOR)).getFirst().payloads())
        .isEmpty();
    assertAccepted(answer);
  }

  @Test
  @Tag("R7296-3.10-1")
  void aProtocolInANotificationWithoutSpi() {
    Session session = scene.initiator().open();
    List<Payload> auth = auth(session);
    auth.removeIf(p -> p.type().equals(PayloadType.NOTIFY));
    auth.add(
        new NotifyPayload(ProtocolId.ESP, Bytes.EMPTY, NotifyType.USE_TRANSPORT_MODE, Bytes.EMPTY));
    Message answer = session.ask(ExchangeType.IKE_AUTH, 1, auth).getFirst();
    assertThat(answer.hasNotify(NotifyType.USE_TRANSPORT_MODE)).isTrue();
    assertThat(answer.all(NotifyPayload.class))
        .as("ours have no protocol")
        .allMatch(n -> n.spi().isEmpty() && n.protocol().equals(ProtocolId.NONE));
    assertAccepted(answer);
  }

  @Test
  @Tag("R7296-1.3.1-2")
  void transportModeIsConfirmed() {
    Session session = scene.initiator().open();
    Message answer = session.ask(ExchangeType.IKE_AUTH, 1, auth(session)).getFirst();
    assertThat(answer.hasNotify(NotifyType.USE_TRANSPORT_MODE)).isTrue();
    assertAccepted(answer);
  }

  @Test
  @Tag("R7296-2.5-1")
  void reservedOctetsOfTheIdentityThatAreNotZero() {
    Session session = scene.initiator().open();
    IdPayload odd =
        new IdPayload(
            PayloadType.IDI,
            IdType.IPV4_ADDR,
            0xa1b2c3,
            Bytes.copyOf(Rules.address(Scene.ADVERSARY).getAddress()));
    List<Payload> auth = new ArrayList<>(session.proof(odd, Scene.KEY));
    auth.addAll(Session.child(Scene.ADVERSARY, Scene.VICTIM, Scene.SPI));
    assertAccepted(session.ask(ExchangeType.IKE_AUTH, 1, auth).getFirst());
  }

  @Test
  @Tag("R7296-3.10.1-1")
  @Tag("RX-WIN-1")
  void statusesThatNobodyKnows() {
    Session session =
        scene
            .initiator()
            .open(
                NotifyPayload.of(new NotifyType(12_345)), NotifyPayload.of(new NotifyType(51_234)));
    List<Payload> auth = auth(session);
    auth.add(NotifyPayload.of(new NotifyType(12_345), Bytes.of(1, 2, 3)));
    auth.add(NotifyPayload.of(new NotifyType(51_234)));
    assertAccepted(session.ask(ExchangeType.IKE_AUTH, 1, auth).getFirst());
  }

  @Test
  @Tag("R7296-2.9-4")
  void selectorsOfAnUnknownTypeAreLeftOut() {
    Session session = scene.initiator().open();
    List<Payload> auth = auth(session);
    auth.replaceAll(p -> p.type().equals(PayloadType.TSI) ? labelled(true) : p);
    Message answer = session.ask(ExchangeType.IKE_AUTH, 1, auth).getFirst();
    assertThat(answer.all(TsPayload.class).filter(t -> t.type().equals(PayloadType.TSI)))
        .containsExactly(Session.selectors(PayloadType.TSI, Rules.host(Scene.ADVERSARY)));
    assertAccepted(answer);
  }

  @Test
  @Tag("R7296-2.9-4")
  @Tag("R9478-3-1")
  void selectorsOfUnknownTypesAloneAreUnacceptable() {
    Session session = scene.initiator().open();
    List<Payload> auth = auth(session);
    auth.replaceAll(p -> p.type().equals(PayloadType.TSI) ? labelled(false) : p);
    Message answer = session.ask(ExchangeType.IKE_AUTH, 1, auth).getFirst();
    assertThat(Scene.notifies(List.of(answer))).containsExactly(NotifyType.TS_UNACCEPTABLE);
    assertThat(answer.first(AuthPayload.class)).isPresent();
    assertThat(scene.victim.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
    scene.assertNothingLeaks();
  }

  private static TsPayload labelled(boolean withAddress) {
    UnknownSelector label = new UnknownSelector(10, Bytes.ofText("label"));
    return new TsPayload(
        PayloadType.TSI,
        withAddress ? List.of(label, Rules.host(Scene.ADVERSARY)) : List.of(label));
  }

  @Test
  @Tag("R7296-2.7-3")
  @Tag("R7296-2.21.2-2")
  void aForeignProposalForTheChildSaLeavesTheIkeSaUp() {
    Session session = scene.initiator().open();
    List<Payload> auth = auth(session);
    SaPayload des =
        new SaPayload(
            List.of(
                new org.ikev2d.payload.Proposal(
                    1,
                    ProtocolId.ESP,
                    Bytes.ofInt(Scene.SPI),
                    List.of(
                        org.ikev2d.payload.Transform.encr(org.ikev2d.wire.EncrId.TRIPLE_DES)))));
    auth.replaceAll(p -> p.type().equals(PayloadType.SA) ? des : p);
    Message answer = session.ask(ExchangeType.IKE_AUTH, 1, auth).getFirst();
    assertThat(Scene.notifies(List.of(answer))).containsExactly(NotifyType.NO_PROPOSAL_CHOSEN);
    assertThat(session.isProved(answer, Scene.KEY)).isTrue();
    assertThat(scene.victim.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
    assertThat(scene.victim.sadb()).isEmpty();
    scene.assertNothingLeaks();
  }

  @Test
  @Tag("R7296-3.1-7")
  @Tag("R7296-2.11-1")
  void aRequestFromAnotherAddressReachesItsIkeSaByItsSpiAndIsAnsweredThere() {
    Session session = scene.established();
    scene.wire.moveTo("10.0.0.66");
    assertThat(session.ask(ExchangeType.INFORMATIONAL, 2, List.of())).hasSize(1);
    scene.assertUnharmed();
  }

  @Test
  @Tag("R7296-2.1-4")
  void aRepeatedFirstRequestGetsTheSameAnswer() {
    Adversary adversary = scene.initiator();
    Bytes request = Adversary.encode(new Message(adversary.initHeader(), adversary.initPayloads()));
    List<Bytes> answer = adversary.raw(request);
    assertThat(answer).hasSize(1);
    assertThat(adversary.raw(request)).isEqualTo(answer);
    assertThat(scene.victim.ikeSas()).hasSize(1);
    scene.assertNothingLeaks();
  }

  /** Whatever the rule accepts, an address of five octets is none. */
  @Test
  @Tag("R7296-3.5-2")
  void identitiesThatAreNoneAreInvalidSyntax() {
    for (IdPayload id :
        List.of(
            new IdPayload(PayloadType.IDI, IdType.IPV4_ADDR, 0, Bytes.of(10, 0, 0, 1, 0)),
            new IdPayload(PayloadType.IDI, IdType.IPV4_ADDR, 0, Bytes.EMPTY),
            new IdPayload(PayloadType.IDI, IdType.IPV6_ADDR, 0, Bytes.of(10, 0, 0, 1)),
            new IdPayload(PayloadType.IDI, IdType.FQDN, 0, Bytes.ofText("good.test\0bad.test")),
            new IdPayload(PayloadType.IDI, IdType.FQDN, 0, Bytes.EMPTY),
            new IdPayload(PayloadType.IDI, IdType.RFC822_ADDR, 0, Bytes.ofText("a@b.test\0")))) {
      Scene another = new Scene();
      Session theirs = another.initiator().open();
      List<Payload> auth = new ArrayList<>(theirs.proof(id, Scene.KEY));
      auth.addAll(Session.child(Scene.ADVERSARY, Scene.VICTIM, Scene.SPI));
      assertThat(Scene.notifies(theirs.ask(ExchangeType.IKE_AUTH, 1, auth)))
          .as("%s", id)
          .containsExactly(NotifyType.INVALID_SYNTAX);
      another.assertForgotten();
    }
  }

  @Test
  @Tag("R7296-2.22-1")
  @Tag("R7296-1.3.1-4")
  @Tag("R5840-1")
  @Tag("R5857-1")
  @Tag("R6867-1")
  void featuresThatAreNotHereAreNotConfirmed() {
    Session session = scene.initiator().open(NotifyPayload.of(NotifyType.ERX_SUPPORTED));
    List<Payload> auth = auth(session);
    List<NotifyType> foreign =
        List.of(
            NotifyType.ESP_TFC_PADDING_NOT_SUPPORTED,
            NotifyType.NON_FIRST_FRAGMENTS_ALSO,
            NotifyType.USE_AGGFRAG,
            NotifyType.ERX_SUPPORTED,
            // USE_WESP_MODE and ROHC_SUPPORTED
            new NotifyType(16_415),
            new NotifyType(16_416));
    foreign.forEach(type -> auth.add(NotifyPayload.of(type, Bytes.of(0))));
    // A CPI and the transform DEFLATE.
    auth.add(NotifyPayload.of(NotifyType.IPCOMP_SUPPORTED, Bytes.of(0x20, 0, 2)));
    Message answer = session.ask(ExchangeType.IKE_AUTH, 1, auth).getFirst();
    assertThat(answer.all(NotifyPayload.class).map(NotifyPayload::kind))
        .doesNotContainAnyElementsOf(foreign)
        .doesNotContain(NotifyType.IPCOMP_SUPPORTED);
    assertAccepted(answer);
  }

  @Test
  @Tag("R7296-2.20-1")
  void aQuestionForOurVersionGetsAnAnswerWithoutOne() {
    Session session = scene.established();
    CpPayload question = new CpPayload(CfgType.REQUEST, List.of(new CfgAttribute(7, Bytes.EMPTY)));
    List<Message> answer = session.ask(ExchangeType.INFORMATIONAL, 2, List.of(question));
    assertThat(answer).hasSize(1);
    assertThat(answer.getFirst().payloads()).isEmpty();
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }
}
