package org.ikev2d.config.rules;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ikev2d.config.check.Position;
import org.ikev2d.port.PeerRule;

/**
 * An ikev2.config.
 *
 * @param rules the good ones, in file order
 * @param globals what holds at its end, for rules that are added later
 * @param positions where each rule begins, by label
 */
public record RuleFile(List<PeerRule> rules, Globals globals, Map<String, Position> positions) {
  /** A file without content. */
  public static final RuleFile EMPTY = new RuleFile(List.of(), Globals.NONE, Map.of());

  public RuleFile {
    rules = List.copyOf(rules);
    positions = Map.copyOf(positions);
  }

  /** With rules that {@link RuleReader#readMore} gave added at the end. */
  public RuleFile plus(RuleFile more) {
    List<PeerRule> all = Stream.concat(rules.stream(), more.rules.stream()).toList();
    Map<String, Position> places = new HashMap<>(positions);
    places.putAll(more.positions);
    return new RuleFile(all, globals, places);
  }

  /** Without the rule of that label. */
  public RuleFile minus(String label) {
    List<PeerRule> rest = rules.stream().filter(r -> !r.label().equals(label)).toList();
    return new RuleFile(rest, globals, positions);
  }
}
