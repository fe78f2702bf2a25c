package org.ikev2d.config.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Loaded;
import org.ikev2d.config.check.Position;
import org.ikev2d.config.check.Suggestion;
import org.ikev2d.crypto.Secret;

/**
 * The grammar of ikev2.preshared.
 *
 * <p>No finding quotes a word of the file unless it is almost a keyword: with a quote forgotten,
 * any word may be part of a key. Keys are never made into a String.
 */
public final class PresharedParser {
  private static final List<String> KEYWORDS = List.of("label", "key", "local_key", "remote_key");
  private static final int MOST_LABELS = 1000;

  private final PresharedScanner scanner;
  private final FindingLog log;

  private PresharedParser(String name, byte[] text, FindingLog log) {
    this.scanner = new PresharedScanner(name, text, log);
    this.log = log;
  }

  /**
   * Reads a whole file. The caller zeroes the text, and closes the secrets when it is done.
   *
   * @param name for findings
   */
  public static Loaded<List<PresharedEntry>> parse(String name, byte[] text) {
    FindingLog log = new FindingLog();
    List<PresharedEntry> entries = new PresharedParser(name, text, log).file();
    return Loaded.of(entries, log);
  }

  private List<PresharedEntry> file() {
    List<PresharedEntry> entries = new ArrayList<>();
    while (scanner.skipBlanks()) {
      Position at = scanner.here();
      if (scanner.accept('{')) {
        entry(at).ifPresent(entries::add);
      } else {
        log.error(at, "text outside an entry", "an entry is { label \"name\" key \"secret\" }");
        scanner.skipTo('{');
      }
    }
    return entries;
  }

  private Optional<PresharedEntry> entry(Position open) {
    Draft draft = new Draft(open);
    while (true) {
      if (!scanner.skipBlanks()) {
        log.error(open, "this `{` has no `}`", "close the entry before the end of the file");
        draft.discard();
        return Optional.empty();
      }
      Position at = scanner.here();
      if (scanner.accept('}')) {
        return draft.finish();
      }
      if (scanner.peek() == '{') {
        log.error(
            at, "`{` in the entry that began at line " + open.line(), "close that one with `}`");
        draft.discard();
        return Optional.empty();
      }
      attribute(at, draft);
    }
  }

  private void attribute(Position at, Draft draft) {
    if (scanner.peek() == '#') {
      draft.wrong = true;
      log.error(at, "`#` after other text", "a comment has a line to itself");
      scanner.skipLine();
      return;
    }
    String keyword = scanner.word();
    switch (keyword) {
      case "label" -> label(at, draft);
      case "key", "local_key", "remote_key" -> key(keyword, at, draft);
      default -> {
        draft.wrong = true;
        String remedy = "known here: " + String.join(", ", KEYWORDS);
        Optional<String> meant = Suggestion.nearest(keyword, KEYWORDS);
        // Two letters off at most: what is shown is then nearly a keyword, so no part of a key.
        if (meant.isPresent() && keyword.length() >= 3) {
          log.error(at, "unknown keyword like `" + meant.get() + "`", "write " + meant.get());
          skipValue();
        } else {
          String more = "a key of several words or other characters needs double quotes";
          log.error(at, "no keyword here", remedy + "; " + more);
          scanner.skipToKeyword(KEYWORDS);
        }
      }
    }
  }

  private void skipValue() {
    scanner.skipBlanks();
    if (scanner.peek() == '"') {
      scanner.string().ifPresent(Secret::close);
    } else {
      scanner.skipWord();
    }
  }

  private void label(Position at, Draft draft) {
    if (!scanner.skipBlanks() || scanner.peek() != '"') {
      draft.wrong = true;
      log.error(at, "label without a string", "write label \"name of the rule\"");
      scanner.skipToKeyword(KEYWORDS);
      return;
    }
    Position valueAt = scanner.here();
    Optional<Secret> text = scanner.string();
    if (text.isEmpty()) {
      draft.wrong = true;
      return;
    }
    try (Secret secret = text.get()) {
      String label = new String(secret.expose(), java.nio.charset.StandardCharsets.US_ASCII);
      if (label.isEmpty() || label.length() > 255 || draft.labels.size() >= MOST_LABELS) {
        draft.wrong = true;
        log.error(
            valueAt, "label of " + label.length() + " characters", "write 1 to 255 characters");
        return;
      }
      draft.labels.add(label);
    }
  }

  private void key(String keyword, Position at, Draft draft) {
    Optional<Secret> value = Optional.empty();
    if (!scanner.skipBlanks() || scanner.peek() == '}' || scanner.peek() == '{') {
      log.error(at, "`" + keyword + "` without a value", "write hex digits or a \"string\"");
    } else if (scanner.peek() == '"') {
      Position valueAt = scanner.here();
      value = scanner.string();
      if (value.isPresent() && value.get().length() == 0) {
        log.error(valueAt, "empty `" + keyword + "`", "write a key");
        value = Optional.empty();
      }
    } else {
      value = scanner.hex(keyword);
    }
    if (value.isEmpty()) {
      draft.wrong = true;
      return;
    }
    draft.key(keyword, at, value.get());
  }

  /** An entry while it is read. */
  private final class Draft {
    private final Position at;
    private final List<String> labels = new ArrayList<>();
    private Optional<Secret> both = Optional.empty();
    private Optional<Secret> local = Optional.empty();
    private Optional<Secret> remote = Optional.empty();
    private boolean wrong;

    Draft(Position at) {
      this.at = at;
    }

    void key(String keyword, Position where, Secret value) {
      boolean single = keyword.equals("key");
      Optional<Secret> same = single ? both : keyword.equals("local_key") ? local : remote;
      boolean mixed = single ? local.isPresent() || remote.isPresent() : both.isPresent();
      if (same.isPresent() || mixed) {
        wrong = true;
        value.close();
        log.error(
            where,
            mixed ? "`key` beside `local_key` or `remote_key`" : "second `" + keyword + "`",
            "an entry has one key, or one local_key and one remote_key");
      } else if (single) {
        both = Optional.of(value);
      } else if (keyword.equals("local_key")) {
        local = Optional.of(value);
      } else {
        remote = Optional.of(value);
      }
    }

    void discard() {
      both.ifPresent(Secret::close);
      local.ifPresent(Secret::close);
      remote.ifPresent(Secret::close);
    }

    Optional<PresharedEntry> finish() {
      boolean keyed = both.isPresent() || local.isPresent() || remote.isPresent();
      if (!wrong && labels.isEmpty()) {
        wrong = true;
        log.error(at, "entry without a label", "add label \"name of the rule\"");
      }
      if (!wrong && !keyed) {
        wrong = true;
        log.error(at, "entry without a key", "add key, or local_key and remote_key");
      }
      if (wrong) {
        discard();
        return Optional.empty();
      }
      return Optional.of(
          new PresharedEntry(
              at, labels, local.or(() -> both), remote.or(() -> both.map(Secret::copy))));
    }
  }
}
