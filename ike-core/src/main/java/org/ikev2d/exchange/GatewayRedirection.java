package org.ikev2d.exchange;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.sa.Extensions.Redirect;
import org.ikev2d.sa.Trait;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.NotifyType;

/** The gateway that sends its clients to another one (RFC 5685). */
final class GatewayRedirection implements Contributor {
  /**
   * The peer follows.
   *
   * @param from the gateway that has sent it here
   */
  record Client(Optional<InetAddress> from) implements Trait {}

  @Override
  public void read(Stage stage, Message message, Turn turn) {
    if (stage == Stage.INIT_REQUEST) {
      client(message).ifPresent(turn::learn);
    }
  }

  private static Optional<Client> client(Message message) {
    Optional<NotifyPayload> from = message.notifies(NotifyType.REDIRECTED_FROM).findFirst();
    return from.isPresent() || message.hasNotify(NotifyType.REDIRECT_SUPPORTED)
        ? Optional.of(new Client(from.flatMap(RedirectTarget::read).map(RedirectTarget::address)))
        : Optional.empty();
  }

  /** The answer to an IKE_SA_INIT request, if it is to send the client away (section 3). */
  static Optional<NotifyPayload> inInit(Turn turn, Message message, Bytes nonce) {
    return client(message)
        .flatMap(c -> order(turn, c, false))
        .map(r -> new RedirectTarget(r.to(), nonce).toPayload(NotifyType.REDIRECT));
  }

  /** What stands in the IKE_AUTH answer in the place of a CHILD SA (section 6). */
  static List<Payload> inAuth(Turn turn) {
    return turn
        .traits()
        .get(Client.class)
        .flatMap(c -> order(turn, c, true))
        .<Payload>map(r -> new RedirectTarget(r.to(), Bytes.EMPTY).toPayload(NotifyType.REDIRECT))
        .stream()
        .toList();
  }

  /** Whom the other gateway has sent here is not sent back. */
  private static Optional<Redirect> order(Turn turn, Client client, boolean authenticated) {
    Optional<Redirect> order =
        turn.context()
            .settings()
            .extensions()
            .redirect()
            .filter(r -> r.authenticated() == authenticated)
            .filter(r -> client.from().filter(r.to()::equals).isEmpty());
    order.ifPresent(
        r -> turn.emit(IkeEvent.info("ike.client.redirected").with("to", r.to().getHostAddress())));
    return order;
  }

  /** Sends an established client away (section 5). */
  static List<Payload> now(InetAddress to) {
    return List.of(new RedirectTarget(to, Bytes.EMPTY).toPayload(NotifyType.REDIRECT));
  }

  /** Whether the peer has said that it follows. */
  static boolean follows(Turn turn) {
    return turn.traits().has(Client.class);
  }
}
