package org.ikev2d.exchange;

import java.util.List;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.sa.Inbound;
import org.ikev2d.sa.Outbound;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.NotifyType;

/** Windows wider than one request (RFC 7296 section 2.3). A rekeyed IKE SA begins at one again. */
final class WindowSize implements Contributor {
  /** More of our own at once than this has no use. */
  private static final int MOST = 64;

  @Override
  public List<Payload> trailing(Stage stage, Turn turn) {
    int window = turn.context().settings().window();
    boolean auth = stage == Stage.AUTH_REQUEST || stage == Stage.AUTH_RESPONSE;
    if (!auth || window <= 1) {
      return List.of();
    }
    turn.update(
        s -> s.withInbound(new Inbound(s.inbound().expected(), window, s.inbound().answers())));
    return List.of(NotifyPayload.of(NotifyType.SET_WINDOW_SIZE, Bytes.ofInt(window)));
  }

  @Override
  public void read(Stage stage, Message message, Turn turn) {
    boolean auth = stage == Stage.AUTH_REQUEST || stage == Stage.AUTH_RESPONSE;
    if (!auth && stage != Stage.INFORMATIONAL_REQUEST) {
      return;
    }
    message
        .notifies(NotifyType.SET_WINDOW_SIZE)
        .filter(n -> n.data().length() == 4)
        .map(n -> n.data().intAt(0))
        .findFirst()
        .ifPresent(theirs -> widen(turn, theirs));
  }

  /** A window can only grow (section 2.3); the number is unsigned. */
  private static void widen(Turn turn, int theirs) {
    int usable = theirs < 0 ? MOST : Math.min(theirs, MOST);
    turn.update(s ->
        s.withOutbound(
            new Outbound(
                s.outbound().nextId(),
                Math.max(s.outbound().window(), usable),
                s.outbound().pending())));
  }
}
