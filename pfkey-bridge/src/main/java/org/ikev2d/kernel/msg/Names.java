package org.ikev2d.kernel.msg;

import java.util.Map;

/** Names of open codes: a code without one is printed as its number. */
final class Names {
  private final String space;
  private final Map<Integer, String> names;

  Names(String space, Map<Integer, String> names) {
    this.space = space;
    this.names = Map.copyOf(names);
  }

  String of(int code) {
    String name = names.get(code);
    return name != null ? name : space + "-" + code;
  }
}
