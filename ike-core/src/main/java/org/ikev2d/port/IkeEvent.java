package org.ikev2d.port;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that an administrator may want to know. One event is one log line. Immutable; its
 * fields become text when somebody reads them, so that an event which nobody wants costs little.
 */
public final class IkeEvent {
  /** How much it matters. */
  public enum Severity {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  /** Much of it is text that a peer chose, who must not be able to fill a disk with it. */
  static final int LONGEST_FIELD = 1500;

  /** The last field, and those before it. */
  private record Field(@Nullable Field before, String key, Object value) {}

  private final String name;
  private final Severity severity;
  private final @Nullable Field last;

  private IkeEvent(String name, Severity severity, @Nullable Field last) {
    this.name = name;
    this.severity = severity;
    this.last = last;
  }

  /** Without fields. */
  public IkeEvent(String name, Severity severity) {
    this(name, severity, (Field) null);
  }

  public static IkeEvent debug(String name) {
    return new IkeEvent(name, Severity.DEBUG);
  }

  public static IkeEvent info(String name) {
    return new IkeEvent(name, Severity.INFO);
  }

  public static IkeEvent warn(String name) {
    return new IkeEvent(name, Severity.WARN);
  }

  public static IkeEvent error(String name) {
    return new IkeEvent(name, Severity.ERROR);
  }

  /** Stable, such as {@code ike.established}. */
  public String name() {
    return name;
  }

  public Severity severity() {
    return severity;
  }

  /**
   * In the order in which they are shown, each cut to {@value #LONGEST_FIELD} characters; never key
   * material or packet contents.
   */
  public Map<String, String> fields() {
    List<Field> backwards = new ArrayList<>();
    for (Field field = last; field != null; field = field.before()) {
      backwards.add(field);
    }
    Map<String, String> fields = new LinkedHashMap<>();
    for (Field field : backwards.reversed()) {
      fields.put(field.key(), text(field.value()));
    }
    return Collections.unmodifiableMap(fields);
  }

  private static String text(Object value) {
    String text = String.valueOf(value instanceof Supplier<?> supplier ? supplier.get() : value);
    return text.length() <= LONGEST_FIELD ? text : text.substring(0, LONGEST_FIELD - 1) + "…";
  }

  public boolean has(String key) {
    for (Field field = last; field != null; field = field.before()) {
      if (field.key().equals(key)) {
        return true;
      }
    }
    return false;
  }

  /** The same event where it matters that much. */
  public IkeEvent withSeverity(Severity other) {
    return new IkeEvent(name, other, last);
  }

  /**
   * The same event with one more field at the end.
   *
   * @param value immutable: its text is made later
   */
  public IkeEvent with(String key, Object value) {
    return new IkeEvent(name, severity, new Field(last, key, value));
  }

  /** As the other one, for a text that takes some making. */
  public IkeEvent with(String key, Supplier<String> text) {
    return with(key, (Object) text);
  }

  /** The same event with more fields at the end. */
  public IkeEvent with(Map<String, String> facts) {
    IkeEvent more = this;
    for (Map.Entry<String, String> fact : facts.entrySet()) {
      more = more.with(fact.getKey(), fact.getValue());
    }
    return more;
  }

  /** The same event with the fields of another at the end. */
  public IkeEvent with(IkeEvent other) {
    return new IkeEvent(name, severity, append(last, other.last));
  }

  private static @Nullable Field append(@Nullable Field before, @Nullable Field after) {
    return after == null
        ? before
        : new Field(append(before, after.before()), after.key(), after.value());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IkeEvent that
        && name.equals(that.name)
        && severity == that.severity
        && fields().equals(that.fields());
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + fields().hashCode();
  }

  @Override
  public String toString() {
    return name + " " + severity + " " + fields();
  }
}
