package org.ikev2d.pki.auth;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.ikev2d.port.EapMethod;
import org.ikev2d.wire.Bytes;

/**
 * Bounds the memory of TLS with clients that have proved nothing yet: a handshake holds some tens
 * of KiB, which is far more than other half-open IKE SAs do.
 */
final class TlsRoom {
  /** Conversations of EAP-TLS that we serve at once. */
  static final int MOST = 512;

  private final AtomicInteger taken = new AtomicInteger();

  /** The same method as long as there is room, else one that fails at its first step. */
  EapMethod admit(EapMethod method) {
    if (taken.incrementAndGet() > MOST) {
      taken.decrementAndGet();
      method.close();
      return new Full(method.type(), method.label());
    }
    return new Counted(method);
  }

  private final class Counted implements EapMethod {
    private final EapMethod method;
    private boolean closed;

    Counted(EapMethod method) {
      this.method = method;
    }

    @Override
    public int type() {
      return method.type();
    }

    @Override
    public String label() {
      return method.label();
    }

    @Override
    public Progress step(Optional<Bytes> received) {
      return method.step(received);
    }

    @Override
    public Optional<String> trouble() {
      return method.trouble();
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        taken.decrementAndGet();
        method.close();
      }
    }
  }

  private record Full(int type, String label) implements EapMethod {
    @Override
    public Progress step(Optional<Bytes> received) {
      return new Progress.Failed(MOST + " clients are at it already");
    }

    @Override
    public void close() {}
  }
}
