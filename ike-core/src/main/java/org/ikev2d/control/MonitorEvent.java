package org.ikev2d.control;

import java.util.List;

/**
 * One event of the running daemon.
 *
 * @param time milliseconds since the epoch
 * @param severity DEBUG, INFO, WARN or ERROR
 * @param name stable name
 * @param fields in the order in which the event tells them
 */
public record MonitorEvent(long time, String severity, String name, List<Field> fields) {
  public MonitorEvent {
    fields = List.copyOf(fields);
  }

  public record Field(String key, String value) {}

  /** The stable name, then {@code key=value}; values with blanks are quoted. */
  public String line() {
    StringBuilder line = new StringBuilder(name);
    for (Field field : fields) {
      line.append(' ').append(field.key()).append('=').append(quoted(field.value()));
    }
    return line.toString();
  }

  private static String quoted(String value) {
    boolean plain = !value.isEmpty();
    for (int i = 0; i < value.length() && plain; i++) {
      char c = value.charAt(i);
      plain = c > ' ' && c != '"' && c != '\\' && c != '=' && c != 0x7f;
    }
    if (plain) {
      return value;
    }
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (Character.isISOControl(c)) {
        // A peer's text must not forge a second line of the log.
        quoted.append(String.format("\\x%02x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
