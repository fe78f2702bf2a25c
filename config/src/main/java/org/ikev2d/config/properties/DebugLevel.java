package org.ikev2d.config.properties;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the daemon reports, as {@code debug_level} and {@code ikeadm set debug} write it.
 *
 * @param bits one for each category, those of in.iked
 */
public record DebugLevel(int bits) {
  private static final Map<String, Integer> CATEGORIES = categories();

  /** Certificates. */
  public static final int CERT = 0x1;

  /** Key management, without keys. */
  public static final int KEY = 0x2;

  /** Events for the operator. */
  public static final int OP = 0x4;

  /** IKE SAs. */
  public static final int PHASE1 = 0x8;

  /** CHILD SAs. */
  public static final int PHASE2 = 0x10;

  /** Messages from and to the kernel. */
  public static final int PFKEY = 0x20;

  /** Policy look-ups. */
  public static final int POLICY = 0x40;

  /** Proposals. */
  public static final int PROP = 0x80;

  /** The control socket. */
  public static final int DOOR = 0x100;

  /** Configuration files. */
  public static final int CONFIG = 0x200;

  /** Labels. */
  public static final int LABEL = 0x400;

  public static final int ALL = 0x7ff;

  /** Operator events only. */
  public static final DebugLevel OPERATOR = new DebugLevel(OP);

  private static Map<String, Integer> categories() {
    Map<String, Integer> names = new LinkedHashMap<>();
    names.put("cert", 0x1);
    names.put("key", 0x2);
    names.put("op", 0x4);
    names.put("operator", 0x4);
    names.put("p1", 0x8);
    names.put("phase1", 0x8);
    names.put("p2", 0x10);
    names.put("phase2", 0x10);
    names.put("pfkey", 0x20);
    names.put("pol", 0x40);
    names.put("policy", 0x40);
    names.put("prop", 0x80);
    names.put("door", 0x100);
    names.put("config", 0x200);
    names.put("label", 0x400);
    names.put("verbose", 0x7ff);
    names.put("all", 0x7ff);
    return names;
  }

  /** All names of categories. */
  public static List<String> names() {
    return List.copyOf(CATEGORIES.keySet());
  }

  /** The number may be decimal, 0x or 0; names are joined by {@code +} and {@code -}. */
  public static Optional<DebugLevel> parse(String text) {
    OptionalLong number = org.ikev2d.config.syntax.Numbers.parse(text);
    if (number.isPresent()) {
      boolean known = (number.getAsLong() & ~(long) ALL) == 0;
      return known ? Optional.of(new DebugLevel((int) number.getAsLong())) : Optional.empty();
    }
    int bits = 0;
    int at = 0;
    while (at < text.length()) {
      boolean minus = text.charAt(at) == '-';
      int start = minus || text.charAt(at) == '+' ? at + 1 : at;
      int end = start;
      while (end < text.length() && text.charAt(end) != '+' && text.charAt(end) != '-') {
        end++;
      }
      Integer category = CATEGORIES.get(text.substring(start, end));
      if (category == null) {
        return Optional.empty();
      }
      bits = minus ? bits & ~category : bits | category;
      at = end;
    }
    return text.isEmpty() ? Optional.empty() : Optional.of(new DebugLevel(bits));
  }

  /** Whether all of these categories are on. */
  public boolean has(int categories) {
    return (bits & categories) == categories;
  }

  /** The names joined by {@code +}, as {@link #parse} takes them; {@code 0} if none is on. */
  @Override
  public String toString() {
    if (bits == ALL) {
      return "all";
    }
    List<String> on = new ArrayList<>();
    int left = bits;
    for (Map.Entry<String, Integer> category : CATEGORIES.entrySet()) {
      if ((left & category.getValue()) == category.getValue() && left != 0) {
        on.add(category.getKey());
        left &= ~category.getValue();
      }
    }
    return on.isEmpty() ? "0" : String.join("+", on);
  }
}
