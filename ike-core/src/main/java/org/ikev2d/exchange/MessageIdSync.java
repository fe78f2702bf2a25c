package org.ikev2d.exchange;

import java.util.List;
import java.util.Optional;
import org.ikev2d.envelope.Opened;
import org.ikev2d.payload.EncryptedPayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.Inbound;
import org.ikev2d.sa.Keyed;
import org.ikev2d.sa.Outbound;
import org.ikev2d.sa.Outbound.Pending;
import org.ikev2d.sa.Purpose;
import org.ikev2d.sa.SaEvent;
import org.ikev2d.sa.Trait;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.NotifyType;

/**
 * The peer of a cluster (RFC 6311): a member that takes an IKE SA over does not know the last
 * message IDs for sure, and tells in a request with message ID 0 from where it wants to go on.
 */
final class MessageIdSync implements Contributor {
  /** A nonce and two message IDs, four octets each (RFC 6311 section 7.1). */
  private static final int LENGTH = 12;

  /** A member jumps over what it may have missed, not over more than anybody ever sends. */
  private static final int LONGEST_JUMP = 1 << 20;

  /** Both sides know the exchange. */
  record Agreed() implements Trait {}

  /** The last one, for its repetition: that is all that gets the same answer. */
  record Last(Bytes request, List<Bytes> answer, int nextSent, int nextReceived) implements Trait {
    Last {
      answer = List.copyOf(answer);
    }
  }

  /**
   * What the member announces.
   *
   * @param sends message ID of its next request
   * @param expects message ID of ours that it expects next
   */
  private record Sync(Bytes nonce, int sends, int expects) {
    static Optional<Sync> in(List<Payload> payloads) {
      return payloads.stream()
          .filter(p -> p instanceof NotifyPayload)
          .map(p -> (NotifyPayload) p)
          .filter(n -> n.kind().equals(NotifyType.IKEV2_MESSAGE_ID_SYNC))
          .map(NotifyPayload::data)
          .filter(d -> d.length() == LENGTH)
          .map(d -> new Sync(d.slice(0, 4), d.intAt(4), d.intAt(8)))
          .findFirst();
    }

    NotifyPayload toPayload() {
      return NotifyPayload.of(
          NotifyType.IKEV2_MESSAGE_ID_SYNC,
          Bytes.concat(nonce, Bytes.ofInt(sends), Bytes.ofInt(expects)));
    }
  }

  @Override
  public List<Payload> trailing(Stage stage, Turn turn) {
    boolean offer =
        stage == Stage.AUTH_REQUEST && turn.context().settings().extensions().messageIdSync();
    boolean accept = stage == Stage.AUTH_RESPONSE && turn.traits().has(Agreed.class);
    return offer || accept
        ? List.of(NotifyPayload.of(NotifyType.IKEV2_MESSAGE_ID_SYNC_SUPPORTED))
        : List.of();
  }

  @Override
  public void read(Stage stage, Message message, Turn turn) {
    boolean auth = stage == Stage.AUTH_REQUEST || stage == Stage.AUTH_RESPONSE;
    if (auth
        && turn.context().settings().extensions().messageIdSync()
        && message.hasNotify(NotifyType.IKEV2_MESSAGE_ID_SYNC_SUPPORTED)) {
      turn.learn(new Agreed());
    }
  }

  /**
   * Takes such a request out of the ordinary order of message IDs.
   *
   * @return whether the message was one; otherwise it is as if nobody had looked at it
   */
  static boolean handled(Turn turn, SaEvent.Received event, Keyed keyed, Message outer) {
    boolean candidate =
        turn.traits().has(Agreed.class)
            && turn.sa().isEstablished()
            && !outer.header().response()
            && outer.header().messageId() == 0
            && outer.header().exchange().equals(ExchangeType.INFORMATIONAL)
            && outer.payloads().getLast() instanceof EncryptedPayload;
    if (!candidate
        || !(keyed.envelope().open(event.datagram(), outer) instanceof Opened.Payloads opened)) {
      return false;
    }
    Optional<Sync> sync = Sync.in(opened.payloads());
    sync.ifPresent(s -> receive(turn, event, keyed, s));
    return sync.isPresent();
  }

  private static void receive(Turn turn, SaEvent.Received event, Keyed keyed, Sync sync) {
    int nextSent = turn.sa().outbound().nextId();
    int nextReceived = highest(turn.sa().inbound());
    Optional<Last> last =
        turn.traits().get(Last.class).filter(l -> l.request().equals(event.datagram()));
    if (last.isPresent()) {
      // Only while nothing has happened since can our answer have been lost.
      if (last.get().nextSent() == nextSent && last.get().nextReceived() == nextReceived) {
        turn.effect(new Effect.Send(turn.sa().path(), last.get().answer()));
      } else {
        ignored(turn, sync, "it is old");
      }
    } else if (isBeyond(sync.sends()) || isBeyond(sync.expects())) {
      ignored(turn, sync, "no IKE SA lives so long");
    } else if (sync.sends() - nextReceived < 0) {
      ignored(turn, sync, "we have seen requests up to " + (nextReceived - 1));
    } else if (sync.sends() - nextReceived > LONGEST_JUMP
        || sync.expects() - nextSent > LONGEST_JUMP) {
      ignored(turn, sync, "it jumps over more than " + LONGEST_JUMP);
    } else {
      adopt(turn, event, keyed, sync);
    }
  }

  private static boolean isBeyond(int id) {
    return id < 0 || id > Outbound.LAST;
  }

  /** No message ID is used twice: each side goes on from the higher one (RFC 6311 section 5.1). */
  private static void adopt(Turn turn, SaEvent.Received event, Keyed keyed, Sync sync) {
    int next = turn.sa().outbound().nextId();
    int nextSent = sync.expects() - next > 0 ? sync.expects() : next;
    turn.update(s ->
        s.withOutbound(new Outbound(nextSent, s.outbound().window(), s.outbound().pending()))
            .withInbound(new Inbound(sync.sends(), s.inbound().window(), java.util.Map.of()))
            .heardAt(turn.context().nanos()));
    Sync answer = new Sync(sync.nonce(), nextSent, sync.sends());
    List<Bytes> datagrams =
        Sealing.seal(
            turn,
            keyed,
            Requests.header(turn.sa(), ExchangeType.INFORMATIONAL, true, 0),
            List.of(answer.toPayload()));
    turn.effect(new Effect.Send(turn.sa().path(), datagrams));
    turn.learn(new Last(event.datagram(), datagrams, nextSent, sync.sends()));
    alive(turn);
    turn.emit(
        IkeEvent.info("ike.failover")
            .with("next_sent", nextSent)
            .with("next_received", sync.sends()));
  }

  /** The new member has not seen the question whether the old one lives, and answers it so. */
  private static void alive(Turn turn) {
    IkeSa before = turn.sa();
    for (Pending pending : before.outbound().pending()) {
      if (pending.purpose() instanceof Purpose.Liveness liveness) {
        Requests.settle(turn, pending.messageId());
        turn.report(liveness.command(), Optional.empty());
      }
    }
  }

  /** One above the highest request that we have answered. */
  private static int highest(Inbound inbound) {
    int next = inbound.expected();
    for (int id : inbound.answers().keySet()) {
      next = id - next >= 0 ? id + 1 : next;
    }
    return next;
  }

  private static void ignored(Turn turn, Sync sync, String why) {
    turn.emit(
        IkeEvent.debug("ike.failover.ignored")
            .with("peer_sends", sync.sends())
            .with("peer_expects", sync.expects())
            .with("why", why));
  }
}
