package org.ikev2d.config.rules;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.ikev2d.crypto.AlgorithmTable;
import org.ikev2d.crypto.EncrAlgorithm;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.Direction;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.PolicyAction;
import org.ikev2d.port.PolicyAction.Endpoints;
import org.ikev2d.port.Protection;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.ProtocolId;

/**
 * Prints policies as {@code ipsecconf -l} does: entries of ipsecinit.conf, one line each, in the
 * new style, which {@link PolicyReader} reads again. Where Solaris prints an unspecified address as
 * a bare {@code /0}, the address is printed too.
 */
public final class PolicyText {
  private static final CipherText CIPHERS =
      new CipherText(CipherText.Form.SINGLE, PolicyText::cipherName);
  private static final int TYPES_WITH_ALL_CODES = 0xff;

  private final Map<String, Endpoints> tunnels;
  private final Optional<NetworkNames> names;

  /**
   * @param tunnels for the names of tunnels
   * @param names for the names of protocols; empty to print numbers only
   */
  public PolicyText(Map<String, Endpoints> tunnels, Optional<NetworkNames> names) {
    this.tunnels = Map.copyOf(tunnels);
    this.names = names;
  }

  /** One line for each pair of a local and a remote selector. */
  public List<String> lines(SecurityPolicy policy) {
    List<String> lines = new ArrayList<>();
    String action = action(policy.action());
    for (AddressSelector local : policy.local()) {
      for (AddressSelector remote : policy.remote()) {
        lines.add("{ " + pattern(policy, local, remote) + " } " + action);
      }
    }
    return lines;
  }

  private String pattern(SecurityPolicy policy, AddressSelector local, AddressSelector remote) {
    List<String> words = new ArrayList<>();
    if (policy.action() instanceof PolicyAction.Protect protect
        && protect.mode() == IpsecMode.TUNNEL) {
      protect.endpoints().ifPresent(e -> words.add("tunnel " + name(e) + " negotiate tunnel"));
    }
    int protocol = local.ipProtocol();
    if (protocol != 0) {
      words.add("ulp " + names.flatMap(n -> n.protocolName(protocol)).orElse("" + protocol));
    }
    boolean icmp = protocol == IcmpNames.ICMP || protocol == IcmpNames.ICMP6;
    words.add("laddr " + address(local));
    port("lport", local, icmp).ifPresent(words::add);
    words.add("raddr " + address(remote));
    port("rport", remote, icmp).ifPresent(words::add);
    if (icmp && !local.anyPort()) {
      words.add(typeAndCode(local));
    }
    words.add("dir " + direction(policy));
    return String.join(" ", words);
  }

  private String name(Endpoints endpoints) {
    return tunnels.entrySet().stream()
        .filter(e -> e.getValue().equals(endpoints))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseGet(
            () -> endpoints.local().getHostAddress() + ">" + endpoints.remote().getHostAddress());
  }

  private static String address(AddressSelector selector) {
    OptionalInt length = selector.prefixLength();
    return length.isPresent()
        ? literal(selector.start()) + "/" + length.getAsInt()
        : literal(selector.start()) + "-" + literal(selector.end());
  }

  private static String literal(Bytes address) {
    try {
      return InetAddress.getByAddress(address.toArray()).getHostAddress();
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static Optional<String> port(String word, AddressSelector selector, boolean icmp) {
    return icmp || selector.startPort() != selector.endPort()
        ? Optional.empty()
        : Optional.of(word + " " + selector.startPort());
  }

  private static String typeAndCode(AddressSelector selector) {
    int lowType = selector.startPort() >> 8;
    int highType = selector.endPort() >> 8;
    int lowCode = selector.startPort() & 0xff;
    int highCode = selector.endPort() & 0xff;
    String type = "type " + range(lowType, highType, "-");
    boolean everyCode = lowCode == 0 && highCode == TYPES_WITH_ALL_CODES;
    return everyCode ? type : type + " code " + range(lowCode, highCode, "-");
  }

  private static String range(int low, int high, String between) {
    return low == high ? "" + low : low + between + high;
  }

  private static String direction(SecurityPolicy policy) {
    boolean in = policy.directions().contains(Direction.IN);
    boolean out = policy.directions().contains(Direction.OUT);
    return in && out ? "both" : in ? "in" : "out";
  }

  private static String action(PolicyAction action) {
    return switch (action) {
      case PolicyAction.Bypass() -> "pass { }";
      case PolicyAction.Discard() -> "drop { }";
      case PolicyAction.Protect protect -> {
        String sa = protect.unique() ? "sa unique" : "sa shared";
        yield String.join(
            " or ",
            protect.alternatives().stream()
                .flatMap(p -> properties(p).stream())
                .map(p -> "ipsec { " + p + " " + sa + " }")
                .toList());
      }
    };
  }

  /** An action takes one algorithm of a kind: a list gives several. */
  private static List<String> properties(Protection protection) {
    List<String> all = new ArrayList<>();
    List<String> integs = protection.integ().stream().map(PolicyText::integrity).toList();
    if (protection.protocol().equals(ProtocolId.AH)) {
      integs.forEach(i -> all.add("auth_algs " + i));
      return all;
    }
    for (String cipher : ciphers(protection.encr())) {
      if (integs.isEmpty()) {
        all.add("encr_algs " + cipher);
      }
      String encr = cipher.isEmpty() ? "" : "encr_algs " + cipher + " ";
      integs.forEach(i -> all.add(encr + "encr_auth_algs " + i));
    }
    return all;
  }

  private static String integrity(IntegId id) {
    return AlgorithmTable.integ(id)
        .map(i -> i.name().startsWith("sha") ? "hmac-" + i.name() : i.name())
        .orElse("" + id.code());
  }

  /** NULL is what no cipher means. */
  private static List<String> ciphers(List<EncrChoice> choices) {
    return choices.equals(List.of(EncrChoice.of(EncrId.NULL)))
        ? List.of("")
        : CIPHERS.texts(choices);
  }

  private static String cipherName(EncrAlgorithm cipher) {
    return cipher.keywords().stream()
        .filter(k -> k.endsWith("-cbc"))
        .findFirst()
        .orElse(cipher.name());
  }
}
