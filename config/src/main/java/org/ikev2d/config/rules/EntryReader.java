package org.ikev2d.config.rules;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Position;
import org.ikev2d.config.check.Suggestion;
import org.ikev2d.config.rules.ActionReader.Meaning;
import org.ikev2d.config.rules.Pattern.Style;
import org.ikev2d.config.syntax.PolicyEntry;
import org.ikev2d.config.syntax.PolicyEntry.Action;
import org.ikev2d.config.syntax.PolicyEntry.Word;
import org.ikev2d.port.Direction;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.PolicyAction;
import org.ikev2d.port.PolicyAction.Bypass;
import org.ikev2d.port.PolicyAction.Discard;
import org.ikev2d.port.PolicyAction.Endpoints;
import org.ikev2d.port.PolicyAction.Protect;
import org.ikev2d.port.Protection;

/** Reads one entry of ipsecinit.conf. */
final class EntryReader {
  /**
   * A policy that an entry gives.
   *
   * @param rank lower is matched first; entries of one rank in the order of the file
   */
  record Part(int rank, Selectors selectors, Set<Direction> directions, PolicyAction action) {}

  private final PolicyContext context;
  private final FindingLog log;
  private boolean wrong;

  EntryReader(PolicyContext context, FindingLog log) {
    this.context = context;
    this.log = log;
  }

  /** The policies of the entry; none if something in it is wrong, which is reported. */
  List<Part> read(PolicyEntry entry) {
    wrong = false;
    Optional<Pattern> pattern = new PatternReader(context.names(), log).read(entry.pattern());
    ActionReader reader = new ActionReader(context.kernel(), log);
    List<Meaning> actions = new ArrayList<>();
    for (Action action : entry.actions()) {
      reader.read(action).ifPresent(actions::add);
    }
    if (pattern.isEmpty() || actions.size() < entry.actions().size()) {
      return List.of();
    }
    chain(pattern.get(), actions);
    Set<Direction> directions = directions(pattern.get(), actions);
    Optional<Endpoints> endpoints = endpoints(pattern.get());
    if (wrong) {
      return List.of();
    }
    Optional<PolicyAction> action = action(entry.at(), pattern.get(), actions, endpoints);
    return action
        .map(a -> parts(entry.at(), pattern.get(), actions, directions, endpoints, a))
        .orElse(List.of());
  }

  /** Which actions the style of the pattern allows, alone and joined by {@code or}. */
  private void chain(Pattern pattern, List<Meaning> actions) {
    for (Meaning action : actions) {
      boolean oneWay =
          action.name().text().equals("apply") || action.name().text().equals("permit");
      if (oneWay && pattern.style() == Style.NEW) {
        error(action.name(), "`" + action.name().text() + "` with laddr or raddr", "write ipsec");
      }
      if (actions.size() > 1 && (oneWay || pattern.style() == Style.OLD)) {
        error(action.name(), "`or` in the old style", "use laddr, raddr and ipsec");
      } else if (actions.size() > 1 && !action.protects()) {
        error(action.name(), "`or` with " + action.name().text(), "join only ipsec actions");
      }
      boolean ipsec = action.name().text().equals("ipsec");
      boolean told = !pattern.directions().isEmpty() || action.dir().isPresent();
      if (ipsec && pattern.style() == Style.OLD && !told) {
        error(
            action.name(), "`ipsec` with saddr or daddr and no direction", "add dir in or dir out");
      }
      if (action.dir().isPresent() && pattern.style() == Style.NEW) {
        error(action.dir().get(), "`dir` in the properties", "put it into the pattern");
      }
    }
  }

  private Set<Direction> directions(Pattern pattern, List<Meaning> actions) {
    Meaning first = actions.getFirst();
    Set<Direction> told = EnumSet.noneOf(Direction.class);
    told.addAll(pattern.directions());
    for (Meaning action : actions) {
      action.dir().ifPresent(word -> tell(word, told));
    }
    Set<Direction> implied =
        switch (first.name().text()) {
          case "apply" -> EnumSet.of(Direction.OUT);
          case "permit" -> EnumSet.of(Direction.IN);
          default -> EnumSet.of(Direction.IN, Direction.OUT);
        };
    if (!implied.containsAll(told)) {
      String direction = implied.contains(Direction.OUT) ? "out" : "in";
      error(
          first.name(),
          "direction conflicts with `" + first.name().text() + "`",
          "write dir " + direction + " or leave it out");
    }
    if (told.isEmpty() && !first.protects()) {
      log.warning(
          first.name().at(),
          "`" + first.name().text() + "` without a direction is taken for both",
          "add dir in, dir out or dir both to the pattern");
    }
    return told.isEmpty() ? implied : told;
  }

  private void tell(Word word, Set<Direction> told) {
    Optional<List<Direction>> directions = PatternReader.direction(word).filter(d -> d.size() == 1);
    if (directions.isEmpty() || (!told.isEmpty() && !told.containsAll(directions.get()))) {
      error(word, "bad direction " + Suggestion.quote(word.text()), "write in or out, once");
      return;
    }
    told.clear();
    told.addAll(directions.get());
  }

  private Optional<Endpoints> endpoints(Pattern pattern) {
    if (pattern.tunnel().isEmpty()) {
      return Optional.empty();
    }
    Word name = pattern.tunnel().get();
    Optional<Endpoints> endpoints = Optional.ofNullable(context.tunnels().get(name.text()));
    if (endpoints.isEmpty()) {
      error(
          name,
          "tunnel " + Suggestion.quote(name.text()) + " has no outer addresses",
          "add tunnel." + name.text() + " = local=ADDRESS,remote=ADDRESS to ikev2d.conf");
    }
    return endpoints;
  }

  private Optional<PolicyAction> action(
      Position at, Pattern pattern, List<Meaning> actions, Optional<Endpoints> endpoints) {
    Meaning first = actions.getFirst();
    if (!first.protects()) {
      return Optional.of(first.bypasses() ? new Bypass() : new Discard());
    }
    List<Protection> alternatives =
        actions.stream().flatMap(a -> a.protections().stream()).distinct().toList();
    if (alternatives.isEmpty()) {
      log.error(
          at,
          "nothing is left of the algorithms of this entry",
          "add an alternative that this kernel interface can install");
      return Optional.empty();
    }
    boolean tunnelMode = pattern.negotiate().filter(w -> w.text().equals("tunnel")).isPresent();
    boolean tunnel = pattern.tunnel().isPresent();
    return Optional.of(
        new Protect(
            tunnelMode ? IpsecMode.TUNNEL : IpsecMode.TRANSPORT,
            alternatives,
            tunnelMode ? endpoints : Optional.empty(),
            tunnel ? !tunnelMode : unique(actions)));
  }

  private boolean unique(List<Meaning> actions) {
    List<Boolean> wishes =
        actions.stream()
            .map(a -> a.sa().filter(w -> w.text().equals("unique")).isPresent())
            .distinct()
            .toList();
    if (wishes.size() > 1) {
      log.warning(
          actions.getLast().name().at(),
          "alternatives differ in sa: unique is used for all",
          "write the same sa in each");
    }
    return wishes.contains(true);
  }

  private List<Part> parts(
      Position at,
      Pattern pattern,
      List<Meaning> actions,
      Set<Direction> directions,
      Optional<Endpoints> endpoints,
      PolicyAction action) {
    boolean interfacePackets =
        pattern.negotiate().filter(w -> w.text().equals("transport")).isPresent();
    List<Selectors> selectors =
        interfacePackets
            ? endpoints.map(e -> Selectors.ofTunnel(e.local(), e.remote())).orElse(List.of())
            : Selectors.of(pattern);
    if (selectors.isEmpty()) {
      log.error(
          at,
          "addresses and protocol have no address family in common",
          "write them all for IPv4 or all for IPv6");
      return List.of();
    }
    int rank = rank(actions);
    List<Part> parts = new ArrayList<>();
    for (Selectors each : selectors) {
      if (pattern.style() == Style.OLD) {
        // Source and destination of a packet: on the way in the source is the peer.
        for (Direction direction : directions) {
          Selectors turned = direction == Direction.IN ? each.swapped() : each;
          parts.add(new Part(rank, turned, EnumSet.of(direction), action));
        }
      } else {
        parts.add(new Part(rank, each, directions, action));
      }
    }
    return parts;
  }

  /** Bypass, then AH with ESP, ESP, AH, and what does none of these. */
  private static int rank(List<Meaning> actions) {
    boolean bypass = actions.stream().anyMatch(Meaning::bypasses);
    boolean esp = actions.stream().anyMatch(Meaning::esp);
    boolean ah = actions.stream().anyMatch(Meaning::ah);
    return bypass ? 0 : esp && ah ? 1 : esp ? 2 : ah ? 3 : 4;
  }

  private void error(Word word, String problem, String remedy) {
    wrong = true;
    log.error(word.at(), problem, remedy);
  }
}
