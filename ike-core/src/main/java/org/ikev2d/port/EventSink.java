package org.ikev2d.port;

/** Takes events. Must return quickly and may be called from any thread. */
@FunctionalInterface
public interface EventSink {
  void emit(IkeEvent event);
}
