package org.ikev2d.config.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Suggestion;
import org.ikev2d.config.syntax.ConfigNode.Rule;
import org.ikev2d.config.syntax.ConfigNode.Statement;
import org.ikev2d.config.syntax.ConfigNode.Transform;
import org.ikev2d.config.syntax.Keyword.Scope;
import org.ikev2d.config.syntax.Token.Kind;

/**
 * The grammar of ikev2.config. After an error it goes on at the next keyword or brace, so that one
 * run reports everything.
 */
public final class ConfigParser {
  private final FindingLog log;
  private final List<Token> tokens;
  private int next;

  private ConfigParser(List<Token> tokens, FindingLog log) {
    this.tokens = tokens;
    this.log = log;
  }

  /** The items of the text in their order; what is wrong goes to the log. */
  public static List<ConfigNode> parse(String file, String text, FindingLog log) {
    return new ConfigParser(Tokenizer.tokens(file, text, log), log).file();
  }

  private List<ConfigNode> file() {
    List<ConfigNode> items = new ArrayList<>();
    while (!peek().is(Kind.END)) {
      Token token = peek();
      if (token.is(Kind.OPEN_BRACE)) {
        items.add(rule());
      } else if (token.is(Kind.CLOSE_BRACE)) {
        take();
        log.error(token.at(), "`}` closes nothing", "remove it, or add the `{` that it belongs to");
      } else {
        item(Scope.FILE).ifPresent(items::add);
      }
    }
    return items;
  }

  private Rule rule() {
    Token open = take();
    return new Rule(open.at(), body(open, Scope.RULE));
  }

  private List<ConfigNode> body(Token open, Scope scope) {
    List<ConfigNode> body = new ArrayList<>();
    while (true) {
      Token token = peek();
      if (token.is(Kind.CLOSE_BRACE)) {
        take();
        return body;
      }
      if (token.is(Kind.END)) {
        log.error(open.at(), "this `{` has no `}`", "close it before the end of the file");
        return body;
      }
      if (token.is(Kind.OPEN_BRACE)) {
        // Most likely the closing brace before it was forgotten: what follows stands on its own.
        String problem = "`{` " + scope + " that began at line " + open.at().line();
        log.error(token.at(), problem, "close that one with `}` first");
        return body;
      }
      item(scope).ifPresent(body::add);
    }
  }

  private Optional<ConfigNode> item(Scope scope) {
    Token token = take();
    if (!token.is(Kind.WORD)) {
      String problem = Suggestion.quote(token.text()) + " where a keyword belongs";
      log.error(token.at(), problem, "known here: " + String.join(", ", Keyword.texts(scope)));
      skipToKeyword();
      return Optional.empty();
    }
    Optional<Keyword> keyword = keyword(token, scope);
    if (keyword.isEmpty()) {
      boolean rule = scope == Scope.FILE && VersionOne.remedy(token.text()).isEmpty();
      if (peek().is(Kind.OPEN_BRACE) && !rule) {
        skipBlock();
      } else {
        skipToKeyword();
      }
      return Optional.empty();
    }
    ConfigNode node =
        keyword.get() == Keyword.IKESA_XFORM
            ? transform(token)
            : new Statement(keyword.get(), token.at(), values(keyword.get(), token));
    if (!keyword.get().allowed(scope)) {
      String problem = Suggestion.quote(token.text()) + " does not belong " + scope;
      log.error(token.at(), problem, "put it " + keyword.get().places());
      return Optional.empty();
    }
    return Optional.of(node);
  }

  /** The keyword that is written or, reported as an error, the one that is probably meant. */
  private Optional<Keyword> keyword(Token token, Scope scope) {
    String word = token.text();
    Optional<Keyword> exact = Keyword.exact(word);
    if (exact.isPresent()) {
      return exact;
    }
    String quoted = Suggestion.quote(word);
    Optional<Keyword> otherCase = Keyword.ignoringCase(word);
    if (otherCase.isPresent()) {
      log.error(
          token.at(),
          "keyword " + quoted + " in the wrong letter case",
          "write `" + otherCase.get() + "`");
      return otherCase;
    }
    Optional<String> instead = VersionOne.remedy(word);
    if (instead.isPresent()) {
      log.error(token.at(), quoted + " is a keyword of IKEv1's ike.config", instead.get());
      return Optional.empty();
    }
    List<String> known = Keyword.texts(scope);
    log.error(token.at(), "unknown keyword " + quoted, Suggestion.remedy(word, known));
    return Suggestion.nearest(word, known).flatMap(Keyword::exact);
  }

  private Transform transform(Token keyword) {
    List<Statement> fields = new ArrayList<>();
    if (!peek().is(Kind.OPEN_BRACE)) {
      missing(keyword, "a block", "write ikesa_xform { encr_alg … auth_alg … dh_group … }");
      return new Transform(keyword.at(), fields);
    }
    for (ConfigNode node : body(take(), Scope.XFORM)) {
      if (node instanceof Statement field) {
        fields.add(field);
      }
    }
    return new Transform(keyword.at(), fields);
  }

  private List<Token> values(Keyword keyword, Token at) {
    if (peek().is(Kind.EQUALS)) {
      log.error(peek().at(), "`=` after `" + keyword + "`", "leave it out");
      take();
    }
    if (!valueNext()) {
      missing(at, need(keyword), "write " + form(keyword));
      return List.of();
    }
    return switch (keyword.shape()) {
      case TEXT, NAME, NUMBER -> List.of(take());
      case NUMBERS -> numbers();
      case ADDRESSES -> addresses();
      case IDENTITY -> identity(at);
      case CIPHER -> cipher();
      case BLOCK -> List.of();
    };
  }

  private List<Token> numbers() {
    List<Token> numbers = new ArrayList<>();
    do {
      numbers.add(take());
    } while (valueNext() && looksLikeNumber(peek().text()));
    return numbers;
  }

  private static boolean looksLikeNumber(String word) {
    return !word.isEmpty() && Character.isDigit(word.charAt(0));
  }

  private List<Token> addresses() {
    List<Token> addresses = new ArrayList<>();
    addresses.add(take());
    while (valueNext() && looksLikeAddress(peek().text())) {
      addresses.add(take());
    }
    return addresses;
  }

  /** What cannot be an address ends the list and is looked at as a keyword. */
  private static boolean looksLikeAddress(String word) {
    return word.indexOf(':') >= 0
        || looksLikeNumber(word)
        || (!word.isEmpty() && word.charAt(0) == '!');
  }

  private List<Token> identity(Token at) {
    Token first = take();
    if (first.is(Kind.STRING) || first.text().equalsIgnoreCase("any")) {
      return List.of(first);
    }
    if (peek().is(Kind.EQUALS)) {
      take();
    }
    if (!valueNext()) {
      missing(at, "a value after the identity type", "write " + form(Keyword.REMOTE_ID));
      return List.of();
    }
    return List.of(first, take());
  }

  private List<Token> cipher() {
    Token name = take();
    if (!peek().is(Kind.OPEN_PAREN)) {
      return List.of(name);
    }
    Token open = take();
    List<Token> inside = new ArrayList<>();
    while (valueNext() || peek().is(Kind.RANGE)) {
      inside.add(take());
    }
    boolean closed = peek().is(Kind.CLOSE_PAREN);
    if (closed) {
      take();
    }
    boolean range = inside.size() == 3 && inside.get(1).is(Kind.RANGE);
    if (!closed || !range) {
      String size = inside.size() == 1 ? inside.getFirst().text() : "128";
      log.error(
          open.at(),
          "key lengths in parentheses are a range",
          "write " + name.text() + "(" + size + ".." + size + ") or another LOW..HIGH in bits");
      return List.of();
    }
    return List.of(name, inside.get(0), inside.get(2));
  }

  private boolean valueNext() {
    Token token = peek();
    return token.is(Kind.STRING)
        || (token.is(Kind.WORD) && Keyword.ignoringCase(token.text()).isEmpty());
  }

  private void missing(Token keyword, String what, String remedy) {
    log.error(keyword.at(), Suggestion.quote(keyword.text()) + " needs " + what, remedy);
  }

  private static String need(Keyword keyword) {
    return switch (keyword.shape()) {
      case TEXT -> "a text";
      case NAME -> "a name";
      case NUMBER -> "a number";
      case NUMBERS -> "a number or several";
      case ADDRESSES -> "an address";
      case IDENTITY -> "an identity";
      case CIPHER -> "a cipher";
      case BLOCK -> "a block";
    };
  }

  private static String form(Keyword keyword) {
    return switch (keyword.shape()) {
      case TEXT -> keyword + " \"some text\"";
      case NAME -> keyword + " NAME";
      case NUMBER -> keyword + " NUMBER";
      case NUMBERS -> keyword + " NUMBER …";
      case ADDRESSES -> keyword + " 192.0.2.1, or a prefix such as 192.0.2.0/24";
      case IDENTITY -> keyword + " TYPE = \"VALUE\" with a type such as IP, FQDN, MBOX or DN";
      case CIPHER -> keyword + " aes(128..256)";
      case BLOCK -> keyword + " { … }";
    };
  }

  private void skipToKeyword() {
    while (true) {
      Token token = peek();
      boolean keyword =
          token.is(Kind.WORD)
              && (Keyword.ignoringCase(token.text()).isPresent()
                  || VersionOne.remedy(token.text()).isPresent());
      boolean boundary =
          token.is(Kind.OPEN_BRACE) || token.is(Kind.CLOSE_BRACE) || token.is(Kind.END);
      if (keyword || boundary) {
        return;
      }
      take();
    }
  }

  private void skipBlock() {
    int depth = 0;
    do {
      Token token = take();
      if (token.is(Kind.OPEN_BRACE)) {
        depth++;
      } else if (token.is(Kind.CLOSE_BRACE)) {
        depth--;
      } else if (token.is(Kind.END)) {
        return;
      }
    } while (depth > 0);
  }

  private Token peek() {
    return tokens.get(next);
  }

  private Token take() {
    Token token = tokens.get(next);
    if (!token.is(Kind.END)) {
      next++;
    }
    return token;
  }
}
