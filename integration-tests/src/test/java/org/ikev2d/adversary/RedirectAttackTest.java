package org.ikev2d.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.Extensions;
import org.ikev2d.sa.Extensions.Redirect;
import org.ikev2d.sim.Rules;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.NotifyType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who wants the victim to go somewhere else (RFC 5685). */
class RedirectAttackTest {
  private static final Bytes ELSEWHERE = Bytes.of(1, 4, 10, 0, 0, 99);

  private final Scene scene = new Scene(follower());
  private final Adversary adversary = scene.responder();
  private CompletableFuture<CommandOutcome> outcome = new CompletableFuture<>();
  private Bytes request = Bytes.EMPTY;

  private static EndpointSettings follower() {
    return EndpointSettings.DEFAULT.withExtensions(
        Extensions.DEFAULT.withRedirects(true, Optional.empty()));
  }

  @BeforeEach
  void start() {
    outcome = scene.victim.endpoint().initiate("adversary", Optional.empty());
    request = adversary.awaitInit();
  }

  private static NotifyPayload redirect(Bytes... parts) {
    return NotifyPayload.of(NotifyType.REDIRECT, Bytes.concat(parts));
  }

  private Bytes nonce() {
    return Adversary.read(request).first(NoncePayload.class).orElseThrow().nonce();
  }

  private void answer(Payload payload) {
    MessageHeader header =
        MessageHeader.of(
            Adversary.read(request).header().initiatorSpi(),
            IkeSpi.NONE,
            ExchangeType.IKE_SA_INIT,
            false,
            true,
            0);
    adversary.raw(Adversary.encode(new Message(header, List.of(payload))));
  }

  private void assertStays() {
    assertThat(scene.victim.events("ike.redirected")).isEmpty();
    assertThat(scene.victim.events("ike.fault")).isEmpty();
    assertThat(scene.victim.ikeSas()).hasSize(1);
  }

  private Session establish(Payload... more) {
    Session session = adversary.accept(request);
    session.receive();
    List<Payload> answer = new ArrayList<>(session.proof(Scene.ADVERSARY, Scene.KEY));
    answer.addAll(Session.child(Scene.VICTIM, Scene.ADVERSARY, Scene.SPI));
    answer.addAll(List.of(more));
    session.answer(ExchangeType.IKE_AUTH, 1, answer);
    return session;
  }

  @Tag("R5685-3-1")
  @Test
  void whoHasNotSeenTheNonceCannotRedirect() {
    byte[] changed = nonce().toArray();
    changed[0] ^= 1;
    for (Bytes wrong :
        List.of(
            Bytes.EMPTY,
            Bytes.wrap(changed),
            nonce().slice(0, 31),
            Bytes.concat(nonce(), Bytes.of(0)))) {
      answer(redirect(ELSEWHERE, wrong));
      assertStays();
    }
    establish();
    scene.assertUnharmed();
    assertThat(outcome).isCompletedWithValue(new CommandOutcome.Done());
    scene.assertNothingLeaks();
  }

  @Test
  void garbageIsIgnored() {
    for (Bytes data :
        List.of(
            Bytes.EMPTY,
            Bytes.of(1),
            Bytes.of(1, 4),
            Bytes.of(1, 255, 1, 2),
            Bytes.of(2, 4, 10, 0, 0, 99),
            Bytes.of(9, 4, 10, 0, 0, 99),
            Bytes.concat(Bytes.of(3, 8), Bytes.ofText("evil.org")))) {
      answer(redirect(data, nonce()));
      assertStays();
    }
    establish();
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Test
  void addressesOfNoGatewayAreNotGoneTo() {
    for (String address : List.of("127.0.0.1", "0.0.0.0", "224.0.0.1", Scene.ADVERSARY)) {
      RedirectAttackTest fresh = new RedirectAttackTest();
      fresh.start();
      fresh.answer(
          redirect(Bytes.of(1, 4), Bytes.wrap(Rules.address(address).getAddress()), fresh.nonce()));
      assertThat(fresh.scene.victim.events("ike.redirected")).as(address).isEmpty();
      assertThat(fresh.outcome)
          .isCompletedWithValueMatching(o -> o instanceof CommandOutcome.Failed);
      fresh.scene.assertNothingLeaks();
    }
  }

  @Test
  void onlyAGatewayThatHasAuthenticatedMayRedirectLater() {
    Session session = adversary.accept(request);
    session.receive();
    List<Payload> answer = new ArrayList<>(session.proof(Scene.ADVERSARY, "a wrong secret"));
    answer.add(redirect(ELSEWHERE));
    session.answer(ExchangeType.IKE_AUTH, 1, answer);
    assertThat(scene.victim.events("ike.redirected")).isEmpty();
    assertThat(outcome).isCompletedWithValueMatching(o -> o instanceof CommandOutcome.Failed);
    scene.assertNothingLeaks();
  }

  @Test
  void inTheClearNobodyMayRedirectAnEstablishedIkeSa() {
    Session session = establish();
    session.send(
        Adversary.encode(
            new Message(
                session.header(ExchangeType.INFORMATIONAL, false, 0),
                List.of(redirect(ELSEWHERE)))));
    assertStays();
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Test
  void aRedirectToNowhereLeavesNothingBehind() {
    Session session = establish();
    session.ask(ExchangeType.INFORMATIONAL, 0, List.of(redirect(ELSEWHERE)));
    assertThat(scene.victim.events("ike.redirected")).hasSize(1);
    scene.assertNothingLeaks();
  }

  /** The first one is followed; the Delete waits for the answer that does not come. */
  @Test
  void aGatewayThatAnswersNothingRedirectsOnce() {
    Session session = establish();
    scene.victim.endpoint().checkLiveness(scene.victim.ikeSas().getFirst().sa().localSpi());
    for (int i = 0; i < 20; i++) {
      session.ask(
          ExchangeType.INFORMATIONAL, i, List.of(redirect(Bytes.of(1, 4, 10, 0, 0, 100 + i))));
    }
    assertThat(scene.victim.events("ike.redirected")).hasSize(1);
    assertThat(scene.victim.ikeSas()).hasSize(2);
  }

  @Test
  void aServerIsNotSentAnywhereByItsClient() {
    Scene other = new Scene(follower());
    Session session = other.established();
    session.ask(ExchangeType.INFORMATIONAL, 2, List.of(redirect(ELSEWHERE)));
    assertThat(other.victim.events("ike.redirected")).isEmpty();
    other.assertUnharmed();
    other.assertNothingLeaks();
  }

  @Test
  void aGatewayKeepsNothingOfAClientThatItSendsAway() {
    Scene gateway =
        new Scene(
            EndpointSettings.DEFAULT.withExtensions(
                Extensions.DEFAULT.withRedirects(
                    false, Optional.of(new Redirect(Rules.address("10.0.0.9"), false)))));
    for (NotifyPayload words :
        List.of(
            NotifyPayload.of(NotifyType.REDIRECT_SUPPORTED),
            NotifyPayload.of(NotifyType.REDIRECTED_FROM),
            NotifyPayload.of(NotifyType.REDIRECTED_FROM, Bytes.of(3, 1, 'x')))) {
      Adversary client = gateway.initiator();
      List<Payload> payloads = new ArrayList<>(client.initPayloads());
      payloads.add(words);
      List<Message> answer = client.init(payloads);
      assertThat(answer).hasSize(1);
      assertThat(answer.getFirst().header().responderSpi()).isEqualTo(IkeSpi.NONE);
      assertThat(answer.getFirst().notifies(NotifyType.REDIRECT)).hasSize(1);
      gateway.assertForgotten();
    }
  }
}
