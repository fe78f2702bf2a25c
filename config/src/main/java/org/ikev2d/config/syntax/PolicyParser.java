package org.ikev2d.config.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Position;
import org.ikev2d.config.check.Suggestion;
import org.ikev2d.config.syntax.PolicyEntry.Action;
import org.ikev2d.config.syntax.PolicyEntry.Property;
import org.ikev2d.config.syntax.PolicyEntry.Word;
import org.ikev2d.config.syntax.PolicyTokens.Kind;
import org.ikev2d.config.syntax.PolicyTokens.PolicyToken;

/**
 * The grammar of ipsecinit.conf: {@code { pattern } action { properties }}, continued by {@code
 * or}. Line breaks matter: an entry begins on a line of its own, and {@code or} stands on the line
 * of the brace before it. After an error it goes on at the next entry.
 */
public final class PolicyParser {
  /** The words of patterns, synonyms included. */
  public static final List<String> PATTERN_WORDS =
      List.of(
          "saddr",
          "src",
          "srcaddr",
          "daddr",
          "dst",
          "dstaddr",
          "smask",
          "dmask",
          "sport",
          "dport",
          "laddr",
          "local",
          "raddr",
          "remote",
          "lport",
          "rport",
          "dir",
          "ulp",
          "proto",
          "type",
          "code",
          "tunnel",
          "negotiate");

  public static final List<String> PROPERTY_WORDS =
      List.of("auth_algs", "encr_algs", "encr_auth_algs", "sa", "dir");

  public static final List<String> ACTIONS =
      List.of("apply", "permit", "ipsec", "bypass", "pass", "drop");

  private static final int MOST_WORDS_PER_BLOCK = 20;
  private static final int MOST_WORDS_PER_ENTRY = 115;
  private static final int MOST_ACTIONS = 20;
  private static final int LONGEST_ENTRY = 8191;

  private final List<PolicyToken> tokens;
  private final FindingLog log;
  private int next;
  private boolean wrong;

  private PolicyParser(List<PolicyToken> tokens, FindingLog log) {
    this.tokens = tokens;
    this.log = log;
  }

  /** The entries that are whole; what is wrong goes to the log. */
  public static List<PolicyEntry> parse(String file, String text, FindingLog log) {
    return new PolicyParser(PolicyTokens.of(file, text, log), log).file();
  }

  private List<PolicyEntry> file() {
    List<PolicyEntry> entries = new ArrayList<>();
    while (!peek().is(Kind.END)) {
      if (!peek().is(Kind.OPEN)) {
        stray();
        continue;
      }
      if (!peek().first()) {
        error(peek(), "entry that begins within a line", "begin it on a line of its own");
      }
      entry().ifPresent(entries::add);
    }
    return entries;
  }

  private void stray() {
    PolicyToken token = peek();
    boolean or = token.isWord("or");
    error(
        token,
        or ? "`or` at the start of a line" : Suggestion.quote(token.text()) + " outside an entry",
        or
            ? "put it on the line of the } before it"
            : "an entry is { pattern } action { properties }, and begins a line");
    while (!peek().is(Kind.END) && !(peek().is(Kind.OPEN) && peek().first())) {
      take();
    }
  }

  private Optional<PolicyEntry> entry() {
    wrong = false;
    int start = next;
    Position at = peek().at();
    List<Property> pattern = block("pattern", PATTERN_WORDS);
    List<Action> actions = new ArrayList<>();
    boolean more = true;
    while (more && action(at, actions)) {
      more = continued();
    }
    limits(at, start, actions.size());
    return wrong || actions.isEmpty()
        ? Optional.empty()
        : Optional.of(new PolicyEntry(at, pattern, actions));
  }

  /** Reads one action. After a mistake the rest of the entry is skipped, and the answer is no. */
  private boolean action(Position entry, List<Action> actions) {
    if (!peek().is(Kind.WORD)) {
      wrong = true;
      String missing = actions.isEmpty() ? "missing action" : "missing action after `or`";
      log.error(entry, "entry with a " + missing, "write one of " + String.join(", ", ACTIONS));
      skipEntry();
      return false;
    }
    PolicyToken name = take();
    boolean known = ACTIONS.contains(name.text());
    if (!known) {
      String problem = "invalid action " + Suggestion.quote(name.text());
      error(name, problem, Suggestion.remedy(name.text(), ACTIONS));
    }
    if (!peek().is(Kind.OPEN) || (!known && peek().first())) {
      error(name, "missing properties after " + Suggestion.quote(name.text()), "write { … }");
      skipEntry();
      return false;
    }
    actions.add(new Action(word(name), block("properties", PROPERTY_WORDS)));
    return true;
  }

  /** Whether {@code or} follows; nothing else may stand on the line. */
  private boolean continued() {
    PolicyToken token = peek();
    if (token.isWord("or") && (!token.first() || followsAction())) {
      if (token.first()) {
        error(token, "`or` at the start of a line", "put it on the line of the } before it");
      }
      take();
      return true;
    }
    while (!peek().first() && !peek().is(Kind.END) && !peek().is(Kind.OPEN)) {
      PolicyToken extra = take();
      boolean backslash = extra.text().equals("\\");
      error(
          extra,
          backslash
              ? "backslash after an entry"
              : Suggestion.quote(extra.text()) + " after an entry",
          backslash
              ? "leave it out: braces continue lines by themselves"
              : "end the line at the }");
    }
    return false;
  }

  private boolean followsAction() {
    int at = next + 1;
    return at < tokens.size() && ACTIONS.contains(tokens.get(at).text());
  }

  private List<Property> block(String what, List<String> known) {
    PolicyToken open = take();
    List<PolicyToken> words = new ArrayList<>();
    while (peek().is(Kind.WORD)) {
      words.add(take());
    }
    if (peek().is(Kind.CLOSE)) {
      take();
    } else {
      error(open, "incomplete " + what + ": this `{` has no `}`", "close it");
    }
    if (words.size() > MOST_WORDS_PER_BLOCK) {
      error(
          words.get(MOST_WORDS_PER_BLOCK),
          "too many words in the " + what,
          "there may be " + MOST_WORDS_PER_BLOCK);
    }
    return properties(what, words, known);
  }

  private List<Property> properties(String what, List<PolicyToken> words, List<String> known) {
    List<Property> properties = new ArrayList<>();
    int at = 0;
    while (at < words.size()) {
      PolicyToken name = words.get(at);
      boolean valueMissing =
          at + 1 == words.size()
              || (known.contains(words.get(at + 1).text()) && (words.size() - at) % 2 == 1);
      if (!known.contains(name.text())) {
        String problem = "invalid " + what + " word " + Suggestion.quote(name.text());
        error(name, problem, Suggestion.remedy(name.text(), known));
        at += valueMissing ? 1 : 2;
      } else if (valueMissing) {
        error(name, Suggestion.quote(name.text()) + " requires a value", "add it");
        at++;
      } else {
        properties.add(new Property(word(name), word(words.get(at + 1))));
        at += 2;
      }
    }
    return properties;
  }

  private void limits(Position at, int start, int actions) {
    long words = tokens.subList(start, next).stream().filter(t -> t.is(Kind.WORD)).count();
    int length = tokens.get(Math.max(start, next - 1)).offset() - tokens.get(start).offset();
    String problem =
        words > MOST_WORDS_PER_ENTRY
            ? "more than " + MOST_WORDS_PER_ENTRY + " words"
            : actions > MOST_ACTIONS
                ? "more than " + MOST_ACTIONS + " actions"
                : length > LONGEST_ENTRY ? "more than " + LONGEST_ENTRY + " characters" : "";
    if (!problem.isEmpty()) {
      wrong = true;
      log.error(at, "entry with " + problem, "split it into several");
    }
  }

  private void skipEntry() {
    while (!peek().is(Kind.END) && !(peek().is(Kind.OPEN) && peek().first())) {
      take();
    }
  }

  private void error(PolicyToken token, String problem, String remedy) {
    wrong = true;
    log.error(token.at(), problem, remedy);
  }

  private static Word word(PolicyToken token) {
    return new Word(token.text(), token.at());
  }

  private PolicyToken peek() {
    return tokens.get(next);
  }

  private PolicyToken take() {
    PolicyToken token = tokens.get(next);
    if (!token.is(Kind.END)) {
      next++;
    }
    return token;
  }
}
