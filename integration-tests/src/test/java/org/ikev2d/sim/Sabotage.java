package org.ikev2d.sim;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.GroupId;

/** What must not happen in a life, done on purpose. */
final class Sabotage {
  private static final Duration SOON = Duration.ofSeconds(1);

  private Sabotage() {}

  /** The kernel of A loses an SA without telling anybody. */
  static void forgetAnSaInTheKernel(LifeCycle life) {
    at(
        life,
        Duration.ofMinutes(6),
        () -> life.a().kernel().delete(life.a().sadb().getFirst().id()));
  }

  /** The kernel of A loses all SAs that it sends on while traffic flows. */
  static void stopTheTraffic(LifeCycle life) {
    at(
        life,
        SOON,
        () ->
            life.a().sas().stream()
                .flatMap(s -> s.children().all().stream())
                .forEach(c -> life.a().watched().delete(c.outbound())));
  }

  /** A forgets everything, and nobody has told it to. */
  static void forgetEverything(LifeCycle life) {
    at(
        life,
        SOON,
        () -> {
          life.end();
          life.a().endpoint().close();
        });
  }

  /** One answer of B is followed by another one to the same request. */
  static void answerTwice(LifeCycle life) {
    AtomicBoolean done = new AtomicBoolean();
    life.network()
        .overhear(packet -> {
          MessageHeader header = MessageCodec.peekHeader(packet.datagram()).orElseThrow();
          if (header.response()
              && header.exchange().equals(ExchangeType.INFORMATIONAL)
              && done.compareAndSet(false, true)) {
            byte[] other = packet.datagram().toArray();
            other[other.length - 1]++;
            life.network()
                .inject(
                    new SimNetwork.Packet(
                        packet.from(), packet.to(), packet.marked(), Bytes.wrap(other)));
          }
        });
  }

  /** Something is scheduled that nobody ever cancels. */
  static void leaveATimer(LifeCycle life) {
    at(life, Duration.ofDays(365), () -> {});
  }

  /** A private value is made and never destroyed. */
  static void leaveASecret(LifeCycle life) {
    life.crypto().keyExchange(GroupId.CURVE25519).orElseThrow().initiate(new SeededRandom(1));
  }

  /** A shared secret is made and never destroyed. */
  static void leaveASharedSecret(LifeCycle life) {
    life.crypto()
        .keyExchange(GroupId.CURVE25519)
        .orElseThrow()
        .respond(Bytes.wrap(new byte[24]), new SeededRandom(1));
  }

  /** A handler throws, as far as the node tells. */
  static void meetAFault(LifeCycle life) {
    at(life, SOON, () -> life.network().note(life.a(), IkeEvent.error("ike.fault")));
  }

  private static void at(LifeCycle life, Duration when, Runnable what) {
    life.network().clock().schedule(when, what);
  }
}
