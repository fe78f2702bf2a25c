package org.ikev2d.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.payload.IdPayload;
import org.ikev2d.payload.KePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.sim.Rules;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PayloadType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An initiator whose first request is not taken as it is. */
class InitRetryTest {
  private static final Bytes COOKIE = Bytes.ofHex("00112233445566778899aabbccddeeff");
  private static final NotifyPayload ECP =
      NotifyPayload.of(NotifyType.INVALID_KE_PAYLOAD, Bytes.ofShort(GroupId.ECP_256.code()));

  private final Scene scene = new Scene();
  private final Adversary adversary = scene.responder();
  private CompletableFuture<CommandOutcome> outcome = new CompletableFuture<>();
  private Bytes first = Bytes.EMPTY;

  @BeforeEach
  void start() {
    // One proposal with two groups, of which the victim tries the one first that is not ours.
    scene.victim.replace(
        Scene.policy(
            Rules.xform(
                EncrChoice.of(EncrId.AES_CBC, 256),
                IntegId.HMAC_SHA2_256_128,
                GroupId.ECP_256,
                GroupId.CURVE25519)));
    begin();
  }

  private void begin() {
    outcome = scene.victim.endpoint().initiate("adversary", Optional.empty());
    first = adversary.awaitInit();
  }

  /** The next version of the request, made because of that answer. */
  private Bytes retry(Bytes request, Payload answer) {
    List<Bytes> next = adversary.answerInit(request, List.of(answer));
    assertThat(next).isNotEmpty();
    Message made = Adversary.read(next.getLast());
    assertThat(made.header()).isEqualTo(Adversary.read(request).header());
    return next.getLast();
  }

  private static NotifyPayload cookie(Bytes data) {
    return NotifyPayload.of(NotifyType.COOKIE, data);
  }

  private static <P extends Payload> P payload(Bytes request, Class<P> type) {
    return Adversary.read(request).first(type).orElseThrow();
  }

  @Test
  @Tag("R7296-2.6-2")
  void aCookieComesFirstAndAllElseStaysAsItWas() {
    for (int octets : new int[] {1, 64}) {
      Bytes data = Bytes.wrap(new byte[octets]);
      List<Payload> expected = new ArrayList<>(Adversary.read(first).payloads());
      expected.removeIf(p -> p instanceof NotifyPayload n && n.kind().equals(NotifyType.COOKIE));
      expected.addFirst(cookie(data));
      first = retry(first, cookie(data));
      assertThat(Adversary.read(first).payloads()).isEqualTo(expected);
      assertThat(Adversary.read(first).header().messageId()).isZero();
      assertThat(Adversary.read(first).header().responderSpi()).isEqualTo(IkeSpi.NONE);
    }
  }

  @Test
  @Tag("R7296-1.2-2")
  void anotherGroupComesWithTheSameProposalsAndNonce() {
    scene.victim.replace(Scene.policy(Rules.AES_SHA256_X25519, Rules.AES_SHA256_ECP256));
    scene.victim.endpoint().close();
    scene.wire.receive();
    begin();
    assertThat(payload(first, KePayload.class).group()).isEqualTo(GroupId.CURVE25519);

    Bytes second = retry(first, ECP);

    assertThat(payload(second, KePayload.class).group()).isEqualTo(GroupId.ECP_256);
    assertThat(payload(second, SaPayload.class)).isEqualTo(payload(first, SaPayload.class));
    assertThat(payload(second, SaPayload.class).proposals()).hasSize(2);
    assertThat(payload(second, NoncePayload.class)).isEqualTo(payload(first, NoncePayload.class));
  }

  @Test
  @Tag("R7296-2.6.1-1")
  void theCookieIsRepeatedWithAnotherGroupAndGivesWayToAFreshOne() {
    NotifyPayload x25519 =
        NotifyPayload.of(NotifyType.INVALID_KE_PAYLOAD, Bytes.ofShort(GroupId.CURVE25519.code()));
    Bytes second = retry(first, cookie(COOKIE));
    Bytes third = retry(second, x25519);
    assertThat(Adversary.read(third).payloads().getFirst()).isEqualTo(cookie(COOKIE));
    assertThat(payload(third, KePayload.class).group()).isEqualTo(GroupId.CURVE25519);

    Bytes fourth = retry(third, cookie(Bytes.of(7)));
    assertThat(Adversary.read(fourth).payloads().getFirst()).isEqualTo(cookie(Bytes.of(7)));
    assertThat(payload(fourth, KePayload.class)).isEqualTo(payload(third, KePayload.class));
  }

  @Test
  @Tag("R7296-2.6-6")
  void theProofIsOverTheLastVersionOfTheRequest() {
    NotifyPayload x25519 =
        NotifyPayload.of(NotifyType.INVALID_KE_PAYLOAD, Bytes.ofShort(GroupId.CURVE25519.code()));
    Bytes last = retry(retry(first, cookie(COOKIE)), x25519);
    Session session = adversary.accept(last);
    List<Message> request = session.receive();
    assertThat(request).hasSize(1);
    assertThat(session.isProved(request.getFirst(), Scene.KEY)).isTrue();
    assertThat(session.isProved(request.getFirst(), "another")).isFalse();

    List<Payload> answer = new ArrayList<>(session.proof(Scene.ADVERSARY, Scene.KEY));
    answer.addAll(Session.child(Scene.VICTIM, Scene.ADVERSARY, Scene.SPI));
    session.answer(ExchangeType.IKE_AUTH, 1, answer);
    assertThat(outcome).isCompletedWithValue(new CommandOutcome.Done());
    scene.assertUnharmed();
  }

  @Test
  @Tag("R7296-2.21.1-1")
  @Tag("R7296-2.5-8")
  void anErrorThatAnybodyCanForgeDoesNotEndIt() {
    for (NotifyType error :
        List.of(
            NotifyType.NO_PROPOSAL_CHOSEN,
            NotifyType.INVALID_SYNTAX,
            NotifyType.AUTHENTICATION_FAILED,
            NotifyType.INVALID_MAJOR_VERSION,
            new NotifyType(9999))) {
      Scene another = new Scene();
      Adversary theirs = another.responder();
      CompletableFuture<CommandOutcome> started =
          another.victim.endpoint().initiate("adversary", Optional.empty());
      Bytes request = theirs.awaitInit();
      theirs.answerInit(request, List.of(NotifyPayload.of(error)));
      assertThat(started).as("%s", error).isNotDone();
      Session session = theirs.accept(request);
      List<Message> auth = session.receive();
      assertThat(auth).as("%s", error).hasSize(1);
      assertThat(auth.getFirst().header().exchange()).isEqualTo(ExchangeType.IKE_AUTH);
      another.assertNothingLeaks();
    }
  }

  @Test
  @Tag("R7296-2.10-1")
  @Tag("R7296-2.12-1")
  @Tag("R7296-3.1-7")
  void spisNoncesAndPublicValuesAreNewEachTime() {
    List<Object> seen = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Message request = Adversary.read(first);
      seen.add(request.header().initiatorSpi());
      seen.add(payload(first, NoncePayload.class));
      seen.add(payload(first, KePayload.class));
      assertThat(payload(first, NoncePayload.class).nonce().length()).isBetween(32, 256);
      scene.victim.endpoint().close();
      scene.wire.receive();
      begin();
    }
    assertThat(seen).doesNotHaveDuplicates();
  }

  @Test
  @Tag("R7296-1.2-5")
  void anotherIdentityThanTheRuleNamesIsRefused() {
    Session session = adversary.accept(retryToOwnGroup());
    session.receive();
    List<Payload> answer = new ArrayList<>(session.proof("10.0.0.77", Scene.KEY));
    answer.addAll(Session.child(Scene.VICTIM, Scene.ADVERSARY, Scene.SPI));
    List<Message> told = session.answer(ExchangeType.IKE_AUTH, 1, answer);
    assertThat(Scene.notifies(told)).containsExactly(NotifyType.AUTHENTICATION_FAILED);
    assertThat(outcome.getNow(null)).isInstanceOf(CommandOutcome.Failed.class);
    scene.assertForgotten();
  }

  private Bytes retryToOwnGroup() {
    return retry(
        first,
        NotifyPayload.of(NotifyType.INVALID_KE_PAYLOAD, Bytes.ofShort(Adversary.GROUP.code())));
  }

  @Test
  @Tag("R7296-2.5-2")
  @Tag("R7296-2.9-1")
  void payloadsComeInTheOrderOfTheFigures() {
    List<PayloadType> init =
        types(Adversary.read(first)).stream().filter(t -> !t.equals(PayloadType.NOTIFY)).toList();
    assertThat(init).containsExactly(PayloadType.SA, PayloadType.KE, PayloadType.NONCE);

    Session session = adversary.accept(retryToOwnGroup());
    Message auth = session.receive().getFirst();
    assertThat(types(auth).stream().filter(t -> !t.equals(PayloadType.NOTIFY)))
        .containsExactly(
            PayloadType.IDI,
            PayloadType.IDR,
            PayloadType.AUTH,
            PayloadType.SA,
            PayloadType.TSI,
            PayloadType.TSR);
    assertThat(auth.first(IdPayload.class).orElseThrow().type()).isEqualTo(PayloadType.IDI);
    scene.assertNothingLeaks();
  }

  private static List<PayloadType> types(Message message) {
    return message.payloads().stream().map(Payload::type).toList();
  }
}
