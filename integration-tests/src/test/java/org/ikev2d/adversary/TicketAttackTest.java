package org.ikev2d.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.actor.TicketBox;
import org.ikev2d.crypto.Secret;
import org.ikev2d.crypto.jdk.JdkCrypto;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.TicketMarks;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.Extensions;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.NotifyType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tickets that are stolen, forged or misused (RFC 5723). */
class TicketAttackTest {
  private static final ExchangeType RESUME = ExchangeType.IKE_SESSION_RESUME;
  private static final Bytes NONCE = Bytes.wrap(new byte[32]);

  private final Scene scene =
      new Scene(
          EndpointSettings.DEFAULT.withExtensions(
              Extensions.DEFAULT.withSessions(
                  true,
                  Optional.of(
                      new TicketBox(
                          new JdkCrypto(),
                          Secret.ofPublic(Bytes.ofText("the victim's")),
                          Duration.ofHours(1),
                          TicketMarks.NONE)))));

  private Bytes ticket() {
    Session session = scene.initiator().open();
    List<Payload> all = new ArrayList<>(session.proof(Scene.ADVERSARY, Scene.KEY));
    all.addAll(Session.child(Scene.ADVERSARY, Scene.VICTIM, Scene.SPI));
    all.add(NotifyPayload.of(NotifyType.TICKET_REQUEST));
    Bytes data =
        session
            .ask(ExchangeType.IKE_AUTH, 1, all)
            .getFirst()
            .notifies(NotifyType.TICKET_LT_OPAQUE)
            .findFirst()
            .orElseThrow()
            .data();
    scene.assertUnharmed();
    assertThat(data.intAt(0)).isEqualTo(3600);
    return data.slice(4, data.length());
  }

  private List<Message> resume(long spi, Payload... payloads) {
    MessageHeader header = MessageHeader.of(new IkeSpi(spi), IkeSpi.NONE, RESUME, true, false, 0);
    scene.wire.send(Adversary.encode(new Message(header, List.of(payloads))));
    return scene.wire.receive().stream().map(Adversary::read).toList();
  }

  private static NotifyPayload opaque(Bytes ticket) {
    return NotifyPayload.of(NotifyType.TICKET_OPAQUE, ticket);
  }

  private static void assertRefused(List<Message> answer) {
    assertThat(answer).hasSize(1);
    assertThat(answer.getFirst().notifies(NotifyType.TICKET_NACK)).hasSize(1);
    assertThat(answer.getFirst().header().responderSpi()).isEqualTo(IkeSpi.NONE);
  }

  @Test
  @Tag("R5723-4-1")
  @Tag("R5723-4-2")
  void forgedTicketsAreRefusedAndForgotten() {
    Bytes good = ticket();
    byte[] changed = good.toArray();
    changed[changed.length / 2] ^= 1;
    List<Bytes> forged =
        List.of(
            Bytes.EMPTY,
            Bytes.of(1, 2, 3),
            good.slice(0, good.length() - 1),
            Bytes.concat(good, Bytes.of(0)),
            Bytes.wrap(changed),
            Bytes.wrap(new byte[4000]));
    long spi = 1;
    for (Bytes ticket : forged) {
      assertRefused(resume(spi++, new NoncePayload(NONCE), opaque(ticket)));
      assertThat(scene.victim.ikeSas()).hasSize(1);
      assertThat(scene.victim.endpoint().halfOpen().total()).isZero();
    }
    assertRefused(resume(spi++, new NoncePayload(NONCE)));
    assertRefused(resume(spi++, opaque(good)));
    assertThat(resume(spi, new NoncePayload(Bytes.wrap(new byte[15])), opaque(good)))
        .noneMatch(m -> m.first(NoncePayload.class).isPresent());
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Test
  void whoHasStolenATicketFromTheWireCannotUseIt() {
    Bytes good = ticket();
    List<Message> answer = resume(7, new NoncePayload(NONCE), opaque(good));
    assertThat(answer).hasSize(1);
    assertThat(answer.getFirst().first(NoncePayload.class)).isPresent();
    // Without the keys nothing more can be said; the ticket's owner is not harmed by the attempt.
    Session stranger = scene.initiator().open();
    scene.wire.send(
        stranger.seal(
            MessageHeader.of(
                new IkeSpi(7),
                answer.getFirst().header().responderSpi(),
                ExchangeType.IKE_AUTH,
                true,
                false,
                1),
            stranger.proof(Scene.ADVERSARY, Scene.KEY)));
    assertThat(scene.wire.receive()).isEmpty();
    scene.network.advance(Duration.ofSeconds(60));
    assertThat(scene.victim.endpoint().halfOpen().total()).isZero();
    assertThat(
            resume(8, new NoncePayload(NONCE), opaque(good)).getFirst().first(NoncePayload.class))
        .as("it is not spent")
        .isPresent();
    assertThat(scene.victim.ikeSas().stream().filter(s -> s.sa().isEstablished())).hasSize(1);
    scene.assertNothingLeaks();
  }

  /** It counts from the authentication, not from when the ticket was first asked for. */
  @Test
  void aTicketThatIsAskedForLateIsGoodForTheRestOnly() {
    Session session = scene.initiator().open();
    List<Payload> all = new ArrayList<>(session.proof(Scene.ADVERSARY, Scene.KEY));
    all.addAll(Session.child(Scene.ADVERSARY, Scene.VICTIM, Scene.SPI));
    session.ask(ExchangeType.IKE_AUTH, 1, all);
    scene.network.advance(Duration.ofSeconds(1000));
    scene.wire.receive();

    Message answer =
        session
            .ask(
                ExchangeType.INFORMATIONAL, 2, List.of(NotifyPayload.of(NotifyType.TICKET_REQUEST)))
            .getFirst();

    assertThat(
            answer.notifies(NotifyType.TICKET_LT_OPAQUE).findFirst().orElseThrow().data().intAt(0))
        .isBetween(2590, 2600);
  }

  @Test
  void anOldTicketIsRefused() {
    Bytes good = ticket();
    scene.network.advance(Duration.ofMinutes(61));
    scene.wire.receive();
    assertRefused(resume(7, new NoncePayload(NONCE), opaque(good)));
    scene.assertNothingLeaks();
  }

  @Test
  void theSameRequestOnceMoreGetsTheSameAnswer() {
    Bytes good = ticket();
    List<Message> first = resume(7, new NoncePayload(NONCE), opaque(good));
    assertThat(resume(7, new NoncePayload(NONCE), opaque(good))).isEqualTo(first);
    assertThat(resume(7, new NoncePayload(Bytes.wrap(new byte[40])), opaque(good))).isEmpty();
    scene.assertNothingLeaks();
  }

  @Test
  @Tag("R5723-4-2")
  void aClientTakesWhateverTicketItGetsAndIsNotLedAstrayByAnswers() {
    Adversary gateway = scene.responder();
    scene.victim.endpoint().initiate("adversary", Optional.empty());
    Session session = gateway.accept(gateway.awaitInit());
    assertThat(session.receive().getFirst().hasNotify(NotifyType.TICKET_REQUEST)).isTrue();
    List<Payload> answer = new ArrayList<>(session.proof(Scene.ADVERSARY, Scene.KEY));
    answer.addAll(Session.child(Scene.VICTIM, Scene.ADVERSARY, Scene.SPI));
    answer.add(
        NotifyPayload.of(
            NotifyType.TICKET_LT_OPAQUE, Bytes.concat(Bytes.ofInt(-1), Bytes.ofText("opaque"))));
    session.answer(ExchangeType.IKE_AUTH, 1, answer);
    scene.assertUnharmed();
    // Silence until the victim gives up, then it wants to resume.
    scene.victim.endpoint().rekeyIke(scene.victim.ikeSas().getFirst().sa().localSpi());
    scene.network.advance(Duration.ofSeconds(90));
    assertThat(scene.victim.ikeSas()).isEmpty();
    scene.wire.receive();
    scene.victim.endpoint().initiate("adversary", Optional.empty());
    Message request = Adversary.read(scene.wire.receive().getFirst());
    assertThat(request.header().exchange()).isEqualTo(RESUME);
    assertThat(request.notifies(NotifyType.TICKET_OPAQUE).findFirst().orElseThrow().data().toText())
        .isEqualTo("opaque");

    Message again =
        answer(request, NotifyPayload.of(NotifyType.COOKIE, Bytes.of(1, 2, 3))).getFirst();
    assertThat(again.payloads().getFirst())
        .isEqualTo(NotifyPayload.of(NotifyType.COOKIE, Bytes.of(1, 2, 3)));
    assertThat(answer(request, new NoncePayload(NONCE))).as("without an SPI").isEmpty();
    List<Message> afresh = answer(request, NotifyPayload.of(NotifyType.TICKET_NACK));
    assertThat(afresh.getFirst().header().exchange()).isEqualTo(ExchangeType.IKE_SA_INIT);
    assertThat(afresh.getFirst().header().initiatorSpi())
        .isNotEqualTo(request.header().initiatorSpi());
    scene.assertNothingLeaks();
  }

  private List<Message> answer(Message request, Payload payload) {
    MessageHeader header =
        MessageHeader.of(request.header().initiatorSpi(), IkeSpi.NONE, RESUME, false, true, 0);
    scene.wire.send(Adversary.encode(new Message(header, List.of(payload))));
    return scene.wire.receive().stream().map(Adversary::read).toList();
  }
}
