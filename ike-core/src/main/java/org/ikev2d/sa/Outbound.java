package org.ikev2d.sa;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.Path;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;

/**
 * Our requests: the next message ID and what is unanswered (RFC 7296 sections 2.2 and 2.3).
 *
 * @param nextId message ID of our next request
 * @param window how many requests may be unanswered, 1 until the peer allows more
 */
public record Outbound(int nextId, int window, List<Pending> pending) {
  public static final Outbound START = new Outbound(0, 1, List.of());

  /** From here on the IKE SA is to be replaced: message IDs do not wrap (section 2.2). */
  public static final int REPLACED_FROM = 0x7000_0000;

  /** Here it ends if it has not been: a Delete and what is under way still find IDs. */
  public static final int LAST = 0x7fff_ff00;

  public Outbound {
    pending = List.copyOf(pending);
  }

  /**
   * A request that waits for its answer.
   *
   * @param datagrams the message, or its fragments, exactly as sent last
   * @param inner what is protected in it, where it may have to be divided anew; else empty
   * @param tries how often it was sent
   * @param firstSentNanos when it was sent first
   */
  public record Pending(
      int messageId,
      ExchangeType exchange,
      Purpose purpose,
      Path path,
      List<Bytes> datagrams,
      List<Payload> inner,
      int tries,
      long firstSentNanos) {
    public Pending {
      datagrams = List.copyOf(datagrams);
      inner = List.copyOf(inner);
    }

    /** The same, to be repeated on another path. */
    public Pending on(Path other) {
      return new Pending(
          messageId, exchange, purpose, other, datagrams, inner, tries, firstSentNanos);
    }

    /** The same with its purpose told otherwise. */
    public Pending with(Purpose other) {
      return new Pending(messageId, exchange, other, path, datagrams, inner, tries, firstSentNanos);
    }

    public Pending retried() {
      return retried(datagrams);
    }

    /** Sent once more, divided otherwise. */
    public Pending retried(List<Bytes> divided) {
      return new Pending(
          messageId, exchange, purpose, path, divided, inner, tries + 1, firstSentNanos);
    }
  }

  public boolean hasRoom() {
    return pending.size() < window;
  }

  public Optional<Pending> find(int messageId) {
    return pending.stream().filter(p -> p.messageId() == messageId).findFirst();
  }

  /** With a new request, which takes the next message ID. */
  public Outbound sent(Pending request) {
    List<Pending> more = new ArrayList<>(pending);
    more.add(request);
    return new Outbound(Math.max(nextId, request.messageId() + 1), window, more);
  }

  /** With one request in the place of the one with its message ID. */
  public Outbound replaced(Pending request) {
    return new Outbound(
        nextId,
        window,
        pending.stream().map(p -> p.messageId() == request.messageId() ? request : p).toList());
  }

  /** The same with all unanswered requests changed. */
  public Outbound map(UnaryOperator<Pending> change) {
    return new Outbound(nextId, window, pending.stream().map(change).toList());
  }

  /** Without the request of that message ID. */
  public Outbound answered(int messageId) {
    return new Outbound(
        nextId, window, pending.stream().filter(p -> p.messageId() != messageId).toList());
  }
}
