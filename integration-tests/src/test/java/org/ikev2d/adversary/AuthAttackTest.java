package org.ikev2d.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.payload.IdPayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.payload.UnknownPayload;
import org.ikev2d.sim.Rules;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PayloadType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** IKE_AUTH by a peer with keys of IKE_SA_INIT, which anybody can have. */
class AuthAttackTest {
  private final Scene scene = new Scene();
  private final Session session = scene.initiator().open();

  private List<Payload> request() {
    List<Payload> all = new ArrayList<>(session.proof(Scene.ADVERSARY, Scene.KEY));
    all.addAll(Session.child(Scene.ADVERSARY, Scene.VICTIM, Scene.SPI));
    return all;
  }

  private List<Payload> replacing(PayloadType type, Payload replacement) {
    return request().stream().map(p -> p.type().equals(type) ? replacement : p).toList();
  }

  private List<Payload> without(PayloadType type) {
    return request().stream().filter(p -> !p.type().equals(type)).toList();
  }

  private List<Payload> with(Payload more) {
    List<Payload> all = new ArrayList<>(request());
    all.add(more);
    return all;
  }

  private List<Message> auth(List<Payload> payloads) {
    return session.ask(ExchangeType.IKE_AUTH, 1, payloads);
  }

  private void assertRefused(List<Payload> payloads, NotifyType error) {
    List<Message> answer = auth(payloads);
    assertThat(answer).hasSize(1);
    assertThat(answer.getFirst().payloads()).as("an error and nothing else").hasSize(1);
    assertThat(Scene.notifies(answer)).containsExactly(error);
    scene.assertForgotten();
  }

  @Tag("R7296-2.2-1")
  @Test
  void aMessageWithAnotherIdIsNotAnsweredAndTheRightOneIsStillTaken() {
    assertThat(session.ask(ExchangeType.IKE_AUTH, 2, request())).isEmpty();
    assertThat(session.ask(ExchangeType.IKE_AUTH, -1, request())).isEmpty();
    auth(request());
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Tag("R8019-4-2")
  @Tag("R7296-3.14-2")
  @Test
  void aForgedMessageIsNotAnsweredAndTheRightOneIsStillTaken() {
    byte[] forged =
        session.seal(session.header(ExchangeType.IKE_AUTH, false, 1), request()).toArray();
    forged[forged.length - 1] ^= 1;
    assertThat(session.send(Bytes.wrap(forged))).isEmpty();
    auth(request());
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Tag("R7296-2.15-4")
  @Tag("R7296-2.21.2-1")
  @Tag("R7296-2.21.2-3")
  @Test
  void aWrongKeyIsRefused() {
    List<Payload> payloads = new ArrayList<>(session.proof(Scene.ADVERSARY, "another"));
    payloads.addAll(Session.child(Scene.ADVERSARY, Scene.VICTIM, Scene.SPI));
    assertRefused(payloads, NotifyType.AUTHENTICATION_FAILED);
  }

  @Test
  void anotherIdentityIsRefusedAlthoughTheKeyIsRight() {
    List<Payload> payloads = new ArrayList<>(session.proof("10.0.0.77", Scene.KEY));
    payloads.addAll(Session.child(Scene.ADVERSARY, Scene.VICTIM, Scene.SPI));
    assertRefused(payloads, NotifyType.AUTHENTICATION_FAILED);
  }

  @Tag("RX-AUTH-1")
  @Test
  void proofsOfOddLengthsAreRefused() {
    for (int octets : new int[] {1, 31, 33, 5000}) {
      Scene another = new Scene();
      Session theirs = another.initiator().open();
      List<Payload> payloads = new ArrayList<>(theirs.proof(Scene.ADVERSARY, Scene.KEY));
      AuthPayload right = (AuthPayload) payloads.removeLast();
      byte[] data = new byte[octets];
      right.data().slice(0, Math.min(octets, 32)).copyTo(data, 0);
      payloads.add(new AuthPayload(right.method(), Bytes.wrap(data)));

      assertThat(Scene.notifies(theirs.ask(ExchangeType.IKE_AUTH, 1, payloads)))
          .containsExactly(NotifyType.AUTHENTICATION_FAILED);
      another.assertForgotten();
    }
  }

  @Test
  void aMessageWithoutIdentityOrProofIsRefused() {
    assertRefused(without(PayloadType.IDI), NotifyType.AUTHENTICATION_FAILED);
  }

  @Test
  void aMessageWithoutAnythingIsRefused() {
    assertRefused(List.of(), NotifyType.AUTHENTICATION_FAILED);
  }

  @Tag("RX-CODEC-2")
  @Test
  void twoProofsAreInvalidSyntax() {
    assertRefused(
        with(session.proof(Scene.ADVERSARY, Scene.KEY).getLast()), NotifyType.INVALID_SYNTAX);
  }

  @Test
  void twoIdentitiesAreInvalidSyntax() {
    IdPayload other = (IdPayload) session.proof("10.0.0.77", Scene.KEY).getFirst();
    assertRefused(with(other), NotifyType.INVALID_SYNTAX);
  }

  @Tag("R7296-2.5-3")
  @Tag("R7296-2.21.2-3")
  @Test
  void anUnknownCriticalPayloadEndsIt() {
    assertRefused(
        with(new UnknownPayload(new PayloadType(201), true, Bytes.of(1))),
        NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD);
  }

  @Tag("R7296-2.5-4")
  @Test
  void theCriticalBitOfAKnownPayloadIsIgnored() {
    IdPayload id = (IdPayload) request().getFirst();
    auth(replacing(PayloadType.IDI, new UnknownPayload(PayloadType.IDI, true, id.body())));
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Test
  void aProposalWithAnSpiOfTheWrongSizeIsInvalidSyntax() {
    // One ESP proposal with an SPI of two octets and no transform.
    assertRefused(
        replacing(
            PayloadType.SA,
            new UnknownPayload(PayloadType.SA, false, Bytes.ofHex("0000000a 01030200 abcd"))),
        NotifyType.INVALID_SYNTAX);
  }

  @Tag("R7296-1.3.1-1")
  @Test
  void aReservedSpiIsInvalidSyntax() {
    assertRefused(
        replacing(PayloadType.SA, new SaPayload(List.of(Session.espProposal(255)))),
        NotifyType.INVALID_SYNTAX);
  }

  @Tag("R7296-3.13-1")
  @Tag("R7296-2.21.2-3")
  @Test
  void selectorsThatEndBeforeTheyStartAreInvalidSyntax() {
    AddressSelector backwards =
        new AddressSelector(0, 0, 65535, Bytes.ofHex("0a000009"), Bytes.ofHex("0a000001"));
    assertRefused(
        replacing(PayloadType.TSI, Session.selectors(PayloadType.TSI, backwards)),
        NotifyType.INVALID_SYNTAX);
  }

  @Tag("R7296-2.21.2-2")
  @Tag("R7296-2.21.2-3")
  @Test
  void foreignSelectorsCostTheChildSaOnly() {
    List<Message> answer =
        auth(
            replacing(
                PayloadType.TSI, Session.selectors(PayloadType.TSI, Rules.net("192.168.0.0/16"))));
    assertThat(Scene.notifies(answer)).containsExactly(NotifyType.TS_UNACCEPTABLE);
    assertThat(answer.getFirst().first(AuthPayload.class)).isPresent();
    assertThat(scene.victim.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
    assertThat(scene.victim.sadb()).isEmpty();
    scene.assertNothingLeaks();
  }

  @Tag("R7296-2.9-2")
  @Test
  void allOfTheWorldIsNarrowedToWhatPolicyAllows() {
    auth(replacing(PayloadType.TSI, Session.selectors(PayloadType.TSI, Rules.net("0.0.0.0/0"))));
    assertThat(scene.victim.ikeSas().getFirst().sa().children().all().getFirst().remote())
        .containsExactly(Rules.host(Scene.ADVERSARY));
    scene.assertNothingLeaks();
  }

  @Test
  void otherExchangesBeforeProofAreRefusedAndChangeNothing() {
    assertThat(Scene.notifies(session.ask(ExchangeType.INFORMATIONAL, 1, List.of())))
        .containsExactly(NotifyType.INVALID_SYNTAX);
    assertThat(Scene.notifies(session.ask(ExchangeType.CREATE_CHILD_SA, 2, sa())))
        .containsExactly(NotifyType.INVALID_SYNTAX);
    assertThat(scene.victim.sadb()).isEmpty();
    scene.assertNothingLeaks();
  }

  @Test
  @Tag("R9242-4-1")
  void anIntermediateExchangeThatNobodyAgreedOnIsRefused() {
    assertThat(Scene.notifies(session.ask(ExchangeType.IKE_INTERMEDIATE, 1, List.of())))
        .containsExactly(NotifyType.INVALID_SYNTAX);
    assertThat(scene.victim.sadb()).isEmpty();
    scene.assertNothingLeaks();
  }

  private List<Payload> sa() {
    List<Payload> all = new ArrayList<>();
    all.add(new org.ikev2d.payload.NoncePayload(Bytes.wrap(new byte[32])));
    all.addAll(Session.child(Scene.ADVERSARY, Scene.VICTIM, Scene.SPI));
    return all;
  }

  @Test
  void halfOpenIkeSasAreCountedWhereTheyBegan() {
    scene.wire.moveTo("10.0.0.66");
    auth(without(PayloadType.AUTH));
    assertThat(scene.victim.endpoint().halfOpen().from(Rules.address(Scene.ADVERSARY))).isZero();
    scene.assertForgotten();
  }

  @Tag("R7296-2.4-6")
  @Test
  void initialContactWithoutProofHarmsNobody() {
    auth(request());
    scene.assertUnharmed();
    IkeSpi before = scene.victim.ikeSas().getFirst().sa().localSpi();

    Session liar = scene.initiator().open();
    List<Payload> payloads = new ArrayList<>(liar.proof(Scene.ADVERSARY, "another"));
    payloads.add(NotifyPayload.of(NotifyType.INITIAL_CONTACT));
    liar.ask(ExchangeType.IKE_AUTH, 1, payloads);

    scene.assertUnharmed();
    assertThat(scene.victim.ikeSas().getFirst().sa().localSpi()).isEqualTo(before);
    scene.assertNothingLeaks();
  }

  @Tag("R7296-2.4-6")
  @Test
  void initialContactWithProofReplacesTheOldIkeSa() {
    auth(request());
    Session reborn = scene.initiator().open();
    List<Payload> payloads = new ArrayList<>(reborn.proof(Scene.ADVERSARY, Scene.KEY));
    payloads.addAll(Session.child(Scene.ADVERSARY, Scene.VICTIM, Scene.SPI + 1));
    payloads.add(NotifyPayload.of(NotifyType.INITIAL_CONTACT));
    reborn.ask(ExchangeType.IKE_AUTH, 1, payloads);

    scene.assertUnharmed();
    assertThat(scene.victim.ikeSas().getFirst().sa().localSpi()).isEqualTo(reborn.peerSpi());
    scene.assertNothingLeaks();
  }

  @Test
  void theSpiOfAnothersChildSaIsNotTakenOver() {
    auth(request());
    scene.assertUnharmed();

    Session second = scene.initiator().open();
    second.authenticate(Scene.ADVERSARY, Scene.VICTIM, Scene.KEY, Scene.SPI);
    scene.network.advance(java.time.Duration.ofSeconds(120));

    // The second IKE SA may come and go; what the first one has in the kernel stays.
    assertThat(scene.victim.sadb()).extracting(s -> s.id().spi().value()).contains(Scene.SPI);
    assertThat(scene.victim.sadb()).hasSizeGreaterThanOrEqualTo(2);
    scene.assertNothingLeaks();
  }
}
