package org.ikev2d.exchange;

import java.util.List;
import java.util.Optional;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.payload.TsPayload;
import org.ikev2d.port.Childless;
import org.ikev2d.sa.ChildRequest;
import org.ikev2d.sa.Task;
import org.ikev2d.sa.Trait;
import org.ikev2d.wire.NotifyType;

/**
 * IKE SAs that come up without a CHILD SA (RFC 6023): the responder says in IKE_SA_INIT that it can
 * do without, and IKE_AUTH then carries neither SA nor traffic selectors.
 */
final class ChildlessStart implements Contributor {
  /** The responder does without the first CHILD SA. */
  record Offered() implements Trait {}

  @Override
  public List<Payload> trailing(Stage stage, Turn turn) {
    return stage == Stage.INIT_RESPONSE && mode(turn) != Childless.NEVER
        ? List.of(NotifyPayload.of(NotifyType.CHILDLESS_IKEV2_SUPPORTED))
        : List.of();
  }

  @Override
  public void read(Stage stage, Message message, Turn turn) {
    if (stage == Stage.INIT_RESPONSE && message.hasNotify(NotifyType.CHILDLESS_IKEV2_SUPPORTED)) {
      turn.learn(new Offered());
    }
  }

  /**
   * The CHILD SA that goes into our IKE_AUTH request. One that does not is asked for as soon as the
   * IKE SA is established, with a key exchange of its own where the rule has one.
   */
  static Optional<ChildRequest> inAuth(Turn turn, Optional<ChildRequest> child) {
    boolean later =
        switch (mode(turn)) {
          case NEVER, ALLOW -> false;
          // An address comes with the first CHILD SA, or not at all.
          case PREFER -> turn.traits().has(Offered.class) && VirtualAddress.wanted(turn).isEmpty();
          case FORCE -> true;
        };
    if (!later) {
      return child;
    }
    child.ifPresent(c -> Tasks.add(turn, new Task.NewChild(c)));
    return Optional.empty();
  }

  /** Why an initiator goes no further after IKE_SA_INIT. */
  static Optional<Refusal> missing(Turn turn) {
    return mode(turn) == Childless.FORCE && !turn.traits().has(Offered.class)
        ? Optional.of(
            new Refusal.NotPossible(
                "childless IKE SA",
                "childless = force, and the peer does not offer it",
                NotifyType.INVALID_SYNTAX))
        : Optional.empty();
  }

  /** Why a responder does not take an IKE_AUTH request of that form (RFC 6023 section 4). */
  static Optional<Refusal> unwanted(Turn turn, Message request) {
    boolean whole = request.first(SaPayload.class).isPresent();
    boolean part = whole || request.first(TsPayload.class).isPresent();
    return switch (mode(turn)) {
      case NEVER ->
          whole
              ? Optional.empty()
              : refused("SA, TSi, TSr", "are missing, and childless = never here");
      case ALLOW, PREFER -> Optional.empty();
      case FORCE ->
          part
              ? refused("SA, TSi, TSr", "are there, and childless = force here")
              : Optional.empty();
    };
  }

  private static Optional<Refusal> refused(String where, String detail) {
    return Optional.of(
        new Refusal.BadMessage("IKE_AUTH", where, detail, NotifyType.INVALID_SYNTAX));
  }

  private static Childless mode(Turn turn) {
    return turn.context().settings().extensions().childless();
  }
}
