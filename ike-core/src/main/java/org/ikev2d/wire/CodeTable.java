package org.ikev2d.wire;

import java.util.Map;
import java.util.TreeMap;

/**
 * Names of the code points of one registry, both ways.
 *
 * <p>Codes are open on the wire: a code without a name keeps its number and is printed as such.
 */
final class CodeTable {
  private final String registry;
  private final Map<Integer, String> names = new TreeMap<>();
  private final Map<String, Integer> codes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  CodeTable(String registry) {
    this.registry = registry;
  }

  CodeTable with(int code, String name) {
    names.put(code, name);
    codes.put(name, code);
    return this;
  }

  String nameOf(int code) {
    String name = names.get(code);
    return name != null ? name : registry + "-" + code;
  }

  boolean knows(int code) {
    return names.containsKey(code);
  }

  java.util.OptionalInt codeOf(String name) {
    Integer code = codes.get(name);
    return code == null ? java.util.OptionalInt.empty() : java.util.OptionalInt.of(code);
  }
}
