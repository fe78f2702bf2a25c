package org.ikev2d.daemon;

import java.util.List;
import org.ikev2d.control.MonitorEvent;
import org.ikev2d.daemon.control.EventHub;
import org.ikev2d.daemon.log.LogControl;
import org.ikev2d.port.EventSink;
import org.ikev2d.port.IkeEvent;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** Every event becomes one line of the log, and goes to whoever monitors. */
final class Events implements EventSink {
  private final EventHub hub;

  Events(EventHub hub) {
    this.hub = hub;
  }

  /** Most events are for nobody: those are not even made into text. */
  @Override
  public void emit(IkeEvent event) {
    Logger log = LogControl.loggerOf(event.name());
    Level level = level(event.severity());
    boolean logged = log.isEnabledForLevel(level);
    if (!logged && hub.isQuiet()) {
      return;
    }
    MonitorEvent told = told(event);
    hub.publish(told);
    if (logged) {
      log.atLevel(level).log("{}", told.line());
    }
  }

  private static Level level(IkeEvent.Severity severity) {
    return switch (severity) {
      case DEBUG -> Level.DEBUG;
      case INFO -> Level.INFO;
      case WARN -> Level.WARN;
      case ERROR -> Level.ERROR;
    };
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
