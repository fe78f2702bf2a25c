package org.ikev2d.actor;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.port.Path;
import org.ikev2d.wire.NotifyType;

/** Answers requests that carry no SPI of ours, seldom (RFC 7296 section 2.21.4). */
final class UnknownSpi {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private final Surroundings surroundings;
  private final AtomicLong nextAllowed = new AtomicLong(Long.MIN_VALUE);

  UnknownSpi(Surroundings surroundings) {
    this.surroundings = surroundings;
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
                        List.of(NotifyPayload.of(NotifyType.INVALID_IKE_SPI)))));
  }
}
