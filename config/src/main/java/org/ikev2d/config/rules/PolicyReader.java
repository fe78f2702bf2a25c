package org.ikev2d.config.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Loaded;
import org.ikev2d.config.check.Position;
import org.ikev2d.config.check.Suggestion;
import org.ikev2d.config.syntax.PolicyEntry;
import org.ikev2d.config.syntax.PolicyParser;
import org.ikev2d.port.Direction;
import org.ikev2d.port.PolicyAction;
import org.ikev2d.port.SecurityPolicy;

/**
 * Reads ipsecinit.conf into policies.
 *
 * <p>One entry may give several policies, one for each address family, protocol and direction that
 * selectors cannot express together: the first is named {@code FILE:LINE}, further ones {@code
 * FILE:LINE#2} and so on.
 */
public final class PolicyReader {
  /** A file cannot fill the kernel's database with what a few entries expand to. */
  private static final int MOST_POLICIES = 20_000;

  /** A policy before its place in the order is known. */
  private record Ranked(int rank, EntryReader.Part part, Position at, String name) {}

  private final String fileName;
  private final FindingLog log;
  private final EntryReader entries;
  private final List<Ranked> ranked = new ArrayList<>();

  /** Two entries on one line are a mistake, yet the names of what they give must differ. */
  private final Map<Integer, Integer> partsByLine = new HashMap<>();

  private PolicyReader(String name, PolicyContext context, FindingLog log) {
    this.fileName = name.substring(name.lastIndexOf('/') + 1);
    this.log = log;
    this.entries = new EntryReader(context, log);
  }

  /**
   * Reads a whole file.
   *
   * @param name for findings and, without its directories, for the names of policies
   */
  public static Loaded<PolicyFile> read(String name, String text, PolicyContext context) {
    FindingLog log = new FindingLog();
    PolicyReader reader = new PolicyReader(name, context, log);
    List<PolicyEntry> parsed = PolicyParser.parse(name, text, log);
    parsed.forEach(reader::entry);
    if (parsed.isEmpty() && !log.hasErrors()) {
      log.warning(Position.ofFile(name), "no policy entry", "write { pattern } action { … }");
    }
    return Loaded.of(reader.ordered(), log);
  }

  private void entry(PolicyEntry entry) {
    List<EntryReader.Part> parts = entries.read(entry);
    String name = fileName + ":" + entry.at().line();
    if (ranked.size() + parts.size() > MOST_POLICIES) {
      log.error(entry.at(), "more than " + MOST_POLICIES + " policies", "use fewer entries");
      return;
    }
    for (EntryReader.Part part : parts) {
      int count = partsByLine.merge(entry.at().line(), 1, Integer::sum);
      ranked.add(new Ranked(part.rank(), part, entry.at(), count == 1 ? name : name + "#" + count));
    }
  }

  /** Rank first, then the order of the file; the sort is stable. */
  private PolicyFile ordered() {
    ranked.sort(Comparator.comparingInt(Ranked::rank));
    List<SecurityPolicy> policies = new ArrayList<>();
    Map<String, Position> positions = new HashMap<>();
    Map<List<Object>, Ranked> selected = new HashMap<>();
    for (Ranked item : ranked) {
      if (!duplicate(item, selected)) {
        positions.put(item.name(), item.at());
        policies.add(
            new SecurityPolicy(
                item.name(),
                policies.size(),
                item.part().selectors().local(),
                item.part().selectors().remote(),
                item.part().directions(),
                item.part().action()));
      }
    }
    return new PolicyFile(policies, positions);
  }

  /** What selects the same as an entry of higher rank can never be matched. */
  private boolean duplicate(Ranked item, Map<List<Object>, Ranked> selected) {
    Optional<PolicyAction.Endpoints> tunnel =
        item.part().action() instanceof PolicyAction.Protect protect
            ? protect.endpoints()
            : Optional.empty();
    for (Direction direction : item.part().directions()) {
      Ranked first = selected.get(List.of(item.part().selectors(), tunnel, direction));
      if (first != null && item.part().directions().equals(first.part().directions())) {
        log.warning(
            item.at(),
            "entry selects the same as the one at line " + first.at().line() + ": skipped",
            "keep one; " + Suggestion.quote(first.name()) + " is matched first");
        return true;
      }
    }
    Set<Direction> directions = item.part().directions();
    directions.forEach(
        d -> selected.putIfAbsent(List.of(item.part().selectors(), tunnel, d), item));
    return false;
  }
}
