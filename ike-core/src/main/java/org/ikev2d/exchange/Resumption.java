package org.ikev2d.exchange;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.Prf;
import org.ikev2d.crypto.Secret;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.TicketVault;
import org.ikev2d.sa.ChildRequest;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.HeldTicket;
import org.ikev2d.sa.IkeSaState.Established;
import org.ikev2d.sa.Keyed;
import org.ikev2d.sa.Task;
import org.ikev2d.sa.Trait;
import org.ikev2d.wire.AuthMethod;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.NotifyType;

/**
 * Tickets by which a lost IKE SA is resumed without a key exchange and without certificates (RFC
 * 5723): asked for, issued and kept here; what is done with them is in {@link ResumeInitiator} and
 * {@link ResumeResponder}.
 */
final class Resumption implements Contributor {
  /** What is good for less than this is not worth a ticket. */
  private static final Duration SHORTEST = Duration.ofSeconds(60);

  private static final int LIFETIME_OCTETS = 4;
  private static final int LONGEST_TICKET = 4096;
  private static final long LONGEST_SECONDS = 7 * 86_400;

  /** We are the client, and want tickets. */
  record Asks() implements Trait {}

  /** The peer wants a ticket. */
  record Asked() implements Trait {}

  /** When the client authenticated with its own means: tickets do not prolong that. */
  record Since(long epochMillis) implements Trait {}

  /** Both sides are authenticated, by a ticket or by their own means. */
  static void established(Turn turn) {
    if (!turn.traits().has(Since.class)) {
      turn.learn(new Since(turn.context().epochMillis()));
    }
  }

  /** We have made a ticket for this IKE SA. */
  record Issued() implements Trait {}

  /** The gateway's ticket for this IKE SA. */
  record Ticket(Bytes ticket, long untilNanos) implements Trait {}

  /** A ticket of an IKE SA before this one. */
  record Holding(HeldTicket ticket) implements Trait {}

  /** This IKE SA resumes another, as that ticket says. */
  record Resumed(TicketContent content, Bytes ticket) implements Trait {}

  /** We are the client, and resume. */
  record Resumes(HeldTicket ticket) implements Trait {}

  static void start(Turn turn, PeerRule rule, Optional<ChildRequest> child) {
    Optional<Holding> holding = turn.traits().get(Holding.class);
    if (holding.isPresent()) {
      turn.update(s -> s.withTraits(s.traits().without(Holding.class)));
      ResumeInitiator.start(turn, rule, holding.get().ticket(), child);
    } else {
      InitInitiator.start(turn, rule, child);
    }
  }

  @Override
  public List<Payload> trailing(Stage stage, Turn turn) {
    if (stage == Stage.AUTH_REQUEST && turn.context().settings().extensions().sessions().asks()) {
      turn.learn(new Asks());
      return request();
    }
    if (stage == Stage.AUTH_RESPONSE && turn.traits().has(Asked.class)) {
      turn.update(s -> s.withTraits(s.traits().without(Asked.class)));
      return issue(turn);
    }
    return List.of();
  }

  @Override
  public void read(Stage stage, Message message, Turn turn) {
    switch (stage) {
      case AUTH_REQUEST -> {
        if (message.hasNotify(NotifyType.TICKET_REQUEST)) {
          turn.learn(new Asked());
        }
      }
      case AUTH_RESPONSE, INFORMATIONAL_RESPONSE -> keepIn(turn, message);
      case INIT_REQUEST, INIT_RESPONSE, INFORMATIONAL_REQUEST -> {}
    }
  }

  static List<Payload> request() {
    return List.of(NotifyPayload.of(NotifyType.TICKET_REQUEST));
  }

  /** What the answer to an INFORMATIONAL request says of tickets. */
  static List<Payload> answer(Turn turn, Message request) {
    return request.hasNotify(NotifyType.TICKET_REQUEST) ? issue(turn) : List.of();
  }

  /** The new IKE SA has other keys, and needs another ticket. */
  static void adopted(Turn turn) {
    if (turn.traits().has(Asks.class) && turn.sa().isEstablished()) {
      Tasks.add(turn, new Task.AskTicket());
    }
  }

  /** A deleted IKE SA is not lost: nobody comes back to it, nor to one that was rekeyed. */
  static void deleted(Turn turn) {
    if (turn.traits().has(Issued.class)) {
      turn.effect(new Effect.VoidTickets(turn.sa().localSpi(), turn.context().epochMillis()));
    }
  }

  private static List<Payload> issue(Turn turn) {
    Optional<TicketVault> vault = turn.context().settings().extensions().sessions().vault();
    if (vault.isEmpty() || !(turn.sa().state() instanceof Established state)) {
      return List.of();
    }
    long now = turn.context().epochMillis();
    long since = turn.traits().get(Since.class).map(Since::epochMillis).orElse(now);
    Duration left = vault.get().lifetime().minusMillis(now - since);
    boolean plain = state.keyed().suite().additional().isEmpty();
    if (!plain || left.compareTo(SHORTEST) < 0) {
      return List.of(NotifyPayload.of(NotifyType.TICKET_NACK));
    }
    Keyed keyed = state.keyed();
    try (Secret means =
        TicketMeans.of(turn, state.rule(), state.remoteId(), keyed.prf(), keyed.skD())) {
      return seal(turn, vault.get(), state, means, since);
    }
  }

  private static List<Payload> seal(
      Turn turn, TicketVault vault, Established state, Secret means, long since) {
    long now = turn.context().epochMillis();
    long seconds = vault.lifetime().minusMillis(now - since).toSeconds();
    TicketContent content =
        new TicketContent(
            since,
            now,
            turn.sa().localSpi(),
            state.rule().label(),
            state.localId(),
            state.remoteId(),
            state.keyed().suite(),
            state.keyed().skD(),
            means);
    turn.learn(new Issued());
    try (Secret plaintext = content.encode()) {
      Bytes ticket = vault.seal(plaintext, turn.context().random(), now);
      turn.emit(IkeEvent.debug("ike.ticket.issued").with("seconds", seconds));
      return List.of(
          NotifyPayload.of(
              NotifyType.TICKET_LT_OPAQUE, Bytes.concat(Bytes.ofInt((int) seconds), ticket)));
    }
  }

  private static void keepIn(Turn turn, Message message) {
    if (!turn.traits().has(Asks.class)) {
      return;
    }
    message
        .notifies(NotifyType.TICKET_LT_OPAQUE)
        .map(NotifyPayload::data)
        .filter(d -> d.length() > LIFETIME_OCTETS && d.length() <= LONGEST_TICKET)
        .findFirst()
        .ifPresent(d -> {
          long seconds = Math.min(Integer.toUnsignedLong(d.intAt(0)), LONGEST_SECONDS);
          long until = turn.context().nanos() + Duration.ofSeconds(seconds).toNanos();
          turn.learn(new Ticket(d.slice(LIFETIME_OCTETS, d.length()), until));
        });
  }

  /** The peer is lost, not gone: what we know goes where the next attempt finds it. */
  static void keep(Turn turn) {
    Optional<Ticket> ticket = turn.traits().get(Ticket.class);
    if (ticket.isPresent() && turn.sa().state() instanceof Established state) {
      turn.effect(
          new Effect.KeepTicket(
              state.rule().label(),
              turn.sa().path().remoteAddress(),
              new HeldTicket(
                  ticket.get().ticket(),
                  state.keyed().skD().copy(),
                  state.keyed().suite(),
                  state.localId(),
                  state.remoteId(),
                  ticket.get().untilNanos())));
    }
  }

  /** {@code AUTH = prf(SK_px, octets)} (RFC 5723 section 5.2). */
  static AuthPayload proof(Prf prf, Secret skP, byte[] octets) {
    try (Secret code = prf.compute(skP, octets)) {
      return new AuthPayload(AuthMethod.SHARED_KEY_MIC, Bytes.wrap(code.expose()));
    }
  }
}
