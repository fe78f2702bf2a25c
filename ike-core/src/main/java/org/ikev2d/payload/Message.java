package org.ikev2d.payload;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ikev2d.wire.NotifyType;

/** An IKE message: header and payloads in order. */
public record Message(MessageHeader header, List<Payload> payloads) {
  public Message {
    payloads = List.copyOf(payloads);
  }

  /** The first payload of that class. */
  public <P extends Payload> Optional<P> first(Class<P> kind) {
    for (Payload payload : payloads) {
      if (kind.isInstance(payload)) {
        return Optional.of(kind.cast(payload));
      }
    }
    return Optional.empty();
  }

  /** All payloads of that class, in order. */
  public <P extends Payload> Stream<P> all(Class<P> kind) {
    return payloads.stream().filter(kind::isInstance).map(kind::cast);
  }

  /** All notifications of that type, in order. */
  public Stream<NotifyPayload> notifies(NotifyType type) {
    return all(NotifyPayload.class).filter(n -> n.kind().equals(type));
  }

  /** Whether a notification of that type is there. */
  public boolean hasNotify(NotifyType type) {
    for (Payload payload : payloads) {
      if (payload instanceof NotifyPayload notify && notify.kind().equals(type)) {
        return true;
      }
    }
    return false;
  }

  /** The first notification that reports an error. */
  public Optional<NotifyPayload> firstError() {
    return all(NotifyPayload.class).filter(n -> n.kind().isError()).findFirst();
  }
}
