package org.ikev2d.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ikev2d.payload.DeletePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.AddressRange;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.Extensions;
import org.ikev2d.sim.Rules;
import org.ikev2d.sim.SimPolicy;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PayloadType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A peer with MOBIKE that lies about where it is (RFC 4555). */
class MobikeAttackTest {
  private static final ExchangeType INFORMATIONAL = ExchangeType.INFORMATIONAL;
  private static final String ELSEWHERE = "10.0.0.66";

  private final Scene scene =
      new Scene(EndpointSettings.DEFAULT.withExtensions(Extensions.DEFAULT.withMobike(true)));
  private Session session;

  @BeforeEach
  void establish() {
    SimPolicy policy = Scene.policy(Rules.AES_SHA256_X25519);
    PeerRule r = policy.rules().getFirst();
    PeerRule wide =
        new PeerRule(
            r.label(),
            r.local(),
            List.of(AddressRange.ofPrefix(Rules.address(Scene.ADVERSARY), 24)),
            r.localId(),
            r.remoteIds(),
            r.localAuth(),
            r.remoteAuth(),
            r.xforms(),
            r.childPfs(),
            r.childLifetime());
    SecurityPolicy nets =
        Rules.tunnel(
            "nets",
            "10.2.0.0/16",
            "10.1.0.0/16",
            Scene.VICTIM,
            Scene.ADVERSARY,
            Rules.ESP_AES_SHA512);
    scene.victim.replace(new SimPolicy(List.of(wide), List.of(nets), Scene.KEY));
    session = scene.initiator().open();
    List<Payload> auth = new ArrayList<>(session.proof(Scene.ADVERSARY, Scene.KEY));
    auth.add(new org.ikev2d.payload.SaPayload(List.of(Session.espProposal(Scene.SPI))));
    auth.add(Session.selectors(PayloadType.TSI, Rules.net("10.1.0.0/16")));
    auth.add(Session.selectors(PayloadType.TSR, Rules.net("10.2.0.0/16")));
    auth.add(NotifyPayload.of(NotifyType.MOBIKE_SUPPORTED));
    List<Message> answer = session.ask(ExchangeType.IKE_AUTH, 1, auth);
    assertThat(answer.getFirst().hasNotify(NotifyType.MOBIKE_SUPPORTED)).isTrue();
    assertThat(scene.victim.sadb()).hasSize(2);
  }

  /** With MOBIKE only the update moves an IKE SA (section 3.8). */
  @Tag("R4555-3.8-1")
  @Test
  void anAuthenticMessageFromElsewhereMovesNothing() {
    session.send(session.seal(session.header(INFORMATIONAL, false, 2), List.of()));
    scene.wire.sendFrom(
        ELSEWHERE, 500, session.seal(session.header(INFORMATIONAL, false, 3), List.of()));
    assertThat(scene.wire.receive()).as("it is answered there").hasSize(1);
    assertThat(remote()).isEqualTo(Rules.address(Scene.ADVERSARY));
    assertTrafficGoesTo(Scene.ADVERSARY);
  }

  @Test
  void aSecondUpdateFromTheSamePlaceProvesNothing() {
    moveElsewhere();
    session.ask(INFORMATIONAL, 3, List.of(update()));
    assertTrafficGoesTo(Scene.ADVERSARY);
  }

  @Test
  void trafficDoesNotGoWhereNobodyHasAnswered() {
    Message check = moveElsewhere();
    assertThat(check.hasNotify(NotifyType.COOKIE2)).isTrue();
    scene.network.advance(Duration.ofSeconds(30));
    assertTrafficGoesTo(Scene.ADVERSARY);
  }

  @Tag("R4555-3.7-1")
  @Test
  void aWrongCookieEndsTheIkeSa() {
    Message check = moveElsewhere();
    Bytes wrong = Bytes.wrap(new byte[16]);
    List<Message> answer =
        session.answer(
            INFORMATIONAL,
            check.header().messageId(),
            List.of(NotifyPayload.of(NotifyType.COOKIE2, wrong)));
    assertTrafficGoesTo(Scene.ADVERSARY);
    assertThat(answer).anyMatch(m -> m.all(DeletePayload.class).findAny().isPresent());
    assertThat(scene.victim.events("peer.move.forged")).hasSize(1);
    scene.assertNothingLeaks();
  }

  @Test
  void aMissingCookieEndsTheIkeSaToo() {
    Message check = moveElsewhere();
    session.answer(INFORMATIONAL, check.header().messageId(), List.of());
    assertThat(scene.victim.events("peer.move.forged")).hasSize(1);
    scene.assertNothingLeaks();
  }

  @Tag("R4555-3.7-1")
  @Test
  void theRightCookieMovesTraffic() {
    Message check = moveElsewhere();
    NotifyPayload cookie = check.notifies(NotifyType.COOKIE2).findFirst().orElseThrow();
    assertThat(cookie.data().length()).isBetween(8, 64);
    session.answer(INFORMATIONAL, check.header().messageId(), List.of(cookie));
    assertTrafficGoesTo(ELSEWHERE);
    scene.assertNothingLeaks();
  }

  /** The answer to the check of a place that was left again counts for nothing. */
  @Test
  void anOldCookieDoesNotCountForANewPlace() {
    Message check = moveElsewhere();
    NotifyPayload cookie = check.notifies(NotifyType.COOKIE2).findFirst().orElseThrow();
    scene.wire.moveTo("10.0.0.67");
    session.ask(INFORMATIONAL, 3, List.of(update()));
    session.answer(INFORMATIONAL, check.header().messageId(), List.of(cookie));
    assertTrafficGoesTo(Scene.ADVERSARY);
    scene.network.advance(Duration.ofMinutes(6));
    scene.assertNothingLeaks();
  }

  @Tag("R4555-3.5-1")
  @Test
  void anUpdateFromWhereNoRuleIsChangesNothing() {
    scene.wire.moveTo("10.9.9.9");
    List<Message> answer = session.ask(INFORMATIONAL, 2, List.of(update()));
    assertThat(answer.getFirst().hasNotify(NotifyType.UNACCEPTABLE_ADDRESSES)).isTrue();
    assertThat(remote()).isEqualTo(Rules.address(Scene.ADVERSARY));
    assertTrafficGoesTo(Scene.ADVERSARY);
  }

  @Tag("R4555-3.9-1")
  @Test
  void anUpdateThatANatHasChangedIsRefusedWhereNoneIsAllowed() {
    Bytes exact =
        Bytes.concat(
            Bytes.copyOf(Rules.address(Scene.ADVERSARY).getAddress()),
            Bytes.copyOf(Rules.address(Scene.VICTIM).getAddress()),
            Bytes.ofShort(4500),
            Bytes.ofShort(4500));
    scene.wire.moveTo(ELSEWHERE);
    List<Message> answer =
        session.ask(
            INFORMATIONAL,
            2,
            List.of(update(), NotifyPayload.of(NotifyType.NO_NATS_ALLOWED, exact)));
    assertThat(answer.getFirst().hasNotify(NotifyType.UNEXPECTED_NAT_DETECTED)).isTrue();
    assertThat(remote()).isEqualTo(Rules.address(Scene.ADVERSARY));
  }

  @Tag("R4555-3.5-1")
  @Test
  void aReplayedUpdateMovesNothingBack() {
    Bytes update = session.seal(session.header(INFORMATIONAL, false, 2), List.of(update()));
    scene.wire.sendFrom(ELSEWHERE, 500, update);
    scene.wire.receive();
    scene.wire.moveTo("10.0.0.67");
    session.ask(INFORMATIONAL, 3, List.of(update()));
    scene.wire.sendFrom(ELSEWHERE, 500, update);
    scene.wire.receive();
    assertThat(remote()).isEqualTo(Rules.address("10.0.0.67"));
  }

  @Tag("R4555-3.4-1")
  @Test
  void onlySoManyAddressesOfAPeerAreKept() {
    List<Payload> many = new ArrayList<>();
    for (int i = 1; i < 60; i++) {
      many.add(NotifyPayload.of(NotifyType.ADDITIONAL_IP4_ADDRESS, Bytes.of(10, 0, 0, 100 + i)));
    }
    many.add(NotifyPayload.of(NotifyType.ADDITIONAL_IP4_ADDRESS, Bytes.of(10, 0)));
    many.add(NotifyPayload.of(NotifyType.ADDITIONAL_IP6_ADDRESS, Bytes.wrap(new byte[16])));
    session.ask(INFORMATIONAL, 2, many);
    assertThat(scene.victim.events("peer.addresses").getFirst().fields())
        .hasEntrySatisfying("also", also -> assertThat(also.split(",")).hasSize(16));
    session.ask(INFORMATIONAL, 3, List.of(NotifyPayload.of(NotifyType.NO_ADDITIONAL_ADDRESSES)));
    assertThat(scene.victim.events("peer.addresses").get(1).fields()).containsEntry("also", "[]");
  }

  @Test
  void aCookieOfALengthThatIsNotAllowedIsNotEchoed() {
    for (int length : new int[] {0, 7, 65}) {
      List<Message> answer =
          session.ask(
              INFORMATIONAL,
              2 + (length > 0 ? 1 : 0) + (length > 7 ? 1 : 0),
              List.of(NotifyPayload.of(NotifyType.COOKIE2, Bytes.wrap(new byte[length]))));
      assertThat(answer.getFirst().payloads()).as("of " + length).isEmpty();
    }
  }

  /** Answers with the check of the route that the victim sends to the new place. */
  private Message moveElsewhere() {
    scene.wire.moveTo(ELSEWHERE);
    List<Message> all = session.ask(INFORMATIONAL, 2, List.of(update()));
    return all.stream().filter(m -> !m.header().response()).findFirst().orElseThrow();
  }

  private static NotifyPayload update() {
    return NotifyPayload.of(NotifyType.UPDATE_SA_ADDRESSES);
  }

  private InetAddress remote() {
    return scene.victim.ikeSas().getFirst().sa().path().remoteAddress();
  }

  private void assertTrafficGoesTo(String address) {
    assertThat(scene.victim.sadb())
        .filteredOn(s -> s.id().source().equals(Rules.address(Scene.VICTIM)))
        .allMatch(s -> s.id().destination().equals(Rules.address(address)));
  }
}
