package org.ikev2d.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ikev2d.payload.DeletePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.ChildLifetime;
import org.ikev2d.port.IkeXform;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sim.Rules;
import org.ikev2d.sim.SimPolicy;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.ProtocolId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A peer that lets nothing be replaced, or does not delete what it has replaced. */
class LifetimeEndTest {
  private static final ExchangeType CREATE = ExchangeType.CREATE_CHILD_SA;
  private static final Duration SOFT = Duration.ofSeconds(30);
  private static final Duration HARD = Duration.ofSeconds(60);
  private static final Duration LONG = Duration.ofHours(8);

  private final Scene scene = new Scene();

  /** With that time for the IKE SA to be replaced, and soft and hard limits of CHILD SAs. */
  private Session establish(Duration ike, Duration soft, Duration hard) {
    IkeXform x = Rules.AES_SHA256_X25519;
    IkeXform limited = new IkeXform(x.encr(), x.integ(), x.prf(), x.groups(), ike);
    PeerRule r = Rules.rule("adversary", Scene.VICTIM, Scene.ADVERSARY, limited);
    PeerRule rule =
        new PeerRule(
            r.label(),
            r.local(),
            r.remote(),
            r.localId(),
            r.remoteIds(),
            r.localAuth(),
            r.remoteAuth(),
            r.xforms(),
            r.childPfs(),
            new ChildLifetime(soft, hard, 0, 0, Duration.ZERO));
    scene.victim.replace(
        new SimPolicy(List.of(rule), Scene.policy(Rules.AES_SHA256_X25519).policies(), Scene.KEY));
    return scene.established();
  }

  /** Refuses every exchange for so long; answers with all that was asked. */
  private List<Message> refuseFor(Session session, Duration time) {
    List<Message> asked = new ArrayList<>();
    long end = scene.network.clock().nanoTime() + time.toNanos();
    while (scene.network.clock().nanoTime() < end) {
      scene.network.advance(Duration.ofMillis(200));
      for (Message request : session.receive()) {
        asked.add(request);
        NotifyPayload refusal = NotifyPayload.of(NotifyType.NO_ADDITIONAL_SAS);
        boolean create = request.header().exchange().equals(CREATE);
        session.answer(
            request.header().exchange(),
            request.header().messageId(),
            create ? List.of(refusal) : List.of());
      }
    }
    return asked;
  }

  private ChildSa child() {
    return scene.victim.ikeSas().getFirst().sa().children().all().getFirst();
  }

  @Test
  @Tag("R7296-2.8-4")
  @Tag("R7296-2.8-5")
  void aChildSaThatCannotBeReplacedIsDeletedAtItsHardLimit() {
    Session session = establish(LONG, SOFT, HARD);
    ChildSa child = child();
    List<Message> early = refuseFor(session, Duration.ofSeconds(50));
    assertThat(early).isNotEmpty().allMatch(m -> m.hasNotify(NotifyType.REKEY_SA));
    assertThat(scene.victim.sadb()).hasSize(2);

    List<Message> late = refuseFor(session, Duration.ofSeconds(15));
    assertThat(late)
        .filteredOn(m -> !m.hasNotify(NotifyType.REKEY_SA))
        .extracting(Message::payloads)
        .containsExactly(List.of(new DeletePayload(ProtocolId.ESP, List.of(child.spi()))));
    assertThat(scene.victim.sadb()).isEmpty();
    assertThat(scene.victim.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
    scene.assertNothingLeaks();
  }

  @Test
  @Tag("R7296-2.8-4")
  @Tag("R7296-2.8-5")
  void anIkeSaThatCannotBeReplacedIsDeletedSomeTimeAfterItShouldHaveBeen() {
    Session session = establish(SOFT, LONG, LONG);
    List<Message> early = refuseFor(session, Duration.ofSeconds(55));
    assertThat(early).isNotEmpty().allMatch(m -> m.header().exchange().equals(CREATE));
    assertThat(scene.victim.ikeSas()).hasSize(1);

    List<Message> late = refuseFor(session, Duration.ofSeconds(15));
    assertThat(late.getLast().payloads()).containsExactly(DeletePayload.ikeSa());
    scene.assertForgotten();
  }

  @Test
  @Tag("R7296-2.8-4")
  void bothSidesDoNotAskAtTheSameMoment() {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      LifetimeEndTest another = new LifetimeEndTest();
      for (int draws = 0; draws < i; draws++) {
        another.scene.initiator().open();
      }
      another.scene.network.advance(Duration.ofMinutes(2));
      another.establish(LONG, Duration.ofSeconds(1000), Duration.ofSeconds(2000));
      long start = another.scene.network.clock().nanoTime();
      while (another.scene.victim.events("child.expired").isEmpty()) {
        another.scene.network.advance(Duration.ofMillis(100));
      }
      times.add(another.scene.network.clock().nanoTime() - start);
    }
    assertThat(times)
        .allMatch(t -> t <= Duration.ofSeconds(1000).toNanos())
        .allMatch(t -> t >= Duration.ofSeconds(900).toNanos());
    assertThat(times.stream().distinct().count()).isGreaterThan(4);
  }

  @Test
  @Tag("RX-COLL-3")
  void theLimitsOfAReplacedChildSaStartNothing() {
    Session session = establish(LONG, SOFT, HARD);
    ChildSa old = child();
    refuseFor(session, Duration.ofSeconds(20));
    List<Payload> rekey =
        new ArrayList<>(Session.child(Scene.ADVERSARY, Scene.VICTIM, Scene.SPI + 1));
    rekey.add(1, new NoncePayload(Bytes.wrap(new byte[32])));
    rekey.add(NotifyPayload.about(NotifyType.REKEY_SA, ProtocolId.ESP, new ChildSpi(Scene.SPI)));
    assertThat(session.ask(CREATE, 2, rekey).getFirst().firstError()).isEmpty();

    assertThat(refuseFor(session, Duration.ofSeconds(22)))
        .as("past the soft limit of the old")
        .isEmpty();
    assertThat(scene.victim.sadb()).anyMatch(s -> s.id().equals(old.inbound()));
    List<Message> asked = refuseFor(session, Duration.ofSeconds(22));
    assertThat(asked).as("of the new one").allMatch(m -> m.hasNotify(NotifyType.REKEY_SA));
    assertThat(scene.victim.sadb()).noneMatch(s -> s.id().equals(old.inbound()));
    assertThat(child().outbound().spi().value()).isEqualTo(Scene.SPI + 1);
    scene.assertNothingLeaks();
  }
}
