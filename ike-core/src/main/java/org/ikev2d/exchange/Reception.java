package org.ikev2d.exchange;

import java.util.List;
import java.util.Optional;
import org.ikev2d.codec.Decoded;
import org.ikev2d.codec.Problem;
import org.ikev2d.envelope.Opened;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.payload.DeletePayload;
import org.ikev2d.payload.EncryptedFragmentPayload;
import org.ikev2d.payload.EncryptedPayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.Path;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.IkeSaState;
import org.ikev2d.sa.Keyed;
import org.ikev2d.sa.Outbound.Pending;
import org.ikev2d.sa.Purpose;
import org.ikev2d.sa.Role;
import org.ikev2d.sa.SaEvent;
import org.ikev2d.sa.TimerKey;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.ProtocolId;

/** From a datagram to the handler of its exchange (RFC 7296 sections 2.1 to 2.3 and 2.21). */
final class Reception {
  private Reception() {}

  static void received(Turn turn, SaEvent.Received event) {
    turn.cameFrom(event.path());
    switch (turn.context().codec().decode(event.datagram())) {
      case Decoded.Malformed malformed -> malformed(turn, event, malformed);
      case Decoded.Complete complete -> {
        Message outer = complete.message();
        if (outer.header().fromInitiator() == (turn.sa().role() == Role.INITIATOR)) {
          drop(turn, "the Initiator flag is ours");
        } else if (isSealed(outer)) {
          sealed(turn, event, outer);
        } else {
          open(turn, event, outer);
        }
      }
    }
    if (turn.sa().role() == Role.RESPONDER && turn.sa().state() instanceof IkeSaState.Larval) {
      turn.retire("the first message is no IKE_SA_INIT request", Optional.empty());
    }
  }

  /** A message that cannot be read cannot be authentic; only the very first one gets an answer. */
  private static void malformed(Turn turn, SaEvent.Received event, Decoded.Malformed malformed) {
    boolean first = turn.sa().state() instanceof IkeSaState.Larval;
    if (first && malformed.header().isPresent()) {
      MessageHeader header = malformed.header().get();
      Bytes answer =
          turn.context()
              .codec()
              .encode(
                  new Message(
                      MessageHeader.of(
                          header.initiatorSpi(),
                          header.responderSpi(),
                          header.exchange(),
                          false,
                          true,
                          header.messageId()),
                      List.of(notify(malformed.problem()))));
      turn.effect(new Effect.Send(event.path(), List.of(answer)));
      turn.retire("malformed", Optional.of(refusal(header, malformed.problem())));
    }
    drop(turn, malformed.problem().toString());
  }

  /** Messages without an SK payload: those of IKE_SA_INIT, and what anybody can forge. */
  private static void open(Turn turn, SaEvent.Received event, Message message) {
    boolean init = message.header().exchange().equals(ExchangeType.IKE_SA_INIT);
    boolean zero = message.header().messageId() == 0;
    boolean resume = message.header().exchange().equals(ExchangeType.IKE_SESSION_RESUME);
    switch (turn.sa().state()) {
      case IkeSaState.Larval larval when resume && zero && !message.header().response() ->
          ResumeResponder.request(turn, message, event.datagram());
      case IkeSaState.AuthAwaited awaited when resume && !message.header().response() ->
          repeatInit(turn, awaited, event);
      case IkeSaState.ResumeSent sent when resume && zero && message.header().response() ->
          ResumeInitiator.response(turn, sent, message, event.datagram());
      case IkeSaState.Larval larval when init && zero && !message.header().response() ->
          InitResponder.request(turn, message, event.datagram());
      case IkeSaState.AuthAwaited awaited when init && !message.header().response() ->
          repeatInit(turn, awaited, event);
      case IkeSaState.InitSent sent when init && zero && message.header().response() ->
          InitInitiator.response(turn, sent, message, event.datagram());
      case IkeSaState keyed when CrashDetection.claimed(turn, message) -> {}
      case IkeSaState other ->
          drop(turn, "unprotected " + message.header().exchange() + " in state " + other.label());
    }
  }

  /** Only the very same request gets the very same answer (RFC 7296 section 2.1). */
  private static void repeatInit(
      Turn turn, IkeSaState.AuthAwaited awaited, SaEvent.Received event) {
    if (awaited.request().equals(event.datagram())) {
      turn.sa().inbound().answer(0).ifPresent(a -> turn.effect(new Effect.Send(event.path(), a)));
    } else {
      drop(turn, "another IKE_SA_INIT request with the same SPI");
    }
  }

  private static void sealed(Turn turn, SaEvent.Received event, Message outer) {
    Optional<Keyed> keyed = turn.sa().keyed();
    if (keyed.isEmpty()) {
      drop(turn, "protected message before there are keys");
      return;
    }
    if (MessageIdSync.handled(turn, event, keyed.get(), outer)) {
      return;
    }
    Optional<String> stale = Freshness.screen(turn, event, keyed.get().envelope(), outer);
    if (stale.isPresent()) {
      drop(turn, stale.get());
      return;
    }
    int waiting = keyed.get().envelope().fragmentOctets();
    switch (keyed.get().envelope().open(event.datagram(), outer)) {
      case Opened.NotAuthentic not -> drop(turn, not.why());
      case Opened.FragmentPending pending -> {
        if (keyed.get().envelope().fragmentOctets() > waiting) {
          turn.arm(new TimerKey.Fragments(), turn.context().settings().responseWait());
        }
      }
      case Opened.Broken broken -> {
        heard(turn);
        NotifyPayload answer = notify(broken.problem());
        broken(turn, keyed.get(), outer, refusal(outer.header(), broken.problem()), answer);
      }
      case Opened.Payloads opened -> {
        heard(turn);
        Message message = new Message(outer.header(), opened.payloads());
        Optional<Refusal.BadMessage> against = PayloadRules.check(message);
        if (against.isPresent()) {
          NotifyPayload answer = NotifyPayload.of(against.get().toNotify());
          broken(turn, keyed.get(), message, against.get(), answer);
        } else if (message.header().response()) {
          response(turn, keyed.get(), outer, opened, event.path());
        } else {
          follow(turn, event.path());
          Movement.follow(turn, event.path(), message);
          handle(turn, keyed.get(), outer, opened);
        }
      }
    }
  }

  /** Only what is authentic and no repetition shows that the peer lives (section 2.4). */
  private static void heard(Turn turn) {
    turn.update(s -> s.heardAt(turn.context().nanos()));
  }

  private static void handle(Turn turn, Keyed keyed, Message outer, Opened.Payloads opened) {
    Message message = new Message(outer.header(), opened.payloads());
    ExchangeType exchange = message.header().exchange();
    IkeSaState state = turn.sa().state();
    if (state instanceof IkeSaState.AuthSent || state instanceof IkeSaState.IntermediateSent) {
      // It has overtaken the peer's proof of its identity, and comes again.
      drop(turn, exchange + " request before authentication");
    } else if (turn.traits().has(Collisions.Heirless.class) && isAboutChild(message)) {
      // The peer is ahead of us: the CHILD SAs will be here when it asks again.
      drop(turn, exchange + " request before the CHILD SAs have moved");
    } else if (exchange.equals(ExchangeType.INFORMATIONAL)
        && !(state instanceof IkeSaState.AuthAwaited)) {
      Informational.request(turn, keyed, message);
    } else if (exchange.equals(ExchangeType.INFORMATIONAL)
        && state instanceof IkeSaState.AuthAwaited awaited
        && EapResponder.wasGivenUp(turn, awaited, message)) {
      Intermediate.forget(turn);
    } else if (exchange.equals(ExchangeType.IKE_INTERMEDIATE)
        && state instanceof IkeSaState.AuthAwaited awaited) {
      IntermediateResponder.request(turn, awaited, outer, opened);
    } else if (exchange.equals(ExchangeType.IKE_AUTH)
        && state instanceof IkeSaState.AuthAwaited awaited
        && Intermediate.next(turn, keyed.suite()).isEmpty()) {
      Intermediate.forget(turn);
      AuthResponder.request(turn, awaited, message);
    } else if (exchange.equals(ExchangeType.CREATE_CHILD_SA)
        && state instanceof IkeSaState.Established established) {
      CreateChild.request(turn, established, message);
    } else if (exchange.equals(ExchangeType.IKE_FOLLOWUP_KE)
        && state instanceof IkeSaState.Established established) {
      FollowUpResponder.request(turn, established, message);
    } else if ((exchange.equals(ExchangeType.CREATE_CHILD_SA)
            || exchange.equals(ExchangeType.IKE_FOLLOWUP_KE))
        && (state instanceof IkeSaState.Deleting || state instanceof IkeSaState.Replaced)) {
      answerError(turn, keyed, message.header(), NotifyType.TEMPORARY_FAILURE);
    } else {
      // A request that is authentic is answered, even one of an exchange nobody knows.
      answerError(turn, keyed, message.header(), NotifyType.INVALID_SYNTAX);
      drop(turn, exchange + " in state " + state.label());
    }
  }

  private static boolean isAboutChild(Message message) {
    return message.header().exchange().equals(ExchangeType.CREATE_CHILD_SA)
        || message.all(DeletePayload.class).anyMatch(d -> !d.protocol().equals(ProtocolId.IKE));
  }

  private static void answerError(Turn turn, Keyed keyed, MessageHeader header, NotifyType error) {
    Requests.respond(
        turn, keyed, header.exchange(), header.messageId(), List.of(NotifyPayload.of(error)));
  }

  private static void response(
      Turn turn, Keyed keyed, Message outer, Opened.Payloads opened, Path path) {
    Message message = new Message(outer.header(), opened.payloads());
    Optional<Pending> found = turn.sa().outbound().find(message.header().messageId());
    if (found.isEmpty() || !found.get().exchange().equals(message.header().exchange())) {
      drop(turn, "answer to no request of ours, message ID " + message.header().messageId());
      return;
    }
    Pending pending = found.get();
    Requests.settle(turn, pending.messageId());
    Movement.follow(turn, path, message);
    AddressUpdate.answered(turn, pending, message, path);
    if (pending.exchange().equals(ExchangeType.CREATE_CHILD_SA)) {
      Retries.answered(turn, message);
    }
    if (pending.purpose() instanceof Purpose.Intermediate intermediate
        && turn.sa().state() instanceof IkeSaState.IntermediateSent sent) {
      IntermediateInitiator.response(turn, sent, intermediate, outer, opened);
    } else if (pending.purpose() instanceof Purpose.IntermediateQuestion
        && turn.sa().state() instanceof IkeSaState.IntermediateSent sent) {
      IntermediateQuestions.answered(turn, sent, outer, opened);
    } else if (pending.purpose() instanceof Purpose.Auth
        && turn.sa().state() instanceof IkeSaState.AuthSent sent) {
      AuthInitiator.response(turn, sent, message);
    } else if (pending.purpose() instanceof Purpose.CreateChild create) {
      CreateChild.answered(turn, keyed, create, message);
    } else if (pending.purpose() instanceof Purpose.RekeyChild rekey) {
      ChildRekey.answered(turn, keyed, rekey, message);
    } else if (pending.purpose() instanceof Purpose.FollowUp followUp) {
      FollowUpInitiator.answered(turn, keyed, followUp, message);
    } else if (pending.purpose() instanceof Purpose.RekeyIke rekey) {
      IkeRekey.answered(turn, rekey, message);
    } else {
      turn.read(Stage.INFORMATIONAL_RESPONSE, message);
      Tasks.answered(turn, pending);
    }
  }

  /** Authentic, yet not to be understood: both sides drop the IKE SA (RFC 7296 section 2.21.3). */
  private static void broken(
      Turn turn, Keyed keyed, Message message, Refusal refusal, NotifyPayload answer) {
    MessageHeader header = message.header();
    if (!header.response()) {
      Requests.respond(turn, keyed, header.exchange(), header.messageId(), List.of(answer));
      if (answer.kind().equals(NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD)
          && !header.exchange().equals(ExchangeType.IKE_AUTH)) {
        turn.emit(
            IkeEvent.warn("message.refused")
                .with("reason", refusal.reason())
                .with(refusal.facts()));
        return;
      }
    }
    if (turn.sa().state() instanceof IkeSaState.AuthSent) {
      AuthInitiator.fail(turn, refusal);
      return;
    }
    if (turn.sa().state() instanceof IkeSaState.IntermediateSent sent) {
      IntermediateInitiator.fail(turn, sent, refusal);
      return;
    }
    turn.emit(IkeEvent.warn("ike.failed").with("reason", refusal.reason()).with(refusal.facts()));
    Tasks.abandonAll(turn, "the peer broke the protocol");
    turn.retire(refusal.reason(), Optional.of(refusal));
  }

  /**
   * Before authentication the responder follows the initiator to the port that it uses (RFC 7296
   * section 2.23).
   */
  private static void follow(Turn turn, Path path) {
    IkeSa sa = turn.sa();
    if (sa.state() instanceof IkeSaState.AuthAwaited && !sa.path().equals(path)) {
      turn.update(s -> s.withPath(path));
    }
  }

  private static boolean isSealed(Message message) {
    Payload last = message.payloads().isEmpty() ? null : message.payloads().getLast();
    return last instanceof EncryptedPayload || last instanceof EncryptedFragmentPayload;
  }

  private static NotifyPayload notify(Problem problem) {
    return problem.kind() == Problem.Kind.UNSUPPORTED_CRITICAL
        ? NotifyPayload.of(NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD, Bytes.of(problem.payloadType()))
        : NotifyPayload.of(NotifyType.INVALID_SYNTAX);
  }

  private static Refusal refusal(MessageHeader header, Problem problem) {
    return new Refusal.BadMessage(
        header.exchange().toString(), problem.where(), problem.detail(), notify(problem).kind());
  }

  private static void drop(Turn turn, String why) {
    turn.emit(IkeEvent.debug("message.dropped").with("why", why));
  }
}
