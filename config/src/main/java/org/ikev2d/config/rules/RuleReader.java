package org.ikev2d.config.rules;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Loaded;
import org.ikev2d.config.check.Position;
import org.ikev2d.config.check.Suggestion;
import org.ikev2d.config.syntax.ConfigNode;
import org.ikev2d.config.syntax.ConfigNode.Rule;
import org.ikev2d.config.syntax.ConfigNode.Statement;
import org.ikev2d.config.syntax.ConfigNode.Transform;
import org.ikev2d.config.syntax.ConfigParser;
import org.ikev2d.config.syntax.Keyword;
import org.ikev2d.port.IkeXform;
import org.ikev2d.port.PeerRule;
import org.ikev2d.wire.GroupId;

/**
 * Reads ikev2.config into rules.
 *
 * <p>Parameters and transforms outside rules hold from where they stand to the end of the file.
 */
public final class RuleReader {
  private final IkeSupport support;
  private final FindingLog log;
  private final GroupReader groups;
  private final XformReader xformReader;
  private final List<PeerRule> rules = new ArrayList<>();
  private final Map<String, Position> positions = new HashMap<>();
  private final Set<String> taken = new HashSet<>();
  private List<IkeXform> xforms;
  private Limits limits;
  private List<GroupId> childPfs;
  private List<GroupId> childAdditional;

  private RuleReader(IkeSupport support, Globals globals, FindingLog log) {
    this.support = support;
    this.log = log;
    this.groups = new GroupReader(support, log);
    this.xformReader = new XformReader(support, log);
    this.xforms = globals.xforms();
    this.limits = globals.limits();
    this.childPfs = globals.childPfs();
    this.childAdditional = globals.childAdditional();
  }

  /**
   * Reads a whole file.
   *
   * @param name for findings
   */
  public static Loaded<RuleFile> read(String name, String text, IkeSupport support) {
    return read(name, text, support, Globals.NONE, List.of());
  }

  /**
   * Reads rules that are to be added to those of a file: they take over its globals, and their
   * labels must be new.
   *
   * @param name for findings
   */
  public static Loaded<RuleFile> readMore(
      String name, String text, IkeSupport support, RuleFile file) {
    return read(name, text, support, file.globals(), file.rules());
  }

  private static Loaded<RuleFile> read(
      String name, String text, IkeSupport support, Globals globals, List<PeerRule> present) {
    FindingLog log = new FindingLog();
    RuleReader reader = new RuleReader(support, globals, log);
    present.forEach(rule -> reader.taken.add(rule.label()));
    ConfigParser.parse(name, text, log).forEach(reader::item);
    OverlapCheck.check(reader.rules, reader.positions, log);
    return Loaded.of(reader.result(), log);
  }

  private RuleFile result() {
    return new RuleFile(rules, new Globals(xforms, limits, childPfs, childAdditional), positions);
  }

  private void item(ConfigNode node) {
    switch (node) {
      case Statement statement -> parameter(statement);
      case Transform transform -> {
        Duration lifetime = limits.ikeLifetime().orElse(Limits.IKE_LIFETIME);
        List<IkeXform> more = new ArrayList<>(xforms);
        xformReader.read(transform, lifetime).ifPresent(more::add);
        xforms = more;
      }
      case Rule rule -> rule(rule);
    }
  }

  private void parameter(Statement statement) {
    if (!statement.complete()) {
      return;
    }
    if (statement.keyword() == Keyword.CHILDSA_PFS) {
      groups.pfs(statement).ifPresent(g -> childPfs = g);
    } else if (statement.keyword() == Keyword.CHILDSA_ADDITIONAL_KE) {
      groups.additional(statement).ifPresent(g -> childAdditional = g);
    } else {
      NumberReader.read(statement, log)
          .ifPresent(s -> limits = limits.with(statement.keyword(), s));
    }
  }

  private void rule(Rule node) {
    RuleParts parts = RuleParts.of(node, log);
    boolean anyWrong = parts.anyIncomplete();
    Limits own = Limits.NONE;
    List<GroupId> pfs = childPfs;
    List<GroupId> more = childAdditional;
    for (Statement statement : parts.numbers()) {
      if (statement.keyword() == Keyword.CHILDSA_PFS) {
        Optional<List<GroupId>> listed = groups.pfs(statement);
        anyWrong |= listed.isEmpty();
        pfs = listed.orElse(pfs);
      } else if (statement.keyword() == Keyword.CHILDSA_ADDITIONAL_KE) {
        Optional<List<GroupId>> listed = groups.additional(statement);
        anyWrong |= listed.isEmpty();
        more = listed.orElse(more);
      } else {
        Optional<Setting> number = NumberReader.read(statement, log);
        own = number.isPresent() ? own.with(statement.keyword(), number.get()) : own;
      }
    }
    Optional<String> label = label(parts);
    RuleBody body = new RuleBody(parts, support, log);
    List<IkeXform> used = xforms(parts, own);
    if (pfs.isEmpty() && parts.one(Keyword.CHILDSA_ADDITIONAL_KE).isEmpty()) {
      more = List.of();
    }
    GroupReader.Exchanges exchanges = new GroupReader.Exchanges(pfs, more);
    anyWrong |= !groups.check(exchanges, node.at());
    Limits all = own.over(limits);
    var rule =
        body.build(label.orElse(""), used, exchanges, all.childLifetime(log))
            .map(r -> r.withAuthLifetime(all.authLifetime()));
    if (label.isPresent()) {
      positions.putIfAbsent(label.get(), node.at());
      if (!anyWrong && !used.isEmpty()) {
        rule.ifPresent(rules::add);
      }
    }
  }

  private Optional<String> label(RuleParts parts) {
    Optional<Statement> statement = parts.one(Keyword.LABEL);
    if (statement.isEmpty()) {
      parts.missing(Keyword.LABEL, "label \"some name\"");
      return Optional.empty();
    }
    String text = statement.get().value().text();
    Position at = statement.get().value().at();
    boolean printable = text.chars().allMatch(c -> c >= ' ' && c <= '~');
    if (text.isEmpty() || text.length() > 255 || !printable) {
      log.error(
          at,
          "label " + Suggestion.quote(text) + " is empty, too long or not printable ASCII",
          "write 1 to 255 printable ASCII characters");
      return Optional.empty();
    }
    if (!taken.add(text)) {
      Position first = positions.get(text);
      String where = first == null ? "an existing rule" : "the rule at line " + first.line();
      log.error(
          at, "label " + Suggestion.quote(text) + " is that of " + where, "choose another label");
      return Optional.empty();
    }
    return Optional.of(text);
  }

  private List<IkeXform> xforms(RuleParts parts, Limits own) {
    Optional<Duration> ruleLifetime = own.ikeLifetime();
    if (!parts.xforms().isEmpty()) {
      Duration lifetime = ruleLifetime.or(limits::ikeLifetime).orElse(Limits.IKE_LIFETIME);
      List<IkeXform> read = new ArrayList<>();
      parts.xforms().forEach(x -> xformReader.read(x, lifetime).ifPresent(read::add));
      return read;
    }
    if (xforms.isEmpty()) {
      log.error(
          parts.at(),
          "rule without an ikesa_xform, and none stands before it outside rules",
          "add ikesa_xform { encr_alg aes(256..256) auth_alg sha384 dh_group 20 }");
    }
    return xforms.stream().map(x -> withLifetime(x, ruleLifetime)).toList();
  }

  private static IkeXform withLifetime(IkeXform xform, Optional<Duration> lifetime) {
    return xform.withLifetime(lifetime.orElse(xform.lifetime()));
  }
}
