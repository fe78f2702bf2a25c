package org.ikev2d.transport.gate;

import static org.ikev2d.transport.gate.GateReason.BAD_HEADER;
import static org.ikev2d.transport.gate.GateReason.BAD_INITIAL;
import static org.ikev2d.transport.gate.GateReason.BAD_SPI;
import static org.ikev2d.transport.gate.GateReason.BAD_VERSION;
import static org.ikev2d.transport.gate.GateReason.COOKIE_DEMANDED;
import static org.ikev2d.transport.gate.GateReason.COOKIE_LIMIT;
import static org.ikev2d.transport.gate.GateReason.FUTURE_VERSION;
import static org.ikev2d.transport.gate.GateReason.IKEV1;
import static org.ikev2d.transport.gate.GateReason.MALFORMED_INITIAL;
import static org.ikev2d.transport.gate.GateReason.PASSED;
import static org.ikev2d.transport.gate.GateReason.SOURCE_HALF_OPEN;
import static org.ikev2d.transport.gate.GateReason.SOURCE_RATE;
import static org.ikev2d.transport.gate.GateReason.TOTAL_HALF_OPEN;

import java.net.InetAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.ikev2d.codec.Limits;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.port.Path;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.NotifyType;

/**
 * Turns away what needs no state to be turned away, so that forged and broken datagrams cost
 * little. Never throws, whatever the datagram is; never answers a response; remembers a bounded
 * number of sources and nothing about a request. May be used from any thread.
 */
public final class Gate {
  /**
   * Initial requests of all sources together beyond which cookies are demanded. A request that is
   * refused leaves nothing half-open behind, so that forged sources could otherwise keep a
   * responder busy with refusals without ever meeting a limit.
   */
  private static final Rate UNPROVEN_TOGETHER = new Rate(1000, 2000);

  private final GateSettings settings;
  private final CookieJar cookies;
  private final RateLimiter unproven;
  private final RateLimiter proven;
  private final RateLimiter cookieReplies;
  private final RateLimiter versionReplies = RateLimiter.forUnprotectedReplies();
  private final MessageCodec codec = new MessageCodec(Limits.DEFAULT);
  private final Map<GateReason, LongAdder> counters = new EnumMap<>(GateReason.class);

  /**
   * @param random makes the secrets of cookies; a {@link java.security.SecureRandom} but in tests
   */
  public Gate(GateSettings settings, RandomGenerator random) {
    this.settings = settings;
    this.cookies = new CookieJar(random, settings.secretLife());
    this.unproven = new RateLimiter(settings.unproven(), UNPROVEN_TOGETHER, settings.sources());
    this.proven = limiter(settings.proven());
    this.cookieReplies = limiter(settings.cookieReplies());
    for (GateReason reason : GateReason.values()) {
      counters.put(reason, new LongAdder());
    }
  }

  /** Limits each source; a cookie shows that it is a true one, and of those there are few. */
  private RateLimiter limiter(Rate rate) {
    return new RateLimiter(rate, new Rate(1_000_000, 1_000_000), settings.sources());
  }

  /** This gate with its surroundings. */
  public Admission admission(Load load, LongSupplier nanoClock) {
    return (path, datagram) -> admit(path, datagram, nanoClock.getAsLong(), load);
  }

  /**
   * Judges one datagram.
   *
   * @param datagram without non-ESP marker
   * @param nowNanos of a clock that never goes back
   */
  public Verdict admit(Path path, Bytes datagram, long nowNanos, Load load) {
    Optional<MessageHeader> header = MessageCodec.peekHeader(datagram);
    Verdict verdict =
        header.isEmpty()
            ? drop(BAD_HEADER)
            : judge(new Request(header.get(), datagram, path.remoteAddress(), nowNanos), load);
    count(
        switch (verdict) {
          case Verdict.Pass() -> PASSED;
          case Verdict.Drop(GateReason reason) -> reason;
          case Verdict.Reply reply -> reply.reason();
        });
    return verdict;
  }

  @SuppressWarnings("NullAway") // every reason has its counter from the constructor on
  private void count(GateReason reason) {
    counters.get(reason).increment();
  }

  /** What there is to know about one datagram. */
  private record Request(MessageHeader header, Bytes datagram, InetAddress source, long now) {}

  private Verdict judge(Request request, Load load) {
    MessageHeader header = request.header();
    int version = header.majorVersion();
    if (version != 2) {
      return version > 2 ? futureVersion(request) : drop(version == 1 ? IKEV1 : BAD_VERSION);
    }
    if (header.initiatorSpi().isNone()) {
      return drop(BAD_SPI);
    }
    if (header.response()) {
      return Verdict.PASS;
    }
    boolean initial =
        header.exchange().equals(ExchangeType.IKE_SA_INIT)
            || header.exchange().equals(ExchangeType.IKE_SESSION_RESUME);
    if (header.responderSpi().isNone() != initial) {
      return drop(BAD_SPI);
    }
    return initial ? initial(request, load) : Verdict.PASS;
  }

  /**
   * RFC 7296 section 2.5: answered unprotected and not too often. The version we speak is in the
   * header, so that the notification carries no data (section 1.5).
   */
  private Verdict futureVersion(Request request) {
    MessageHeader header = request.header();
    if (header.response() || !versionReplies.tryAcquire(request.source(), request.now())) {
      return drop(FUTURE_VERSION);
    }
    return reply(
        header,
        header.responderSpi(),
        NotifyType.INVALID_MAJOR_VERSION,
        Bytes.EMPTY,
        FUTURE_VERSION);
  }

  private Verdict initial(Request request, Load load) {
    MessageHeader header = request.header();
    if (!header.fromInitiator() || header.messageId() != 0) {
      return drop(BAD_INITIAL);
    }
    InetAddress source = request.source();
    if (load.isKnown(header.initiatorSpi(), source)) {
      return proven.tryAcquire(source, request.now()) ? Verdict.PASS : drop(SOURCE_RATE);
    }
    int total = load.halfOpenTotal();
    if (total >= settings.maxTotal()) {
      return drop(TOTAL_HALF_OPEN);
    }
    int ofSource = load.halfOpenFrom(source);
    boolean cookie =
        total >= settings.cookieTotal()
            || ofSource >= Math.min(settings.cookiePerSource(), settings.maxPerSource())
            || !unproven.tryAcquire(source, request.now());
    return cookie ? withCookie(request, ofSource) : Verdict.PASS;
  }

  /** Only with a cookie is the source known to be true, and can be held to account. */
  private Verdict withCookie(Request request, int halfOpenOfSource) {
    Optional<InitialScan> scanned = InitialScan.of(request.datagram());
    if (scanned.isEmpty()) {
      return drop(MALFORMED_INITIAL);
    }
    IkeSpi spi = request.header().initiatorSpi();
    InetAddress source = request.source();
    long now = request.now();
    Bytes nonce = scanned.get().nonce();
    boolean valid =
        scanned.get().cookie().filter(c -> cookies.isValid(c, nonce, source, spi, now)).isPresent();
    if (valid) {
      if (halfOpenOfSource >= settings.maxPerSource()) {
        return drop(SOURCE_HALF_OPEN);
      }
      return proven.tryAcquire(source, now) ? Verdict.PASS : drop(SOURCE_RATE);
    }
    if (!cookieReplies.tryAcquire(source, now)) {
      return drop(COOKIE_LIMIT);
    }
    Bytes fresh = cookies.make(nonce, source, spi, now);
    return reply(request.header(), IkeSpi.NONE, NotifyType.COOKIE, fresh, COOKIE_DEMANDED);
  }

  private static Verdict drop(GateReason reason) {
    return new Verdict.Drop(reason);
  }

  private Verdict reply(
      MessageHeader to, IkeSpi responderSpi, NotifyType notify, Bytes data, GateReason reason) {
    MessageHeader header =
        MessageHeader.of(
            to.initiatorSpi(),
            responderSpi,
            to.exchange(),
            !to.fromInitiator(),
            true,
            to.messageId());
    Message message = new Message(header, List.of(NotifyPayload.of(notify, data)));
    return new Verdict.Reply(codec.encode(message), reason);
  }

  /** Datagrams by what was done with them, one entry for every reason. */
  public Map<GateReason, Long> counts() {
    Map<GateReason, Long> sums = new EnumMap<>(GateReason.class);
    counters.forEach((reason, count) -> sums.put(reason, count.sum()));
    return sums;
  }

  /** Sources remembered by all limits together, for tests of their bound. */
  int remembered() {
    return unproven.size() + proven.size() + cookieReplies.size() + versionReplies.size();
  }
}
