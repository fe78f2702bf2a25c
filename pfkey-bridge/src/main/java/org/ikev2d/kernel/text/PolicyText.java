package org.ikev2d.kernel.text;

import org.ikev2d.kernel.msg.IpsecRequest;
import org.ikev2d.kernel.msg.SadbExtension;

/** The policy of a message: Linux and the KAME family have it in PF_KEY, Solaris does not. */
final class PolicyText {
  private PolicyText() {}

  static void print(SadbExtension.Policy policy, StringBuilder out) {
    String type =
        switch (policy.type()) {
          case SadbExtension.Policy.DISCARD -> "discard";
          case SadbExtension.Policy.NONE -> "none";
          case SadbExtension.Policy.IPSEC -> "ipsec";
          case SadbExtension.Policy.BYPASS -> "bypass";
          default -> Integer.toString(policy.type());
        };
    String direction =
        switch (policy.direction()) {
          case 1 -> "in";
          case 2 -> "out";
          case 3 -> "fwd";
          default -> Integer.toString(policy.direction());
        };
    ExtensionText.line(
        out,
        "POL: Policy "
            + direction
            + " "
            + type
            + ", id="
            + policy.id()
            + ", priority="
            + Integer.toUnsignedString(policy.priority()));
    for (IpsecRequest request : policy.requests()) {
      String name =
          switch (request.protocol()) {
            case 50 -> "esp";
            case 51 -> "ah";
            case 108 -> "ipcomp";
            default -> Integer.toString(request.protocol());
          };
      ExtensionText.line(
          out,
          "POL: "
              + name
              + " "
              + mode(request.mode())
              + request
                  .endpoints()
                  .map(e ->
                      " "
                          + ExtensionText.text(e.source())
                          + "-"
                          + ExtensionText.text(e.destination()))
                  .orElse("")
              + ", level "
              + request.level()
              + ", reqid="
              + Integer.toUnsignedString(request.reqid()));
    }
  }

  static String mode(int code) {
    return switch (code) {
      case 0 -> "any";
      case 1 -> "transport";
      case 2 -> "tunnel";
      case 3 -> "beet";
      default -> Integer.toString(code);
    };
  }
}
