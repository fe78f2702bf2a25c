package org.ikev2d.pki.auth;

import java.io.IOException;
import java.util.Optional;
import org.ikev2d.port.EapMethod;
import org.ikev2d.wire.Bytes;

/**
 * One side of EAP-TLS (RFC 5216 for TLS 1.2, RFC 9190 for TLS 1.3). Here is what carries TLS:
 * flags, lengths, fragments and acknowledgements.
 */
final class EapTls implements EapMethod {
  private static final int TYPE = 13;
  private static final int LENGTH_INCLUDED = 0x80;
  private static final int MORE_FRAGMENTS = 0x40;
  private static final int START = 0x20;

  /** Octets of TLS in one message: with IKE, ESP and UDP around it, it fits any path. */
  private static final int FRAGMENT = 1000;

  /** Octets of a flight of the peer: a chain of certificates and some. */
  private static final int MOST_OCTETS = 65_536;

  /** Nothing, which acknowledges a fragment or a flight. */
  private static final Bytes EMPTY = Bytes.of(0);

  private final boolean server;
  private final TlsDialogue tls;
  private Bytes received = Bytes.EMPTY;
  private Bytes waiting = Bytes.EMPTY;
  private boolean started;

  /** Whether the first fragment of several is out. */
  private boolean firstSent;

  private Optional<String> trouble = Optional.empty();

  EapTls(boolean server, TlsDialogue tls) {
    this.server = server;
    this.tls = tls;
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public String label() {
    return "EAP-TLS";
  }

  @Override
  public Optional<String> trouble() {
    return trouble;
  }

  @Override
  public Progress step(Optional<Bytes> message) {
    if (message.isEmpty()) {
      return new Progress.More(Bytes.of(START));
    }
    Bytes octets = message.get();
    if (octets.isEmpty()) {
      return new Progress.Failed("message without flags");
    }
    int flags = octets.at(0);
    int from = (flags & LENGTH_INCLUDED) == 0 ? 1 : 5;
    if (octets.length() < from) {
      return new Progress.Failed("message without its length");
    }
    Bytes data = octets.slice(from, octets.length());
    if (!waiting.isEmpty()) {
      return data.isEmpty()
          ? fragment()
          : new Progress.Failed("data in place of an acknowledgement");
    }
    received = Bytes.concat(received, data);
    if (received.length() > MOST_OCTETS) {
      return new Progress.Failed("more than " + MOST_OCTETS + " octets of TLS");
    }
    if ((flags & MORE_FRAGMENTS) != 0) {
      return data.isEmpty() ? new Progress.Failed("empty fragment") : new Progress.More(EMPTY);
    }
    Bytes flight = received;
    received = Bytes.EMPTY;
    return flight(flags, flight);
  }

  /** All of the peer's flight is there. */
  private Progress flight(int flags, Bytes flight) {
    if (trouble.isPresent()) {
      return new Progress.Failed(trouble.get());
    }
    boolean start = (flags & START) != 0;
    if (!server && start == started) {
      return new Progress.Failed(start ? "second start" : "data before the start");
    }
    started = true;
    try {
      if (server && flight.isEmpty()) {
        return tls.isOver() ? done(Optional.empty()) : new Progress.Failed("nothing but flags");
      }
      waiting = tls.exchange(flight);
      if (waiting.isEmpty()) {
        return tls.isOver() && !server
            ? done(Optional.of(EMPTY))
            : new Progress.Failed("TLS has nothing more to say");
      }
      return fragment();
    } catch (IOException e) {
      trouble = tls.trouble().or(() -> Optional.of(String.valueOf(e.getMessage())));
      waiting = tls.alert();
      // A client that was told why says no more than that it has heard (RFC 5216 section 2.1.3).
      boolean silent = waiting.isEmpty();
      return silent && server ? new Progress.Failed(trouble.get()) : fragment();
    }
  }

  /** The next fragment; the first of several tells how long all are (RFC 5216 section 2.1.5). */
  private Progress fragment() {
    boolean all = waiting.length() <= FRAGMENT;
    Bytes part = all ? waiting : waiting.slice(0, FRAGMENT);
    int length = waiting.length();
    waiting = all ? Bytes.EMPTY : waiting.slice(FRAGMENT, length);
    int flags = all ? 0 : MORE_FRAGMENTS;
    if (all || firstSent) {
      firstSent = !all;
      return new Progress.More(Bytes.concat(Bytes.of(flags), part));
    }
    firstSent = true;
    return new Progress.More(
        Bytes.concat(Bytes.of(flags | LENGTH_INCLUDED), Bytes.ofInt(length), part));
  }

  private Progress done(Optional<Bytes> last) {
    return tls.masterSessionKey()
        .<Progress>map(msk -> new Progress.Done(last, msk, Optional.empty()))
        .orElseGet(() -> new Progress.Failed("TLS is not over"));
  }

  @Override
  public void close() {
    tls.close();
  }
}
