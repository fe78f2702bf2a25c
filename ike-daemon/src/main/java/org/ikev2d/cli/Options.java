package org.ikev2d.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Options the way getopt(3) takes them: single letters that may be joined, a value in the same or
 * the next argument, all of them before the first word that is none. Long options may stand
 * anywhere.
 */
public final class Options {
  /** Outcome of reading a command line. */
  public sealed interface Parsed {
    record Good(Options options) implements Parsed {}

    record Wrong(String message) implements Parsed {}
  }

  private final Set<String> flags = new HashSet<>();
  private final Map<String, String> values = new HashMap<>();
  private final List<String> words = new ArrayList<>();

  private Options() {}

  /**
   * Reads a command line.
   *
   * @param letters as getopt's: a letter with a colon after it takes a value
   * @param longFlags long options without value, such as {@code --json}
   */
  public static Parsed parse(String[] arguments, String letters, Set<String> longFlags) {
    Options options = new Options();
    int at = 0;
    while (at < arguments.length) {
      String argument = arguments[at];
      if (argument.equals("--")) {
        at++;
        break;
      }
      if (argument.startsWith("--")) {
        if (!longFlags.contains(argument)) {
          return new Parsed.Wrong("unknown option " + argument);
        }
        options.flags.add(argument);
        at++;
        continue;
      }
      if (!argument.startsWith("-") || argument.length() == 1) {
        break;
      }
      at++;
      for (int i = 1; i < argument.length(); i++) {
        String letter = argument.substring(i, i + 1);
        int known = letter.equals(":") ? -1 : letters.indexOf(letter);
        if (known < 0) {
          return new Parsed.Wrong("unknown option -" + letter);
        }
        if (!letters.startsWith(":", known + 1)) {
          options.flags.add(letter);
          continue;
        }
        boolean attached = i + 1 < argument.length();
        if (!attached && at == arguments.length) {
          return new Parsed.Wrong("option -" + letter + " needs a value");
        }
        options.values.put(letter, attached ? argument.substring(i + 1) : arguments[at++]);
        break;
      }
    }
    for (String word : List.of(arguments).subList(at, arguments.length)) {
      (longFlags.contains(word) ? options.flags : options.words).add(word);
    }
    return new Parsed.Good(options);
  }

  public boolean has(String flag) {
    return flags.contains(flag);
  }

  public Optional<String> value(String letter) {
    return Optional.ofNullable(values.get(letter));
  }

  /** What follows the options. */
  public List<String> words() {
    return List.copyOf(words);
  }
}
