package org.ikev2d.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The set of enabled debug categories, as {@code ikeadm set debug} and {@code debug_level} write
 * it.
 *
 * @param bits one bit per category
 */
public record DebugLevel(int bits) {
  public static final DebugLevel NONE = new DebugLevel(0);
  public static final DebugLevel OPERATOR = new DebugLevel(0x4);
  public static final DebugLevel ALL = new DebugLevel(0x3ff);

  /** Everything but key material: for protocol troubleshooting. */
  public static final DebugLevel VERBOSE = new DebugLevel(0x3ff & ~0x2);

  /** One category with the bit that IKEv1's ikeadm gave it. */
  public enum Category {
    CERT(0x1, "certificates", "cert"),
    KEY(0x2, "keys and their derivation", "key"),
    OP(0x4, "operation of the daemon", "op"),
    P1(0x8, "IKE SA exchanges", "p1"),
    P2(0x10, "CHILD SA exchanges", "p2"),
    PFKEY(0x20, "kernel interface", "pfkey"),
    POL(0x40, "policy", "pol"),
    PROP(0x80, "proposals", "prop"),
    DOOR(0x100, "control socket", "door"),
    CONFIG(0x200, "configuration files", "config");

    private final int bit;
    private final String meaning;
    private final String word;

    Category(int bit, String meaning, String word) {
      this.bit = bit;
      this.meaning = meaning;
      this.word = word;
    }

    public String word() {
      return word;
    }

    public String meaning() {
      return meaning;
    }
  }

  private static final Map<String, Integer> WORDS = new TreeMap<>();

  static {
    for (Category category : Category.values()) {
      WORDS.put(category.word, category.bit);
    }
    WORDS.put("operator", OPERATOR.bits);
    WORDS.put("phase1", Category.P1.bit);
    WORDS.put("phase2", Category.P2.bit);
    WORDS.put("policy", Category.POL.bit);
    WORDS.put("all", ALL.bits);
    WORDS.put("verbose", VERBOSE.bits);
  }

  public boolean has(Category category) {
    return (bits & category.bit) != 0;
  }

  public List<Category> categories() {
    List<Category> enabled = new ArrayList<>();
    for (Category category : Category.values()) {
      if (has(category)) {
        enabled.add(category);
      }
    }
    return enabled;
  }

  /**
   * A number in C notation, or names joined by {@code +} and {@code -} which apply from left to
   * right, as in {@code all-op}.
   */
  public static Optional<DebugLevel> parse(String text) {
    if (!text.isEmpty() && Character.isDigit(text.charAt(0))) {
      try {
        int bits = Integer.decode(text);
        return (bits & ~ALL.bits) == 0 ? Optional.of(new DebugLevel(bits)) : Optional.empty();
      } catch (NumberFormatException notANumber) {
        return Optional.empty();
      }
    }
    int bits = 0;
    boolean add = !text.startsWith("-");
    int at = !add || text.startsWith("+") ? 1 : 0;
    while (at <= text.length()) {
      int end = at;
      while (end < text.length() && text.charAt(end) != '+' && text.charAt(end) != '-') {
        end++;
      }
      Integer word = WORDS.get(text.substring(at, end));
      if (word == null) {
        return Optional.empty();
      }
      bits = add ? bits | word : bits & ~word;
      if (end == text.length()) {
        return Optional.of(new DebugLevel(bits));
      }
      add = text.charAt(end) == '+';
      at = end + 1;
    }
    return Optional.empty();
  }

  /** As {@code get debug} prints it. */
  public String hex() {
    return "0x" + Integer.toHexString(bits);
  }

  /** The words a user may write, for error messages. */
  public static String words() {
    return String.join(", ", WORDS.keySet());
  }
}
