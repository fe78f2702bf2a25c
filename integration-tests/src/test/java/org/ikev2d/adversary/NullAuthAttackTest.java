package org.ikev2d.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.ikev2d.payload.IdPayload;
import org.ikev2d.payload.Identity;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.Extensions;
import org.ikev2d.sim.Rules;
import org.ikev2d.sim.SimPolicy;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IdType;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PayloadType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What strangers try where strangers are served (RFC 7619 section 3). */
@Tag("R7619-2-1")
class NullAuthAttackTest {
  private static final IdPayload NOBODY = Identity.NULL.toPayload(PayloadType.IDI);

  private final Scene scene =
      new Scene(EndpointSettings.DEFAULT.withExtensions(Extensions.DEFAULT.withMobike(true)));

  NullAuthAttackTest() {
    PeerRule like = Rules.rule("adversary", Scene.VICTIM, Scene.ADVERSARY, Rules.AES_SHA256_X25519);
    PeerRule strangers =
        new PeerRule(
            "strangers",
            like.local(),
            like.remote(),
            like.localId(),
            List.of(),
            AuthChoice.PRESHARED,
            AuthChoice.NULL,
            like.xforms(),
            like.childPfs(),
            like.childLifetime());
    scene.victim.replace(
        new SimPolicy(
            List.of(like, strangers),
            List.of(Rules.transport("hosts", Scene.VICTIM, Scene.ADVERSARY, Rules.ESP_AES_SHA512)),
            Scene.KEY));
  }

  private List<Message> auth(Session session, List<Payload> proof, Payload... more) {
    List<Payload> all = new ArrayList<>(proof);
    all.addAll(Session.child(Scene.ADVERSARY, Scene.VICTIM, Scene.SPI));
    all.addAll(List.of(more));
    return session.ask(ExchangeType.IKE_AUTH, 1, all);
  }

  @Test
  void whoProvesNothingIsNobodyWhateverItClaims() {
    Session session = scene.initiator().open();
    IdPayload claimed =
        Identity.ofAddress(Rules.address(Scene.ADVERSARY)).toPayload(PayloadType.IDI);

    auth(session, session.noProof(claimed));

    scene.assertUnharmed();
    assertThat(scene.victim.ikeSas().getFirst().remoteId()).contains(Identity.NULL);
    scene.assertNothingLeaks();
  }

  @Test
  void initialContactOfAStrangerEndsNothing() {
    Session first = scene.initiator().open();
    auth(first, first.noProof(NOBODY));
    Session second = scene.initiator().open();

    auth(second, second.noProof(NOBODY), NotifyPayload.of(NotifyType.INITIAL_CONTACT));

    assertThat(scene.victim.ikeSas()).hasSize(2).allMatch(s -> s.sa().isEstablished());
    scene.assertNothingLeaks();
  }

  @Test
  void aStrangerTakesNoTrafficFromAKnownPeer() {
    scene.established();
    Session stranger = scene.initiator().open();

    List<Message> answer = auth(stranger, stranger.noProof(NOBODY));

    assertThat(Scene.notifies(answer)).containsExactly(NotifyType.TS_UNACCEPTABLE);
    assertThat(scene.victim.sadb()).hasSize(2);
    scene.assertNothingLeaks();
  }

  /** Else it could take the traffic for the address that it has had along. */
  @Test
  void aStrangersIkeSaDoesNotMove() {
    for (boolean known : List.of(true, false)) {
      Session session = scene.initiator().open();
      IdPayload id = Identity.ofAddress(Rules.address(Scene.ADVERSARY)).toPayload(PayloadType.IDI);
      List<Payload> proof = known ? session.proof(id, Scene.KEY) : session.noProof(NOBODY);

      List<Message> answer = auth(session, proof, NotifyPayload.of(NotifyType.MOBIKE_SUPPORTED));

      assertThat(answer)
          .singleElement()
          .matches(m -> m.hasNotify(NotifyType.MOBIKE_SUPPORTED) == known);
    }
  }

  @Test
  void aKnownPeerMayNotBeAnonymous() {
    Session session = scene.initiator().open();

    List<Message> answer = auth(session, session.proof(NOBODY, Scene.KEY));

    assertThat(Scene.notifies(answer)).containsExactly(NotifyType.AUTHENTICATION_FAILED);
    scene.assertForgotten();
  }

  @Test
  void theCodeOfAnotherExchangeIsRefused() {
    Session other = scene.initiator().open();
    Session session = scene.initiator().open();

    List<Message> answer = auth(session, other.noProof(NOBODY));

    assertThat(Scene.notifies(answer)).containsExactly(NotifyType.AUTHENTICATION_FAILED);
  }

  @Test
  void nobodyHasNoData() {
    Session session = scene.initiator().open();
    IdPayload odd = new IdPayload(PayloadType.IDI, IdType.NULL, 0, Bytes.of(1));

    List<Message> answer = auth(session, session.noProof(odd));

    assertThat(Scene.notifies(answer)).containsExactly(NotifyType.INVALID_SYNTAX);
    assertThat(scene.victim.sadb()).isEmpty();
  }
}
