package org.ikev2d.config.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.ikev2d.crypto.AlgorithmTable;
import org.ikev2d.crypto.EncrAlgorithm;
import org.ikev2d.payload.Identity;
import org.ikev2d.port.AddressRange;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.ChildLifetime;
import org.ikev2d.port.IdPattern;
import org.ikev2d.port.IkeXform;
import org.ikev2d.port.PeerRule;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IdType;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PrfId;

/** Prints rules as ikev2.config has them, without anything global; {@link RuleReader} reads it. */
public final class RuleText {
  private static final CipherText CIPHERS =
      new CipherText(CipherText.Form.ALWAYS_RANGE, EncrAlgorithm::name);

  private RuleText() {}

  /** The rule with a line for each of its parts. */
  public static String of(PeerRule rule) {
    List<String> lines = new ArrayList<>();
    lines.add("label " + quoted(rule.label()));
    if (rule.localAuth() == rule.remoteAuth()) {
      lines.add("auth_method " + method(rule.localAuth()));
    } else {
      lines.add("local_auth_method " + method(rule.localAuth()));
      lines.add("remote_auth_method " + method(rule.remoteAuth()));
    }
    lines.add("local_addr " + addresses(rule.local()));
    lines.add("remote_addr " + addresses(rule.remote()));
    rule.localId().ifPresent(id -> lines.add("local_id " + identity(id)));
    rule.remoteIds().forEach(id -> lines.add("remote_id " + pattern(id)));
    rule.store().localKey().ifPresent(key -> lines.add("local_pubkey " + quoted(key)));
    rule.store().remoteKeys().forEach(key -> lines.add("remote_pubkey " + quoted(key)));
    rule.store().signer().ifPresent(dn -> lines.add("required_signer " + identity(dn)));
    if (!rule.childPfs().isEmpty()) {
      lines.add("childsa_pfs" + numbers(rule.childPfs()));
    }
    if (!rule.childAdditional().isEmpty()) {
      lines.add("childsa_additional_ke" + numbers(rule.childAdditional()));
    }
    lifetime(rule.childLifetime(), lines);
    if (!rule.authLifetime().isZero()) {
      lines.add("auth_lifetime_secs " + rule.authLifetime().toSeconds());
    }
    rule.xforms().forEach(x -> xform(x, lines));
    return "{\n\t" + String.join("\n\t", lines) + "\n}\n";
  }

  private static String numbers(List<GroupId> groups) {
    return groups.stream().map(g -> " " + g.code()).collect(Collectors.joining());
  }

  /** The word of the file. */
  static String method(AuthChoice choice) {
    return switch (choice) {
      case PRESHARED -> "preshared";
      case CERT -> "cert";
      case EAP_MSCHAPV2 -> "eap_mschapv2";
      case EAP_TLS -> "eap_tls";
      case NULL -> "null";
      case PUBKEY -> "pubkey";
    };
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String addresses(List<AddressRange> ranges) {
    return String.join(" ", ranges.stream().map(AddressRange::toString).toList());
  }

  private static String pattern(IdPattern pattern) {
    return switch (pattern) {
      case IdPattern.Any() -> "ANY";
      case IdPattern.Exact(Identity identity) -> identity(identity);
      case IdPattern.Names(Identity template) -> identity(template);
      case IdPattern.Addresses(AddressRange range) -> {
        boolean prefix = range.toString().indexOf('/') >= 0;
        String family = range.start().length() == 4 ? "ipv4_" : "ipv6_";
        yield family + (prefix ? "prefix" : "range") + " = " + quoted(range.toString());
      }
    };
  }

  private static String identity(Identity identity) {
    IdType type = identity.type();
    if (type.equals(IdType.FQDN)) {
      return "FQDN = " + quoted(identity.data().toText());
    }
    if (type.equals(IdType.RFC822_ADDR)) {
      return "MBOX = " + quoted(identity.data().toText());
    }
    if (type.equals(IdType.DER_ASN1_DN)) {
      X500Principal name = new X500Principal(identity.data().toArray());
      return "DN = " + quoted(name.getName(X500Principal.RFC2253));
    }
    if (type.equals(IdType.KEY_ID)) {
      return "KEY_ID = " + quoted(identity.data().toText());
    }
    String text = identity.toString();
    return "IP = " + quoted(text.substring(text.indexOf(':') + 1));
  }

  /** Solaris says "no soft limit" by a soft one that equals the hard one. */
  private static void lifetime(ChildLifetime lifetime, List<String> lines) {
    if (lifetime.equals(ChildLifetime.DEFAULT)) {
      return;
    }
    long hard = lifetime.hard().toSeconds();
    long soft = lifetime.soft().isZero() ? hard : lifetime.soft().toSeconds();
    lines.add("childsa_lifetime_secs " + hard + " childsa_softlife_secs " + soft);
    if (lifetime.hardBytes() != 0) {
      long hardKb = lifetime.hardBytes() / 1024;
      long softKb = lifetime.softBytes() == 0 ? hardKb : lifetime.softBytes() / 1024;
      lines.add("childsa_lifetime_kb " + hardKb + " childsa_softlife_kb " + softKb);
    }
    if (!lifetime.idle().isZero()) {
      lines.add("childsa_idletime_secs " + lifetime.idle().toSeconds());
    }
  }

  /** A block takes one algorithm of a kind: lists give several blocks. */
  private static void xform(IkeXform xform, List<String> lines) {
    List<String> integs = new ArrayList<>();
    xform.integ().forEach(i -> integs.add("auth_alg " + name(i) + " "));
    if (integs.isEmpty()) {
      integs.add("");
    }
    for (String cipher : CIPHERS.texts(xform.encr())) {
      for (String integ : integs) {
        for (PrfId prf : xform.prf()) {
          for (GroupId group : xform.groups()) {
            lines.add(
                "ikesa_xform { encr_alg "
                    + cipher
                    + " "
                    + integ
                    + "prf "
                    + AlgorithmTable.prf(prf).map(p -> p.name()).orElse("" + prf.code())
                    + " dh_group "
                    + group.code()
                    + (xform.additional().isEmpty()
                        ? ""
                        : " additional_ke" + numbers(xform.additional()))
                    + " ikesa_lifetime_secs "
                    + xform.lifetime().toSeconds()
                    + " }");
          }
        }
      }
    }
  }

  private static String name(IntegId integ) {
    return AlgorithmTable.integ(integ).map(i -> i.name()).orElse("" + integ.code());
  }
}
