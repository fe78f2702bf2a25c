package org.ikev2d.exchange;

import java.util.List;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.sa.IkeSaState;
import org.ikev2d.wire.NotifyType;

/** The initiator's part in the cookie mechanism (RFC 7296 section 2.6). */
final class Cookie implements Contributor {
  @Override
  public List<Payload> leading(Stage stage, Turn turn) {
    if (stage == Stage.INIT_REQUEST
        && turn.sa().state() instanceof IkeSaState.InitSent sent
        && sent.cookie().isPresent()) {
      return List.of(NotifyPayload.of(NotifyType.COOKIE, sent.cookie().get()));
    }
    return List.of();
  }
}
