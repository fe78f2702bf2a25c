package org.ikev2d.port;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that an administrator may want to know. One event is one log line.
 *
 * @param name stable, such as {@code ike.established}
 * @param fields in the order in which they are shown; never key material or packet contents
 */
public record IkeEvent(String name, Severity severity, Map<String, String> fields) {
  /** How much it matters. */
  public enum Severity {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  public IkeEvent {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  public static IkeEvent debug(String name) {
    return new IkeEvent(name, Severity.DEBUG, Map.of());
  }

  public static IkeEvent info(String name) {
    return new IkeEvent(name, Severity.INFO, Map.of());
  }

  public static IkeEvent warn(String name) {
    return new IkeEvent(name, Severity.WARN, Map.of());
  }

  public static IkeEvent error(String name) {
    return new IkeEvent(name, Severity.ERROR, Map.of());
  }

  /** The same event with one more field at the end. */
  public IkeEvent with(String key, Object value) {
    Map<String, String> more = new LinkedHashMap<>(fields);
    more.put(key, String.valueOf(value));
    return new IkeEvent(name, severity, more);
  }

  /** The same event with more fields at the end. */
  public IkeEvent with(Map<String, String> facts) {
    Map<String, String> more = new LinkedHashMap<>(fields);
    more.putAll(facts);
    return new IkeEvent(name, severity, more);
  }
}
