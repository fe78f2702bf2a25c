package org.ikev2d.kernel.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ikev2d.kernel.msg.Comb;
import org.ikev2d.kernel.msg.ExtKind;
import org.ikev2d.kernel.msg.SadbAlgorithms;
import org.ikev2d.kernel.msg.SadbExtension;
import org.ikev2d.kernel.msg.Sockaddr;
import org.ikev2d.kernel.msg.SupportedAlg;
import org.ikev2d.wire.ChildSpi;

/**
 * One extension, except lifetimes, which come last and together.
 *
 * @param showKeys false puts an X in the place of every digit of a key
 */
record ExtensionText(boolean showKeys) {
  private static final List<String> STATES = List.of("LARVAL", "MATURE", "DYING", "DEAD");
  private static final Map<Integer, String> FLAGS =
      new TreeMap<>(
          Map.of(
              1,
              "PFS",
              0x2000_0000,
              "X_NOPMTUDISC",
              0x4000_0000,
              "X_DECAP_DSCP",
              0x8000_0000,
              "X_NOECN"));

  void print(SadbExtension extension, StringBuilder out) {
    switch (extension) {
      case SadbExtension.Sa sa -> association(sa, out);
      case SadbExtension.Lifetime later -> {}
      case SadbExtension.Address address -> address(address, out);
      case SadbExtension.Key key -> key(key, out);
      case SadbExtension.Identity id ->
          line(
              out,
              (id.kind() == ExtKind.IDENTITY_SRC ? "SID: " : "DID: ")
                  + "identity type "
                  + id.type()
                  + ", "
                  + printable(id.text().toText()));
      case SadbExtension.Sensitivity s ->
          line(
              out,
              "SNS: Sensitivity DPD "
                  + s.dpd()
                  + ", sens level="
                  + s.sensLevel()
                  + ", integ level="
                  + s.integLevel());
      case SadbExtension.Proposal proposal -> proposal(proposal, out);
      case SadbExtension.Supported supported -> supported(supported, out);
      case SadbExtension.SpiRange range ->
          line(
              out,
              "SPR: SPI range, min="
                  + new ChildSpi(range.min())
                  + " max="
                  + new ChildSpi(range.max()));
      case SadbExtension.KmPrivate value -> line(out, "KMC: Private value " + value.value());
      case SadbExtension.Policy policy -> PolicyText.print(policy, out);
      case SadbExtension.Sa2 sa2 ->
          line(
              out,
              "SA2: mode="
                  + PolicyText.mode(sa2.mode())
                  + ", reqid="
                  + Integer.toUnsignedString(sa2.reqid()));
      case SadbExtension.NatType type -> line(out, "NAT: Encapsulation type " + type.type());
      case SadbExtension.NatPort port ->
          line(
              out,
              (port.kind() == ExtKind.X_NAT_T_SPORT ? "NAT: source" : "NAT: destination")
                  + " port "
                  + port.port());
      case SadbExtension.SecurityContext context ->
          line(out, "SEC: " + printable(context.context().toText()));
      case SadbExtension.KmAddress pair ->
          line(out, "KMA: " + text(pair.local()) + " " + text(pair.remote()));
      case SadbExtension.Filter filter ->
          line(
              out,
              "FLT: family "
                  + filter.family()
                  + ", prefixes "
                  + filter.sourcePrefix()
                  + " "
                  + filter.destinationPrefix());
      case SadbExtension.Unknown unknown ->
          line(out, "UNK: Unknown extension " + unknown.code() + ".");
    }
  }

  private static void association(SadbExtension.Sa sa, StringBuilder out) {
    String state = sa.state() < STATES.size() ? STATES.get(sa.state()) : "<" + sa.state() + ">";
    line(
        out,
        "SA: SADB_ASSOC spi="
            + new ChildSpi(sa.spi())
            + ", replay window size="
            + sa.replay()
            + ", state="
            + state);
    line(out, "SA: Authentication algorithm = " + SadbAlgorithms.authName(sa.auth()));
    line(out, "SA: Encryption algorithm = " + SadbAlgorithms.encryptName(sa.encrypt()));
    List<String> names = new ArrayList<>();
    for (Map.Entry<Integer, String> flag : FLAGS.entrySet()) {
      if ((sa.flags() & flag.getKey()) != 0) {
        names.add(flag.getValue());
      }
    }
    line(
        out,
        "SA: flags=0x"
            + Integer.toHexString(sa.flags())
            + " < "
            + String.join(" ", names)
            + (names.isEmpty() ? ">" : " >"));
  }

  private static void address(SadbExtension.Address address, StringBuilder out) {
    String prefix;
    String heading;
    switch (address.kind()) {
      case ADDRESS_SRC -> {
        prefix = "SRC";
        heading = "Source address";
      }
      case ADDRESS_DST -> {
        prefix = "DST";
        heading = "Destination address";
      }
      case X_NAT_T_OA -> {
        prefix = "NLC";
        heading = "NAT original address";
      }
      default -> {
        prefix = "INS";
        heading = "Inner source address";
      }
    }
    Sockaddr at = address.address();
    line(out, prefix + ": " + heading + " (proto=" + protocol(address.protocol()) + ")");
    boolean unspecified = at.toInetAddress().isAnyLocalAddress();
    String rest =
        address.prefix() == at.bits()
            ? unspecified ? " <unspecified>" : " (host)"
            : "/" + address.prefix() + (unspecified ? " <unspecified>" : "");
    line(
        out,
        prefix
            + ": "
            + (at.isIpv4() ? "AF_INET" : "AF_INET6")
            + ": port "
            + at.port()
            + ", "
            + at.toInetAddress().getHostAddress()
            + rest
            + ".");
  }

  private static String protocol(int code) {
    return switch (code) {
      case 1 -> "1/icmp";
      case 4 -> "4/ip";
      case 6 -> "6/tcp";
      case 17 -> "17/udp";
      case 41 -> "41/ipv6";
      case 58 -> "58/ipv6-icmp";
      default -> Integer.toString(code);
    };
  }

  private void key(SadbExtension.Key key, StringBuilder out) {
    boolean auth = key.kind() == ExtKind.KEY_AUTH;
    String prefix = auth ? "AKY: " : "EKY: ";
    byte[] content = key.key().expose();
    String digits = showKeys ? HexFormat.of().formatHex(content) : "XX".repeat(content.length);
    Arrays.fill(content, (byte) 0);
    line(out, prefix + (auth ? "Authentication key." : "Encryption key."));
    line(out, prefix + digits + "/" + key.bits());
  }

  private static void proposal(SadbExtension.Proposal proposal, StringBuilder out) {
    line(
        out,
        "PRP: Proposal, replay window size "
            + proposal.replay()
            + ", "
            + proposal.combs().size()
            + " combinations.");
    for (Comb comb : proposal.combs()) {
      line(
          out,
          "PRP: "
              + SadbAlgorithms.authName(comb.auth())
              + " "
              + comb.authMinBits()
              + "-"
              + comb.authMaxBits()
              + " bits, "
              + SadbAlgorithms.encryptName(comb.encrypt())
              + " "
              + comb.encryptMinBits()
              + "-"
              + comb.encryptMaxBits()
              + " bits");
    }
  }

  private static void supported(SadbExtension.Supported supported, StringBuilder out) {
    boolean auth = supported.kind() == ExtKind.SUPPORTED_AUTH;
    String prefix = auth ? "SUA: " : "SUE: ";
    line(out, prefix + "Supported " + (auth ? "authentication" : "encryption") + " algorithms.");
    for (SupportedAlg algorithm : supported.algorithms()) {
      String name =
          auth
              ? SadbAlgorithms.authName(algorithm.id())
              : SadbAlgorithms.encryptName(algorithm.id());
      line(
          out,
          prefix
              + name
              + " minimum bits="
              + algorithm.minBits()
              + ", maximum bits="
              + algorithm.maxBits());
    }
  }

  static String text(Sockaddr address) {
    return address.toInetAddress().getHostAddress();
  }

  /** What others wrote into the SADB must not steer a terminal. */
  private static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}]", "?");
  }

  static void line(StringBuilder out, String text) {
    out.append(text).append('\n');
  }
}
