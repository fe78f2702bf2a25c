package org.ikev2d.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.Extensions;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.NotifyType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The peer of a cluster that fails over (RFC 6311). The adversary plays the member that takes over:
 * it has started the IKE SA, so its next message ID is 2 and the victim's is 0.
 */
class MessageIdSyncTest {
  private static final ExchangeType INFORMATIONAL = ExchangeType.INFORMATIONAL;

  private final Scene scene =
      new Scene(
          EndpointSettings.DEFAULT.withExtensions(Extensions.DEFAULT.withMessageIdSync(true)));
  private final Session session = scene.initiator().open();

  @BeforeEach
  void authenticate() {
    assertThat(authenticate(session, true).hasNotify(NotifyType.IKEV2_MESSAGE_ID_SYNC_SUPPORTED))
        .isTrue();
    scene.assertUnharmed();
  }

  private static Message authenticate(Session session, boolean offered) {
    List<Payload> all = new ArrayList<>(session.proof(Scene.ADVERSARY, Scene.KEY));
    all.addAll(Session.child(Scene.ADVERSARY, Scene.VICTIM, Scene.SPI));
    if (offered) {
      all.add(NotifyPayload.of(NotifyType.IKEV2_MESSAGE_ID_SYNC_SUPPORTED));
    }
    return session.ask(ExchangeType.IKE_AUTH, 1, all).getFirst();
  }

  private static List<Payload> announced(int nonce, int sends, int expects) {
    return List.of(
        NotifyPayload.of(
            NotifyType.IKEV2_MESSAGE_ID_SYNC,
            Bytes.concat(Bytes.ofInt(nonce), Bytes.ofInt(sends), Bytes.ofInt(expects))));
  }

  private static Bytes sync(Session session, int nonce, int sends, int expects) {
    return session.seal(session.header(INFORMATIONAL, false, 0), announced(nonce, sends, expects));
  }

  private List<Message> sync(int nonce, int sends, int expects) {
    return session.send(sync(session, nonce, sends, expects));
  }

  private static void assertConfirms(
      List<Message> answer, int nonce, int nextSent, int nextReceived) {
    assertThat(answer).hasSize(1);
    assertThat(answer.getFirst().header().messageId()).isZero();
    assertThat(answer.getFirst().payloads()).isEqualTo(announced(nonce, nextSent, nextReceived));
  }

  /** Requests in both directions with these message IDs are answered. */
  private void assertGoesOn(int theirNext, int ourNext) {
    assertThat(session.ask(INFORMATIONAL, theirNext, List.of())).as("our answer").hasSize(1);
    CompletableFuture<CommandOutcome> outcome = rekeyChild();
    List<Message> asked = session.receive();
    assertThat(asked).hasSize(1);
    assertThat(asked.getFirst().header().messageId()).isEqualTo(ourNext);
    session.answer(
        ExchangeType.CREATE_CHILD_SA,
        ourNext,
        List.of(NotifyPayload.of(NotifyType.NO_ADDITIONAL_SAS)));
    assertThat(outcome).isCompleted();
    scene.assertUnharmed();
  }

  private CompletableFuture<CommandOutcome> rekeyChild() {
    return scene
        .victim
        .endpoint()
        .rekeyChild(scene.victim.ikeSas().getFirst().sa().children().all().getFirst().inbound());
  }

  @Tag("R6311-5-1")
  @ParameterizedTest
  @CsvSource({
    "0,0,2,0", "0,0,5,0", "0,0,2,4", "0,0,7,9", "3,0,5,0", "3,0,8,2", "0,1,2,1", "0,1,6,3",
    "2,2,4,2"
  })
  @Tag("R6311-5-1")
  void bothGoOnFromTheAnnouncedIds(int theirTraffic, int ourTraffic, int sends, int expects) {
    for (int i = 0; i < theirTraffic; i++) {
      session.ask(INFORMATIONAL, 2 + i, List.of());
    }
    for (int i = 0; i < ourTraffic; i++) {
      rekeyChild();
      session.receive();
      session.answer(
          ExchangeType.CREATE_CHILD_SA, i, List.of(NotifyPayload.of(NotifyType.NO_ADDITIONAL_SAS)));
    }
    assertConfirms(sync(77, sends, expects), 77, expects, sends);
    assertThat(scene.victim.events("ike.failover")).hasSize(1);
    assertGoesOn(sends, expects);
    scene.assertNothingLeaks();
  }

  @Tag("R6311-5-1")
  @Test
  void theSameRequestOnceMoreGetsTheSameAnswer() {
    Bytes request = sync(session, 77, 5, 3);
    List<Message> first = session.send(request);
    assertThat(session.send(request)).isEqualTo(first).hasSize(1);
    assertThat(scene.victim.events("ike.failover")).hasSize(1);
    assertGoesOn(5, 3);
  }

  @Test
  @Tag("R6311-5-1")
  void anOldRequestIsIgnoredOnceThereWasTraffic() {
    Bytes old = sync(session, 77, 5, 3);
    assertThat(session.send(old)).hasSize(1);
    assertGoesOn(5, 3);
    assertThat(session.send(old)).as("the same").isEmpty();
    assertThat(sync(78, 5, 3)).as("one that was delayed").isEmpty();
    assertGoesOn(6, 4);
  }

  @Test
  void anOldRequestIsIgnoredOnceWeHaveSentSomething() {
    Bytes old = sync(session, 77, 5, 3);
    assertThat(session.send(old)).hasSize(1);
    rekeyChild();
    session.receive();
    session.answer(
        ExchangeType.CREATE_CHILD_SA, 3, List.of(NotifyPayload.of(NotifyType.NO_ADDITIONAL_SAS)));
    assertThat(session.send(old)).isEmpty();
    assertGoesOn(5, 4);
  }

  @Tag("R6311-5-1")
  @Test
  void withoutAgreementNothingHappens() {
    for (boolean offered : new boolean[] {true, false}) {
      Scene other =
          new Scene(
              EndpointSettings.DEFAULT.withExtensions(
                  Extensions.DEFAULT.withMessageIdSync(!offered)));
      Session stranger = other.initiator().open();
      assertThat(
              authenticate(stranger, offered).hasNotify(NotifyType.IKEV2_MESSAGE_ID_SYNC_SUPPORTED))
          .isFalse();
      assertThat(stranger.send(sync(stranger, 77, 5, 3))).isEmpty();
      assertThat(stranger.ask(INFORMATIONAL, 5, List.of())).isEmpty();
      assertThat(stranger.ask(INFORMATIONAL, 2, List.of())).hasSize(1);
      other.assertUnharmed();
      other.assertNothingLeaks();
    }
  }

  @Tag("R6311-5-1")
  @Test
  void anIdThatWeHaveSeenIsNotAnnouncedAgain() {
    session.ask(INFORMATIONAL, 2, List.of());
    session.ask(INFORMATIONAL, 3, List.of());
    for (int sends : new int[] {0, 1, 3, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      assertThat(sync(77, sends, 9)).as("sends " + sends).isEmpty();
    }
    assertThat(sync(77, 4, Integer.MAX_VALUE)).isEmpty();
    assertGoesOn(4, 0);
    scene.assertNothingLeaks();
  }

  @Tag("R6311-5-1")
  @Test
  void anExpectedIdThatWeHaveUsedIsRaised() {
    rekeyChild();
    session.receive();
    session.answer(
        ExchangeType.CREATE_CHILD_SA, 0, List.of(NotifyPayload.of(NotifyType.NO_ADDITIONAL_SAS)));
    assertConfirms(sync(77, 6, 0), 77, 1, 6);
    assertGoesOn(6, 1);
  }

  @Test
  @Tag("R6311-5-1")
  void aRequestOfOursThatWaitsCountsAsSentAndCompletes() {
    CompletableFuture<CommandOutcome> outcome = rekeyChild();
    assertThat(session.receive().getFirst().header().messageId()).isZero();
    assertConfirms(sync(77, 6, 0), 77, 1, 6);
    assertThat(outcome).isNotCompleted();
    session.answer(
        ExchangeType.CREATE_CHILD_SA, 0, List.of(NotifyPayload.of(NotifyType.NO_ADDITIONAL_SAS)));
    assertThat(outcome).isCompleted();
    assertGoesOn(6, 1);
  }

  @Test
  void whetherTheOldMemberLivesIsAnsweredByTheNewOne() {
    Scene other =
        new Scene(
            EndpointSettings.DEFAULT
                .withLiveness(java.time.Duration.ofSeconds(10))
                .withExtensions(Extensions.DEFAULT.withMessageIdSync(true)));
    Session member = other.initiator().open();
    authenticate(member, true);
    other.network.advance(java.time.Duration.ofSeconds(12));
    assertThat(member.receive()).isNotEmpty();
    assertConfirms(member.send(sync(member, 77, 6, 0)), 77, 1, 6);
    other.network.advance(java.time.Duration.ofSeconds(9));
    assertThat(member.receive()).as("no repetition of the question").isEmpty();
    other.assertUnharmed();
  }

  @Test
  void theInitiatorFollowsAClusterToo() {
    Scene other =
        new Scene(
            EndpointSettings.DEFAULT.withExtensions(Extensions.DEFAULT.withMessageIdSync(true)));
    Adversary cluster = other.responder();
    other.victim.endpoint().initiate("adversary", Optional.empty());
    Session member = cluster.accept(cluster.awaitInit());
    Message request = member.receive().getFirst();
    assertThat(request.hasNotify(NotifyType.IKEV2_MESSAGE_ID_SYNC_SUPPORTED)).isTrue();
    List<Payload> answer = new ArrayList<>(member.proof(Scene.ADVERSARY, Scene.KEY));
    answer.addAll(Session.child(Scene.VICTIM, Scene.ADVERSARY, Scene.SPI));
    answer.add(NotifyPayload.of(NotifyType.IKEV2_MESSAGE_ID_SYNC_SUPPORTED));
    member.answer(ExchangeType.IKE_AUTH, 1, answer);
    other.assertUnharmed();

    // Neither side has sent anything since, so that the member could begin with 0 as well.
    assertConfirms(member.send(sync(member, 5, 0, 2)), 5, 2, 0);
    assertConfirms(member.send(sync(member, 6, 3, 7)), 6, 7, 3);
    assertThat(member.ask(INFORMATIONAL, 3, List.of())).hasSize(1);
    other.assertUnharmed();
  }

  @Test
  void garbageInTheNotificationIsAnOldRequest() {
    for (int octets : new int[] {0, 4, 11, 13, 64}) {
      NotifyPayload garbage =
          NotifyPayload.of(NotifyType.IKEV2_MESSAGE_ID_SYNC, Bytes.wrap(new byte[octets]));
      assertThat(session.ask(INFORMATIONAL, 0, List.of(garbage))).isEmpty();
    }
    assertGoesOn(2, 0);
    scene.assertNothingLeaks();
  }

  @Test
  void aForgedRequestLeavesNothingBehind() {
    byte[] forged = sync(session, 77, 9, 9).toArray();
    forged[forged.length - 1] ^= 1;
    assertThat(session.send(Bytes.wrap(forged))).isEmpty();
    assertThat(
            session.send(
                Adversary.encode(
                    new Message(session.header(INFORMATIONAL, false, 0), announced(77, 9, 9)))))
        .isEmpty();
    assertThat(scene.victim.events("ike.failover")).isEmpty();
    assertThat(Optional.of(scene.victim.ikeSas().getFirst().sa().outbound().nextId())).contains(0);
    assertGoesOn(2, 0);
  }
}
