package org.ikev2d.kernel.pfkey;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.ikev2d.kernel.msg.Decoded;
import org.ikev2d.kernel.msg.SadbCodec;
import org.ikev2d.kernel.msg.SadbMessage;
import org.ikev2d.port.KernelEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the registered socket on a platform thread: the wait is a foreign call, which would hold a
 * carrier of virtual threads.
 */
final class EventReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventReader.class);

  /** How long a close may have to wait: the socket cannot be woken. */
  private static final int POLL_MILLIS = 250;

  private final Channel channel;
  private final SadbCodec codec;
  private final EventMapper mapper;
  private final Consumer<KernelEvent> listener;
  private final Thread thread;
  private volatile boolean closed;

  EventReader(
      Channel channel, SadbCodec codec, EventMapper mapper, Consumer<KernelEvent> listener) {
    this.channel = channel;
    this.codec = codec;
    this.mapper = mapper;
    this.listener = listener;
    this.thread = Thread.ofPlatform().daemon().name("pfkey-events").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    while (!closed) {
      channel.receive(POLL_MILLIS).ifPresent(this::handle);
    }
  }

  private void handle(byte[] octets) {
    Decoded decoded = codec.decode(octets);
    Arrays.fill(octets, (byte) 0);
    switch (decoded) {
      case Decoded.Malformed(String reason, int offset) ->
          LOG.warn(
              "pfkey.malformed size={} offset={} reason=\"{}\"", octets.length, offset, reason);
      case Decoded.Message(SadbMessage message) -> {
        try (message) {
          Optional<KernelEvent> event = mapper.event(message);
          event.ifPresent(this::deliver);
        }
      }
    }
  }

  private void deliver(KernelEvent event) {
    try {
      listener.accept(event);
    } catch (RuntimeException e) {
      LOG.error("kernel.listener.failed event={}", event.getClass().getSimpleName(), e);
    }
  }

  /** Waits for the event in hand, unless called by its listener. */
  @Override
  public void close() {
    closed = true;
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
