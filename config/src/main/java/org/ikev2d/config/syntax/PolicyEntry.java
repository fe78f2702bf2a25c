package org.ikev2d.config.syntax;

import java.util.List;
import org.ikev2d.config.check.Position;

/**
 * An entry of ipsecinit.conf.
 *
 * @param at where its opening brace stands
 * @param pattern what it selects
 * @param actions one, or several joined by {@code or}
 */
public record PolicyEntry(Position at, List<Property> pattern, List<Action> actions) {
  public PolicyEntry {
    pattern = List.copyOf(pattern);
    actions = List.copyOf(actions);
  }

  /** A word and its value. */
  public record Property(Word name, Word value) {}

  /** An action and its properties. */
  public record Action(Word name, List<Property> properties) {
    public Action {
      properties = List.copyOf(properties);
    }
  }

  /** A word of the text. */
  public record Word(String text, Position at) {}
}
