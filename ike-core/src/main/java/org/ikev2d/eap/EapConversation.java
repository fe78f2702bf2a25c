package org.ikev2d.eap;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.ikev2d.port.Credentials;
import org.ikev2d.wire.Bytes;

/**
 * An EAP conversation that may be given up at any time, also while a worker is at it: then the
 * worker zeroes its secrets when it is done.
 */
public final class EapConversation implements AutoCloseable {
  private final EapSession session;
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile Optional<String> trouble = Optional.empty();

  private EapConversation(EapSession session) {
    this.session = session;
  }

  /** The side of the initiator. */
  public static EapConversation client(EapMethods methods) {
    return new EapConversation(new EapClient(methods));
  }

  /** The side of the responder. */
  public static EapConversation server(EapMethods methods) {
    return new EapConversation(new EapServer(methods));
  }

  /**
   * Takes the peer's message; may block.
   *
   * @param message empty for the server's first step
   */
  public EapOutcome step(Credentials credentials, Optional<Bytes> message) {
    lock.lock();
    try {
      if (over.get()) {
        return new EapOutcome.Failed(Optional.empty(), "given up", false);
      }
      EapOutcome outcome = session.step(credentials, message);
      trouble = session.trouble();
      return outcome;
    } finally {
      lock.unlock();
      clean();
    }
  }

  /** Why our side has given up, though the other has not been told the end yet. */
  public Optional<String> trouble() {
    return trouble;
  }

  @Override
  public void close() {
    over.set(true);
    clean();
  }

  private void clean() {
    if (over.get() && lock.tryLock()) {
      try {
        session.close();
      } finally {
        lock.unlock();
      }
    }
  }
}
