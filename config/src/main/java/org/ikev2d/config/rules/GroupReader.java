package org.ikev2d.config.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Position;
import org.ikev2d.config.check.Suggestion;
import org.ikev2d.config.syntax.ConfigNode.Statement;
import org.ikev2d.config.syntax.Keyword;
import org.ikev2d.config.syntax.Numbers;
import org.ikev2d.config.syntax.Token;
import org.ikev2d.crypto.AlgorithmTable;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.TransformType;

/** Reads numbers of groups: {@code dh_group}, {@code childsa_pfs} and additional key exchanges. */
final class GroupReader {
  private final IkeSupport support;
  private final FindingLog log;

  GroupReader(IkeSupport support, FindingLog log) {
    this.support = support;
    this.log = log;
  }

  /**
   * Key exchanges of one kind of SA.
   *
   * @param groups one of which comes first
   * @param additional which go with it
   */
  record Exchanges(List<GroupId> groups, List<GroupId> additional) {}

  /** Whether additional key exchanges have one to be additional to, and all differ. */
  boolean check(Exchanges exchanges, Position at) {
    if (exchanges.additional().isEmpty()) {
      return true;
    }
    if (exchanges.groups().isEmpty()) {
      log.error(at, "childsa_additional_ke without childsa_pfs", "add childsa_pfs 31");
      return false;
    }
    Set<GroupId> seen = new HashSet<>(exchanges.groups());
    for (GroupId method : exchanges.additional()) {
      if (!seen.add(method)) {
        log.error(
            at,
            "key exchange " + method.code() + " is there twice",
            "RFC 9370 wants each method once: choose another");
        return false;
      }
    }
    return true;
  }

  /** A list of methods in the order in which they take place; {@code 0} alone is none. */
  Optional<List<GroupId>> additional(Statement field) {
    List<Token> values = field.values();
    if (isNone(values)) {
      return Optional.of(List.of());
    }
    if (values.size() > TransformType.MOST_ADDITIONAL) {
      log.error(
          values.get(TransformType.MOST_ADDITIONAL).at(),
          values.size() + " additional key exchanges",
          "write " + TransformType.MOST_ADDITIONAL + " at most");
      return Optional.empty();
    }
    return all(field);
  }

  /** Groups for CHILD SAs in order of preference; {@code 0} alone is none. */
  Optional<List<GroupId>> pfs(Statement field) {
    if (isNone(field.values())) {
      return Optional.of(List.of());
    }
    Set<String> seen = new HashSet<>();
    for (Token value : field.values()) {
      if (isZero(value)) {
        log.error(
            value.at(),
            "group 0 beside others",
            "write the groups only, or childsa_pfs 0 for none");
        return Optional.empty();
      }
      OptionalLong number = Numbers.parse(value.text());
      if (number.isPresent() && !seen.add(Long.toString(number.getAsLong()))) {
        log.error(
            value.at(),
            "group " + number.getAsLong() + " is there twice",
            "write each group once, the preferred first");
        return Optional.empty();
      }
    }
    return all(field);
  }

  private Optional<List<GroupId>> all(Statement field) {
    List<GroupId> groups = new ArrayList<>();
    field.values().forEach(value -> group(field.keyword(), value).ifPresent(groups::add));
    return groups.size() == field.values().size() ? Optional.of(groups) : Optional.empty();
  }

  private static boolean isNone(List<Token> values) {
    return values.size() == 1 && isZero(values.getFirst());
  }

  private static boolean isZero(Token value) {
    return Numbers.parse(value.text()).equals(OptionalLong.of(0));
  }

  /** One group. */
  Optional<GroupId> group(Statement field) {
    return group(field.keyword(), field.value());
  }

  private Optional<GroupId> group(Keyword keyword, Token value) {
    OptionalLong number = Numbers.parse(value.text());
    String known =
        AlgorithmNames.groupNumbers() + (keyword == Keyword.CHILDSA_PFS ? ", 0 for none" : "");
    String quoted = Suggestion.quote(value.text());
    if (number.isEmpty() || number.getAsLong() > 0xffff) {
      log.error(value.at(), "group " + quoted + " is not a number", "known: " + known);
      return Optional.empty();
    }
    GroupId group = new GroupId((int) number.getAsLong());
    if (AlgorithmTable.group(group).isEmpty()) {
      boolean removed = group.equals(GroupId.MODP_768);
      log.error(
          value.at(),
          removed ? "group 1 was removed because it is too weak" : "unknown group " + quoted,
          "known: " + known);
      return Optional.empty();
    }
    if (!support.group().test(group)) {
      log.error(
          value.at(),
          "group " + group.code() + " (" + group + ") is not supported here",
          "choose another one");
      return Optional.empty();
    }
    return Optional.of(group);
  }
}
