package org.ikev2d.exchange;

import java.util.List;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.sa.Trait;
import org.ikev2d.wire.NotifyType;

/** Agreement on IKE fragmentation (RFC 7383 section 2.3). */
final class Fragmentation implements Contributor {
  /** Both sides take fragments. */
  record Agreed() implements Trait {}

  @Override
  public List<Payload> trailing(Stage stage, Turn turn) {
    boolean offer = stage == Stage.INIT_REQUEST && turn.context().settings().fragmentation();
    boolean accept = stage == Stage.INIT_RESPONSE && turn.traits().has(Agreed.class);
    return offer || accept
        ? List.of(NotifyPayload.of(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED))
        : List.of();
  }

  @Override
  public void read(Stage stage, Message message, Turn turn) {
    boolean initial = stage == Stage.INIT_REQUEST || stage == Stage.INIT_RESPONSE;
    if (initial
        && turn.context().settings().fragmentation()
        && message.hasNotify(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED)) {
      turn.learn(new Agreed());
    }
  }
}
