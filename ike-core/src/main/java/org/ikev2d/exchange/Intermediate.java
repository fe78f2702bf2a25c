package org.ikev2d.exchange;

import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.IkeSuite;
import org.ikev2d.crypto.IntAuth;
import org.ikev2d.envelope.Envelope;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.sa.Keyed;
import org.ikev2d.sa.Trait;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.NotifyType;

/** What both sides of IKE_INTERMEDIATE exchanges have in common (RFC 9242, RFC 9370). */
final class Intermediate {
  private Intermediate() {}

  /**
   * How far the exchanges have come.
   *
   * @param done how many additional key exchanges are over
   */
  record Progress(int done, IntAuth authenticated) implements Trait {
    static final Progress START = new Progress(0, IntAuth.NONE);
  }

  /**
   * The keys of the last exchange, which its answer had and which a repeated request still has.
   *
   * @param messageId of that exchange
   */
  record Earlier(int messageId, Keyed keyed) implements Trait {}

  static Progress progress(Turn turn) {
    return turn.traits().get(Progress.class).orElse(Progress.START);
  }

  /** The method of the next additional key exchange; empty if all are over. */
  static Optional<GroupId> next(Turn turn, IkeSuite suite) {
    List<GroupId> methods = suite.additional();
    int done = progress(turn).done();
    return done < methods.size() ? Optional.of(methods.get(done)) : Optional.empty();
  }

  /** What opens a repeated request, if not the keys in force. */
  static Optional<Envelope> earlier(Turn turn, int messageId) {
    return turn.traits()
        .get(Earlier.class)
        .filter(e -> e.messageId() == messageId)
        .map(e -> e.keyed().envelope());
  }

  /** The peer has gone on: nothing needs the keys before these any more. */
  static void forget(Turn turn) {
    turn.traits().get(Earlier.class).ifPresent(e -> e.keyed().close());
    turn.update(s -> s.withTraits(s.traits().without(Earlier.class)));
  }

  static Refusal bad(String where, String detail) {
    return new Refusal.BadMessage("IKE_INTERMEDIATE", where, detail, NotifyType.INVALID_SYNTAX);
  }
}
