package org.ikev2d.daemon;

import java.util.List;
import org.ikev2d.control.MonitorEvent;
import org.ikev2d.daemon.control.EventHub;
import org.ikev2d.daemon.log.LogControl;
import org.ikev2d.port.EventSink;
import org.ikev2d.port.IkeEvent;
import org.slf4j.Logger;

/** Every event becomes one line of the log, and goes to whoever monitors. */
final class Events implements EventSink {
  private final EventHub hub;

  Events(EventHub hub) {
    this.hub = hub;
  }

  @Override
  public void emit(IkeEvent event) {
    MonitorEvent told = told(event);
    hub.publish(told);
    Logger log = LogControl.loggerOf(event.name());
    switch (event.severity()) {
      case DEBUG -> {
        if (log.isDebugEnabled()) {
          log.debug("{}", told.line());
        }
      }
      case INFO -> log.info("{}", told.line());
      case WARN -> log.warn("{}", told.line());
      case ERROR -> log.error("{}", told.line());
    }
  }

  private static MonitorEvent told(IkeEvent event) {
    List<MonitorEvent.Field> fields =
        event.fields().entrySet().stream()
            .map(f -> new MonitorEvent.Field(f.getKey(), f.getValue()))
            .toList();
    return new MonitorEvent(
        System.currentTimeMillis(), event.severity().name(), event.name(), fields);
  }
}
