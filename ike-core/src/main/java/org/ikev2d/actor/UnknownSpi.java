package org.ikev2d.actor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.ikev2d.exchange.CrashDetection;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.Path;
import org.ikev2d.sa.Extensions;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.Outbound.Pending;
import org.ikev2d.sa.Purpose;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.NotifyType;

/**
 * Answers requests that carry no SPI of ours, seldom (RFC 7296 section 2.21.4). If we have made the
 * IKE SA and forgotten it, the answer proves that (RFC 6290 section 4.5).
 */
final class UnknownSpi {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private final Surroundings surroundings;
  private final Extensions extensions;
  private final Registry registry;
  private final AtomicLong nextAllowed = new AtomicLong(Long.MIN_VALUE);

  UnknownSpi(Surroundings surroundings, Extensions extensions, Registry registry) {
    this.surroundings = surroundings;
    this.extensions = extensions;
    this.registry = registry;
  }

  void answer(Path path, MessageHeader header) {
    if (header.response() || header.majorVersion() != 2) {
      return;
    }
    long now = surroundings.timers().nanoTime();
    long allowed = nextAllowed.get();
    boolean early = allowed != Long.MIN_VALUE && now - allowed < 0;
    if (early || !nextAllowed.compareAndSet(allowed, now + PAUSE_NANOS)) {
      return;
    }
    surroundings
        .out()
        .send(
            path,
            surroundings
                .codec()
                .encode(
                    new Message(
                        MessageHeader.of(
                            header.initiatorSpi(),
                            header.responderSpi(),
                            header.exchange(),
                            !header.fromInitiator(),
                            true,
                            header.messageId()),
                        payloads(header))));
  }

  private List<Payload> payloads(MessageHeader header) {
    List<Payload> payloads = new ArrayList<>();
    payloads.add(NotifyPayload.of(NotifyType.INVALID_IKE_SPI));
    if (isForgotten(header)) {
      extensions
          .tokenSecret()
          .map(s ->
              CrashDetection.token(
                  surroundings.crypto(), s, header.initiatorSpi(), header.responderSpi()))
          .ifPresent(payloads::add);
    }
    return payloads;
  }

  /**
   * The token of an IKE SA that lives must never be shown (RFC 6290 section 9.2). Which of the two
   * SPIs is ours is for the sender's flag to say, which may lie.
   */
  private boolean isForgotten(MessageHeader header) {
    return !header.exchange().equals(ExchangeType.IKE_SA_INIT)
        && !header.initiatorSpi().isNone()
        && !header.responderSpi().isNone()
        && registry.find(header.initiatorSpi()).isEmpty()
        && registry.find(header.responderSpi()).isEmpty()
        && registry.all().stream().noneMatch(a -> isPromised(a.sa(), header));
  }

  /**
   * Whether it is an IKE SA that a rekey of ours is about to make: the peer may have it already,
   * and use it before its answer has reached us.
   */
  private static boolean isPromised(IkeSa sa, MessageHeader header) {
    return sa.outbound().pending().stream()
        .map(Pending::purpose)
        .map(p -> p instanceof Purpose.FollowUp followUp ? followUp.origin() : p)
        .anyMatch(p ->
            p instanceof Purpose.RekeyIke rekey
                && (rekey.spi().equals(header.initiatorSpi())
                    || rekey.spi().equals(header.responderSpi())));
  }
}
