package org.ikev2d.exchange;

import java.util.List;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.sa.IkeSaState.InitSent;
import org.ikev2d.sa.Trait;
import org.ikev2d.wire.NotifyType;

/** Agreement on IKE_INTERMEDIATE exchanges (RFC 9242 section 3.1). */
final class IntermediateSupport implements Contributor {
  /** Both sides can do them. */
  record Agreed() implements Trait {}

  /** An initiator asks for what it has a use for, a responder says that it can if asked. */
  @Override
  public List<Payload> trailing(Stage stage, Turn turn) {
    boolean offer = stage == Stage.INIT_REQUEST && isWanted(turn);
    boolean accept = stage == Stage.INIT_RESPONSE && turn.traits().has(Agreed.class);
    return offer || accept
        ? List.of(NotifyPayload.of(NotifyType.INTERMEDIATE_EXCHANGE_SUPPORTED))
        : List.of();
  }

  private static boolean isWanted(Turn turn) {
    return turn.sa().state() instanceof InitSent sent
        && (sent.rule().xforms().stream().anyMatch(x -> !x.additional().isEmpty())
            || MethodAnnouncement.matters(turn, sent.rule()));
  }

  @Override
  public void read(Stage stage, Message message, Turn turn) {
    boolean asked = stage == Stage.INIT_REQUEST;
    boolean granted = stage == Stage.INIT_RESPONSE && isWanted(turn);
    if ((asked || granted) && message.hasNotify(NotifyType.INTERMEDIATE_EXCHANGE_SUPPORTED)) {
      turn.learn(new Agreed());
    }
  }
}
