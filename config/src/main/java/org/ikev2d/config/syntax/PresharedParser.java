package org.ikev2d.config.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Loaded;
import org.ikev2d.config.check.Position;
import org.ikev2d.config.check.Suggestion;
import org.ikev2d.crypto.Secret;
import org.ikev2d.port.EapSecret;
import org.ikev2d.port.PostQuantumKey;
import org.ikev2d.wire.Bytes;

/**
 * The grammar of ikev2.preshared.
 *
 * <p>No finding quotes a word of the file unless it is almost a keyword: with a quote forgotten,
 * any word may be part of a key. Keys are never made into a String.
 */
public final class PresharedParser {
  private static final List<String> KEYWORDS =
      List.of(
          "label",
          "key",
          "local_key",
          "remote_key",
          "ppk_id",
          "ppk",
          "required_ppk",
          "eap_id",
          "eap_secret");
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
      case "key", "local_key", "remote_key", "ppk", "required_ppk", "eap_secret" ->
          key(keyword, at, draft);
      case "eap_id" -> text(keyword, at, draft).ifPresent(id -> draft.eapId(at, id));
      case "ppk_id" -> text(keyword, at, draft).ifPresent(id -> draft.ppkId(at, id));
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
    Optional<String> label = text("label", at, draft);
    if (label.isPresent() && draft.labels.size() >= MOST_LABELS) {
      draft.wrong = true;
      log.error(at, "more than " + MOST_LABELS + " labels", "make another entry");
      return;
    }
    label.ifPresent(draft.labels::add);
  }

  private Optional<String> text(String keyword, Position at, Draft draft) {
    if (!scanner.skipBlanks() || scanner.peek() != '"') {
      draft.wrong = true;
      String example =
          switch (keyword) {
            case "label" -> "name of the rule";
            case "eap_id" -> "name of the user";
            default -> "name of the key";
          };
      log.error(at, keyword + " without a string", "write " + keyword + " \"" + example + "\"");
      scanner.skipToKeyword(KEYWORDS);
      return Optional.empty();
    }
    Position valueAt = scanner.here();
    Optional<Secret> text = scanner.string();
    if (text.isEmpty()) {
      draft.wrong = true;
      return Optional.empty();
    }
    try (Secret secret = text.get()) {
      String value = new String(secret.expose(), java.nio.charset.StandardCharsets.US_ASCII);
      if (value.isEmpty() || value.length() > 255) {
        draft.wrong = true;
        log.error(
            valueAt,
            keyword + " of " + value.length() + " characters",
            "write 1 to 255 characters");
        return Optional.empty();
      }
      return Optional.of(value);
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
    if (keyword.equals("eap_secret")) {
      draft.eapSecret(at, value.get());
    } else if (keyword.endsWith("ppk")) {
      draft.ppk(keyword, at, value.get());
    } else {
      draft.key(keyword, at, value.get());
    }
  }

  /** An entry while it is read. */
  private final class Draft {
    private final Position at;
    private final List<String> labels = new ArrayList<>();
    private Optional<Secret> both = Optional.empty();
    private Optional<Secret> local = Optional.empty();
    private Optional<Secret> remote = Optional.empty();
    private Optional<String> ppkId = Optional.empty();
    private Optional<Secret> ppk = Optional.empty();
    private boolean ppkRequired;
    private Optional<String> eapId = Optional.empty();
    private Optional<Secret> eapSecret = Optional.empty();
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

    void ppkId(Position where, String id) {
      if (ppkId.isPresent()) {
        wrong = true;
        log.error(where, "second `ppk_id`", "write another entry for another key");
      }
      ppkId = Optional.of(id);
    }

    void ppk(String keyword, Position where, Secret value) {
      boolean shortKey = value.length() < PostQuantumKey.LEAST_OCTETS;
      if (ppk.isPresent() || shortKey) {
        wrong = true;
        value.close();
        log.error(
            where,
            shortKey ? "`" + keyword + "` of less than 256 bits" : "second `" + keyword + "`",
            shortKey
                ? "write 64 hex digits or more, such as openssl rand -hex 32 makes"
                : "write another entry for another key");
      } else {
        ppk = Optional.of(value);
        ppkRequired = keyword.equals("required_ppk");
      }
    }

    void eapId(Position where, String id) {
      if (eapId.isPresent()) {
        wrong = true;
        log.error(where, "second `eap_id`", "write another entry for another user");
      }
      eapId = Optional.of(id);
    }

    void eapSecret(Position where, Secret value) {
      if (eapSecret.isPresent()) {
        wrong = true;
        value.close();
        log.error(where, "second `eap_secret`", "write another entry for another user");
      } else {
        eapSecret = Optional.of(value);
      }
    }

    void discard() {
      eapSecret.ifPresent(Secret::close);
      ppk.ifPresent(Secret::close);
      both.ifPresent(Secret::close);
      local.ifPresent(Secret::close);
      remote.ifPresent(Secret::close);
    }

    Optional<PresharedEntry> finish() {
      boolean keyed =
          both.isPresent()
              || local.isPresent()
              || remote.isPresent()
              || ppk.isPresent()
              || eapId.isPresent()
              || eapSecret.isPresent();
      if (!wrong && labels.isEmpty()) {
        wrong = true;
        log.error(at, "entry without a label", "add label \"name of the rule\"");
      }
      if (!wrong && !keyed) {
        wrong = true;
        log.error(at, "entry without a key", "add key, or local_key and remote_key");
      }
      if (!wrong && ppkId.isPresent() != ppk.isPresent()) {
        wrong = true;
        log.error(at, "`ppk_id` and `ppk` go together", "write ppk_id \"name\" ppk 0x…");
      }
      if (!wrong && eapId.isPresent() != eapSecret.isPresent()) {
        wrong = true;
        log.error(
            at, "`eap_id` and `eap_secret` go together", "write eap_id \"name\" eap_secret \"…\"");
      }
      if (wrong) {
        discard();
        return Optional.empty();
      }
      return Optional.of(
          new PresharedEntry(
              at,
              labels,
              local.or(() -> both),
              remote.or(() -> both.map(Secret::copy)),
              ppk.map(
                  key -> new PostQuantumKey(Bytes.ofText(ppkId.orElseThrow()), key, ppkRequired)),
              eapId.map(name -> new EapSecret(name, eapSecret.orElseThrow()))));
    }
  }
}
