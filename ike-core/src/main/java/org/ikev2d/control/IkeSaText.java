package org.ikev2d.control;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * IKE SAs in the layout of {@code ikeadm dump}: a prefix of six characters, then a blank.
 *
 * @param now seconds since the epoch
 * @param hostNames the name of an address, or empty for a numeric listing
 */
public record IkeSaText(long now, UnaryOperator<String> hostNames) {
  /** The lines of one IKE SA. */
  public List<String> lines(IkeSaView sa) {
    List<String> lines = new ArrayList<>();
    lines.add("IKESA: SPIs: Initiator " + sa.initiatorSpi() + "  Responder " + sa.responderSpi());
    lines.add("IKESA: The local host is the " + sa.role() + "; IKE version 2.0");
    lines.add(
        "IKESA: Current state is "
            + sa.state()
            + (sa.rule().isEmpty() ? "" : "; Label '" + sa.rule() + "'"));
    if (sa.suite().agreed()) {
      IkeSaView.SuiteView suite = sa.suite();
      lines.add(
          "XFORM: Encryption alg: "
              + suite.encr()
              + " ("
              + suite.keyBits()
              + "); Authentication alg: "
              + suite.integ());
      lines.add("XFORM: PRF: " + suite.prf() + "; Key exchange group: " + suite.group());
    }
    String peerRole = sa.initiator() ? "Responder" : "Initiator";
    String ownRole = sa.initiator() ? "Initiator" : "Responder";
    endpoint(lines, "LOCIP", ownRole, sa.local(), sa.natLocal());
    endpoint(lines, "REMIP", peerRole, sa.remote(), sa.natRemote());
    lines.add("LIFTM: " + lifetime(sa));
    lines.add(
        "STATS: "
            + sa.children().size()
            + " CHILD SA pair(s); next message IDs: send "
            + sa.nextSend()
            + ", receive "
            + sa.nextReceive());
    identity(lines, "LOCID", sa.localId());
    proof(lines, "LOCID", sa.proofs().local(), "");
    identity(lines, "REMID", sa.remoteId());
    proof(lines, "REMID", sa.proofs().remote(), sa.proofs().certificate());
    if (!sa.proofs().announced().isEmpty()) {
      lines.add("REMID: Takes proofs by " + sa.proofs().announced());
    }
    sa.children().forEach(child -> child(lines, child));
    return lines;
  }

  private void endpoint(
      List<String> lines, String prefix, String role, String endpoint, boolean nat) {
    int colon = endpoint.lastIndexOf(':');
    String address = endpoint.substring(0, colon);
    boolean six = address.startsWith("[");
    if (six) {
      address = address.substring(1, address.length() - 1);
    }
    String name = hostNames.apply(address);
    lines.add(prefix + ": " + role + " address" + (nat ? " (behind a NAT):" : ":"));
    lines.add(
        prefix
            + ": "
            + (six ? "AF_INET6" : "AF_INET")
            + ": port "
            + endpoint.substring(colon + 1)
            + ", "
            + address
            + (name.isEmpty() ? "" : " (" + name + ")"));
  }

  private String lifetime(IkeSaView sa) {
    if (sa.established() == 0) {
      return "Not yet established; started " + since(sa.created());
    }
    return "Established " + since(sa.established());
  }

  private String since(long time) {
    return Math.max(0, now - time) + " seconds ago, at " + Instant.ofEpochSecond(time);
  }

  private static void identity(List<String> lines, String prefix, String identity) {
    if (!identity.isEmpty()) {
      int colon = identity.indexOf(':');
      lines.add(
          prefix + ": " + identity.substring(0, colon) + ", " + identity.substring(colon + 1));
    }
  }

  private static void proof(List<String> lines, String prefix, String method, String certificate) {
    if (!method.isEmpty()) {
      lines.add(
          prefix
              + ": Authenticated by "
              + method
              + (certificate.isEmpty() ? "" : ", certificate of " + certificate));
    }
  }

  private static void child(List<String> lines, IkeSaView.ChildView child) {
    lines.add(
        "CHILD: "
            + child.protocol()
            + " "
            + child.mode().toLowerCase(java.util.Locale.ROOT)
            + " mode, SPIs: Inbound "
            + child.spiIn()
            + "  Outbound "
            + child.spiOut());
    lines.add(
        "CHILD: Encryption alg: "
            + child.encr()
            + "; Authentication alg: "
            + child.integ()
            + (child.policy().isEmpty() ? "" : "; Policy '" + child.policy() + "'")
            + (child.reqid() == 0 ? "" : ", reqid " + child.reqid()));
    lines.add(
        "CHILD: Local "
            + String.join(" ", child.tsLocal())
            + "  Remote "
            + String.join(" ", child.tsRemote()));
  }
}
