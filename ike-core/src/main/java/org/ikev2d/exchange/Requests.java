package org.ikev2d.exchange;

import java.util.List;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.payload.Payload;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.Keyed;
import org.ikev2d.sa.Outbound;
import org.ikev2d.sa.Outbound.Pending;
import org.ikev2d.sa.Purpose;
import org.ikev2d.sa.Role;
import org.ikev2d.sa.TimerKey;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;

/** Sends requests and answers of ours, and repeats them (RFC 7296 section 2.1). */
final class Requests {
  private Requests() {}

  /** The header of the next request of ours, or of an answer to the peer's. */
  static MessageHeader header(IkeSa sa, ExchangeType exchange, boolean response, int messageId) {
    return MessageHeader.of(
        sa.initiatorSpi(),
        sa.responderSpi(),
        exchange,
        sa.role() == Role.INITIATOR,
        response,
        messageId);
  }

  /** Protects a request, sends it and remembers it until it is answered. */
  static void send(
      Turn turn, Keyed keyed, ExchangeType exchange, List<Payload> inner, Purpose purpose) {
    int messageId = turn.sa().outbound().nextId();
    MessageHeader header = header(turn.sa(), exchange, false, messageId);
    List<Bytes> datagrams = Sealing.seal(turn, keyed, header, inner);
    List<Payload> kept = PathMtu.kept(turn, datagrams, inner);
    dispatch(turn, exchange, messageId, datagrams, kept, purpose);
  }

  /** Sends an IKE_SA_INIT request, which is not protected and always has message ID 0. */
  static void sendInit(Turn turn, Bytes message) {
    sendInit(turn, ExchangeType.IKE_SA_INIT, message);
  }

  /** The same for the other exchange that begins an IKE SA. */
  static void sendInit(Turn turn, ExchangeType exchange, Bytes message) {
    turn.update(s -> s.withOutbound(s.outbound().answered(0)));
    dispatch(turn, exchange, 0, List.of(message), List.of(), new Purpose.Init());
  }

  private static void dispatch(
      Turn turn,
      ExchangeType exchange,
      int messageId,
      List<Bytes> datagrams,
      List<Payload> inner,
      Purpose purpose) {
    Pending pending =
        new Pending(
            messageId,
            exchange,
            purpose,
            turn.sa().path(),
            datagrams,
            inner,
            1,
            turn.context().nanos());
    turn.update(s -> s.withOutbound(s.outbound().sent(pending)));
    turn.effect(new Effect.Send(turn.sa().path(), datagrams));
    turn.arm(new TimerKey.Retransmit(messageId), turn.context().settings().firstRetry());
    if (turn.sa().outbound().nextId() >= Outbound.LAST) {
      Tasks.end(turn, "message IDs");
    } else if (turn.sa().outbound().nextId() > Outbound.REPLACED_FROM) {
      Lifetimes.rekeyDue(turn);
    }
  }

  /** Protects and sends an answer, and keeps it for repetition. */
  static void respond(
      Turn turn, Keyed keyed, ExchangeType exchange, int messageId, List<Payload> inner) {
    turn.effect(answer(turn, keyed, exchange, messageId, inner));
  }

  /** Protects an answer and keeps it for repetition; what it returns is to be done. */
  static Effect.Send answer(
      Turn turn, Keyed keyed, ExchangeType exchange, int messageId, List<Payload> inner) {
    MessageHeader header = header(turn.sa(), exchange, true, messageId);
    List<Bytes> datagrams = Sealing.seal(turn, keyed, header, inner);
    turn.update(s -> s.withInbound(s.inbound().answered(messageId, datagrams)));
    PathMtu.remember(turn, messageId, exchange, datagrams, inner);
    return new Effect.Send(turn.answerPath(), datagrams);
  }

  /** The request is answered: it is not repeated any more. */
  static void settle(Turn turn, int messageId) {
    turn.update(s -> s.withOutbound(s.outbound().answered(messageId)));
    turn.disarm(new TimerKey.Retransmit(messageId));
  }
}
