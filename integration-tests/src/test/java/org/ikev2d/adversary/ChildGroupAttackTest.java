package org.ikev2d.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.payload.DeletePayload;
import org.ikev2d.payload.KePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.Proposal;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.payload.Transform;
import org.ikev2d.sim.Rules;
import org.ikev2d.sim.SimPolicy;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.ProtocolId;
import org.ikev2d.wire.SnId;
import org.ikev2d.wire.TransformType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A peer that plays with the groups of CHILD SAs (RFC 7296 sections 1.2 and 1.3). */
class ChildGroupAttackTest {
  private static final ExchangeType CREATE = ExchangeType.CREATE_CHILD_SA;
  private static final int X25519 = GroupId.CURVE25519.code();
  private static final int ECP_256 = GroupId.ECP_256.code();

  private final Scene scene = new Scene();
  private final Session session;
  private final CompletableFuture<CommandOutcome> outcome;
  private final Message request;

  /** The victim offers two groups for CHILD SAs, and has tried the first. */
  ChildGroupAttackTest() {
    SimPolicy usual = Scene.policy(Rules.AES_SHA256_X25519);
    scene.victim.replace(
        new SimPolicy(
            List.of(Rules.withPfs(usual.rules().getFirst(), GroupId.CURVE25519, GroupId.ECP_256)),
            usual.policies(),
            Scene.KEY));
    session = scene.established();
    outcome =
        scene
            .victim
            .endpoint()
            .rekeyChild(
                scene.victim.ikeSas().getFirst().sa().children().all().getFirst().inbound());
    List<Message> sent = session.receive();
    assertThat(sent).hasSize(1);
    request = sent.getFirst();
    assertThat(request.first(KePayload.class).map(KePayload::group)).contains(GroupId.CURVE25519);
  }

  /** How many requests there were until the victim gave up, with the groups of their values. */
  private List<Integer> groupsTried(Integer... demands) {
    List<Integer> tried = new ArrayList<>();
    List<Message> requests = List.of(request);
    for (int i = 0; i < 20 && !requests.isEmpty(); i++) {
      tried.add(requests.getFirst().first(KePayload.class).orElseThrow().group().code());
      Bytes group = Bytes.ofShort(demands[i % demands.length]);
      requests =
          session.answer(
              CREATE, i, List.of(NotifyPayload.of(NotifyType.INVALID_KE_PAYLOAD, group)));
    }
    assertThat(outcome.getNow(null)).isInstanceOf(CommandOutcome.Failed.class);
    scene.assertUnharmed();
    scene.assertNothingLeaks();
    return tried;
  }

  @Test
  @Tag("R7296-1.2-3")
  void aPeerIsFollowedOnce() {
    assertThat(groupsTried(ECP_256, X25519)).containsExactly(X25519, ECP_256);
  }

  @Test
  @Tag("R7296-1.2-3")
  void aGroupThatWasNotOfferedIsNotTried() {
    assertThat(groupsTried(2)).containsExactly(X25519);
  }

  @Test
  void aDemandForWhatWasTriedIsARefusal() {
    assertThat(groupsTried(X25519)).containsExactly(X25519);
  }

  /** Both groups were offered, yet the value that the victim has sent is of one only. */
  @Test
  @Tag("R7296-1.3-1")
  void theGroupThatIsChosenIsThatOfTheValue() {
    byte[] point = new byte[32];
    point[0] = 9;
    Proposal chosen =
        new Proposal(
            1,
            ProtocolId.ESP,
            Bytes.ofInt(Scene.SPI + 1),
            List.of(
                Transform.encr(EncrId.AES_CBC, 256),
                Transform.integ(IntegId.HMAC_SHA2_512_256),
                Transform.ke(GroupId.ECP_256),
                Transform.sn(SnId.NO_ESN)));
    assertThat(request.first(SaPayload.class).orElseThrow().proposals().getFirst())
        .satisfies(
            p -> assertThat(p.of(TransformType.KE)).containsAll(chosen.of(TransformType.KE)));
    List<Payload> answer =
        new ArrayList<>(Session.child(Scene.VICTIM, Scene.ADVERSARY, Scene.SPI + 1));
    answer.set(0, new SaPayload(List.of(chosen)));
    answer.add(1, new NoncePayload(Bytes.wrap(new byte[32])));
    answer.add(2, new KePayload(GroupId.CURVE25519, Bytes.wrap(point)));
    List<Message> next = session.answer(CREATE, 0, answer);

    assertThat(outcome.getNow(null)).isInstanceOf(CommandOutcome.Failed.class);
    assertThat(next.getFirst().first(DeletePayload.class))
        .as("the peer believes in a CHILD SA that is none")
        .isPresent();
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }
}
