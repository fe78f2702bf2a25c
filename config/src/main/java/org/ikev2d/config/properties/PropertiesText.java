package org.ikev2d.config.properties;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Position;
import org.ikev2d.config.check.Suggestion;

/** Cuts {@code key = value} lines apart. */
final class PropertiesText {
  /** A value as written, and where. */
  record Value(String text, Position at) {}

  private static final String COMMAND_LINE = "-o ";
  private static final int MOST = 10_000;

  private final Map<String, Value> values = new LinkedHashMap<>();
  private final FindingLog log;

  PropertiesText(FindingLog log) {
    this.log = log;
  }

  Map<String, Value> values() {
    return values;
  }

  /** {@code #} begins a comment at the start of a line or after a blank. */
  void file(String name, String text) {
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size() && values.size() < MOST; i++) {
      String line = withoutComment(lines.get(i));
      if (line.isBlank()) {
        continue;
      }
      int equals = line.indexOf('=');
      int column = indent(line) + 1;
      if (equals < 0) {
        String problem = "no `=` in this line";
        log.error(new Position(name, i + 1, column), problem, "write key = value");
        continue;
      }
      String key = line.substring(0, equals).strip();
      String rest = line.substring(equals + 1);
      Position keyAt = new Position(name, i + 1, column);
      Position valueAt = new Position(name, i + 1, equals + 2 + indent(rest));
      Value earlier = values.get(key(key));
      if (earlier != null) {
        String problem = "second " + Suggestion.quote(key);
        log.error(keyAt, problem + ", after line " + earlier.at().line(), "keep one");
      }
      put(key, unquoted(rest.strip()), keyAt, valueAt);
    }
  }

  /** {@code key=value} of an option, which replaces what the file says. */
  void option(String option) {
    int equals = option.indexOf('=');
    if (equals < 0) {
      Position at = Position.ofFile(COMMAND_LINE + Suggestion.quote(option));
      log.error(at, "no `=` in the option", "write -o key=value");
      return;
    }
    String key = option.substring(0, equals).strip();
    Position at = Position.ofFile(COMMAND_LINE + key);
    put(key, unquoted(option.substring(equals + 1).strip()), at, at);
  }

  private void put(String key, String value, Position keyAt, Position valueAt) {
    if (key.isEmpty()) {
      log.error(keyAt, "no key before `=`", "write key = value");
    } else if (value.isEmpty()) {
      log.error(
          keyAt, "no value for " + Suggestion.quote(key), "leave the line out for the default");
    } else {
      values.put(key(key), new Value(value, valueAt));
    }
  }

  /** The properties of the Solaris service are in a group {@code config}: both forms are taken. */
  private static String key(String key) {
    return key.startsWith("config/") ? key.substring("config/".length()) : key;
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  private static String withoutComment(String line) {
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      }
      boolean starts = i == 0 || Character.isWhitespace(line.charAt(i - 1));
      if (c == '#' && starts && !quoted) {
        return line.substring(0, i);
      }
    }
    return line;
  }

  private static int indent(String text) {
    int blanks = 0;
    while (blanks < text.length() && Character.isWhitespace(text.charAt(blanks))) {
      blanks++;
    }
    return blanks;
  }
}
