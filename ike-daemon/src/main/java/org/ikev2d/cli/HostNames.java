package org.ikev2d.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Names of hosts both ways; none at all where the user wants numbers only. */
public final class HostNames {
  private final boolean numeric;
  private final Map<String, String> names = new HashMap<>();

  public HostNames(boolean numeric) {
    this.numeric = numeric;
  }

  /** The addresses of a name, or the address itself. */
  public List<InetAddress> addresses(String host) throws UnknownHostException {
    try {
      return List.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException aName) {
      if (numeric) {
        throw new UnknownHostException(host);
      }
      return List.of(InetAddress.getAllByName(host));
    }
  }

  /** The name of a numeric address; empty if it has none or names are not wanted. */
  public String nameOf(String address) {
    return numeric ? "" : names.computeIfAbsent(address, HostNames::lookUp);
  }

  private static String lookUp(String address) {
    try {
      InetAddress numeric = InetAddress.ofLiteral(address);
      String name = numeric.getHostName();
      return name.equals(numeric.getHostAddress()) ? "" : name;
    } catch (IllegalArgumentException notNumeric) {
      return "";
    }
  }
}
