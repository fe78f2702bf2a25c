package org.ikev2d.control;

import java.util.ArrayList;
import java.util.List;

/** Rules in the layout of {@code ikeadm dump rule}. Scripts look for the text {@code Label 'x'}. */
final class RuleText {
  private RuleText() {}

  static List<String> lines(RuleView rule) {
    List<String> lines = new ArrayList<>();
    lines.add("GLOBL: Label '" + rule.label() + "'");
    lines.add(
        "GLOBL: Local auth method="
            + rule.localAuth()
            + ", remote auth method="
            + rule.remoteAuth());
    if (!rule.store().localKey().isEmpty()) {
      lines.add("GLOBL: Local public key=" + rule.store().localKey());
    }
    if (!rule.store().remoteKeys().isEmpty()) {
      lines.add("GLOBL: Remote public keys=" + String.join(",", rule.store().remoteKeys()));
    }
    if (!rule.store().signer().isEmpty()) {
      lines.add("GLOBL: Required signer=" + rule.store().signer());
    }
    lines.add(
        "GLOBL: CHILD SA PFS group="
            + (rule.childGroups().isEmpty()
                ? rule.childPfs()
                : String.join(",", rule.childGroups())));
    RuleView.LifetimeView life = rule.childLifetime();
    lines.add(
        "GLOBL: CHILD SA lifetime="
            + life.hardSeconds()
            + " secs, softlife="
            + life.softSeconds()
            + " secs, idletime="
            + life.idleSeconds()
            + " secs");
    lines.add(
        "GLOBL: CHILD SA lifetime="
            + life.hardBytes() / 1024
            + " kilobytes, softlife="
            + life.softBytes() / 1024
            + " kilobytes");
    addresses(lines, "LOCIP", rule.local());
    addresses(lines, "REMIP", rule.remote());
    lines.add("LOCID: " + (rule.localId().isEmpty() ? "the address in use" : rule.localId()));
    if (rule.remoteIds().isEmpty()) {
      lines.add("REMID: the peer's address");
    }
    rule.remoteIds().forEach(id -> lines.add("REMID: " + id));
    lines.add("XFRMS: Available Transforms:");
    for (int i = 0; i < rule.xforms().size(); i++) {
      RuleView.XformView xform = rule.xforms().get(i);
      lines.add(
          String.format(
              "XF %2d: Encryption alg: %s; Authentication alg: %s; PRF: %s; Group: %s; %d secs",
              i,
              String.join(",", xform.encr()),
              xform.integ().isEmpty() ? "NONE" : String.join(",", xform.integ()),
              String.join(",", xform.prf()),
              String.join(",", xform.groups()),
              xform.lifetimeSeconds()));
    }
    return lines;
  }

  private static void addresses(List<String> lines, String prefix, List<String> ranges) {
    ranges.forEach(range -> lines.add(prefix + ": " + range));
  }
}
