package org.ikev2d.config.rules;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Position;
import org.ikev2d.config.syntax.ConfigNode.Rule;
import org.ikev2d.config.syntax.ConfigNode.Statement;
import org.ikev2d.config.syntax.ConfigNode.Transform;
import org.ikev2d.config.syntax.Keyword;

/** The statements of one rule, sorted by keyword. */
final class RuleParts {
  private static final Set<Keyword> ACCUMULATING =
      EnumSet.of(Keyword.LOCAL_ADDR, Keyword.REMOTE_ADDR, Keyword.REMOTE_ID, Keyword.REMOTE_PUBKEY);
  private static final Set<Keyword> NUMBERS =
      EnumSet.of(
          Keyword.CHILDSA_PFS,
          Keyword.CHILDSA_ADDITIONAL_KE,
          Keyword.CHILDSA_LIFETIME_SECS,
          Keyword.CHILDSA_SOFTLIFE_SECS,
          Keyword.CHILDSA_IDLETIME_SECS,
          Keyword.CHILDSA_LIFETIME_KB,
          Keyword.CHILDSA_SOFTLIFE_KB,
          Keyword.IKESA_LIFETIME_SECS,
          Keyword.AUTH_LIFETIME_SECS);

  private final Position at;
  private final FindingLog log;
  private final Map<Keyword, List<Statement>> statements = new EnumMap<>(Keyword.class);
  private final Set<Keyword> incomplete = EnumSet.noneOf(Keyword.class);
  private final List<Transform> xforms = new ArrayList<>();

  private RuleParts(Position at, FindingLog log) {
    this.at = at;
    this.log = log;
  }

  static RuleParts of(Rule rule, FindingLog log) {
    RuleParts parts = new RuleParts(rule.at(), log);
    for (var node : rule.body()) {
      switch (node) {
        case Statement statement -> parts.add(statement);
        case Transform transform -> parts.xforms.add(transform);
        case Rule nested -> throw new AssertionError("the parser nests no rules: " + nested.at());
      }
    }
    return parts;
  }

  private void add(Statement statement) {
    Keyword keyword = statement.keyword();
    if (!statement.complete()) {
      incomplete.add(keyword);
      return;
    }
    List<Statement> same = statements.computeIfAbsent(keyword, k -> new ArrayList<>());
    if (!same.isEmpty() && !ACCUMULATING.contains(keyword)) {
      log.error(
          statement.at(),
          "second `" + keyword + "` in a rule, after line " + same.getFirst().at().line(),
          "keep one");
      return;
    }
    same.add(statement);
  }

  Position at() {
    return at;
  }

  /** Whether a statement lacks its values, which has been reported. */
  boolean anyIncomplete() {
    return !incomplete.isEmpty();
  }

  List<Statement> all(Keyword keyword) {
    return statements.getOrDefault(keyword, List.of());
  }

  Optional<Statement> one(Keyword keyword) {
    return all(keyword).stream().findFirst();
  }

  List<Statement> numbers() {
    return NUMBERS.stream().flatMap(k -> all(k).stream()).toList();
  }

  List<Transform> xforms() {
    return xforms;
  }

  /** Reports that a keyword is missing, unless its lack of values was reported. */
  void missing(Keyword keyword, String example) {
    if (!incomplete.contains(keyword)) {
      log.error(at, "rule without `" + keyword + "`", "add " + example);
    }
  }
}
