package org.ikev2d.exchange;

import java.util.List;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.sa.Trait;
import org.ikev2d.wire.NotifyType;

/** INITIAL_CONTACT (RFC 7296 section 2.4). */
final class InitialContact implements Contributor {
  /** This is the only IKE SA between the two identities that we know of. */
  record First() implements Trait {}

  /** The peer says that it has no other IKE SA with us; to be believed once it is authenticated. */
  record Claimed() implements Trait {}

  /** What was true when the exchange began need not be true when it ends. */
  static void withdraw(Turn turn) {
    turn.update(s -> s.withTraits(s.traits().without(First.class)));
  }

  @Override
  public List<Payload> trailing(Stage stage, Turn turn) {
    return stage == Stage.AUTH_REQUEST
            && turn.traits().has(First.class)
            && !Anonymous.isEither(turn)
        ? List.of(NotifyPayload.of(NotifyType.INITIAL_CONTACT))
        : List.of();
  }

  @Override
  public void read(Stage stage, Message message, Turn turn) {
    boolean auth = stage == Stage.AUTH_REQUEST || stage == Stage.AUTH_RESPONSE;
    if (auth && message.hasNotify(NotifyType.INITIAL_CONTACT)) {
      turn.learn(new Claimed());
    }
  }
}
