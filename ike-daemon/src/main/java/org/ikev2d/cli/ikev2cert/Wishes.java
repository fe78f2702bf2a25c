package org.ikev2d.cli.ikev2cert;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.ikev2d.pki.make.AltName;
import org.ikev2d.pki.make.Lifetime;
import org.ikev2d.pki.make.Wanted;
import org.ikev2d.pki.sign.Digest;
import org.ikev2d.pki.store.KeySpec;
import org.ikev2d.pki.x509.DistinguishedName;
import org.ikev2d.pki.x509.ExtendedUse;
import org.ikev2d.pki.x509.KeyUse;

/** Reads the options that describe a certificate. */
final class Wishes {
  private static final Pattern HEX = Pattern.compile("0[xX][0-9a-fA-F]{1,40}");
  private static final Pattern OID = Pattern.compile("[0-2](\\.[0-9]+)+");
  private static final String CRITICAL = "critical:";

  private Wishes() {}

  /** What options say; where they say nothing, what was asked before. */
  static Wanted merge(Arguments arguments, Wanted asked) throws Refusal {
    Optional<String> uses = arguments.value("keyusage");
    Optional<String> purposes = arguments.value("eku");
    List<String> names = arguments.values("altname");
    return new Wanted(
        arguments.has("subject") ? name(arguments.required("subject")) : asked.subject(),
        names.isEmpty() ? asked.altNames() : altNames(names),
        names.isEmpty() ? asked.altNamesCritical() : names.stream().anyMatch(Wishes::isCritical),
        uses.isPresent() ? keyUses(uses.get()) : asked.keyUses(),
        uses.map(Wishes::isCritical).orElse(asked.keyUsesCritical()),
        purposes.isPresent() ? purposes(purposes.get()) : asked.extendedUses(),
        purposes.map(Wishes::isCritical).orElse(asked.extendedUsesCritical()),
        digest(arguments));
  }

  static DistinguishedName name(String text) throws Refusal {
    return switch (DistinguishedName.parse(text)) {
      case DistinguishedName.Parsed.Good(DistinguishedName name) -> name;
      case DistinguishedName.Parsed.Bad(String why) -> throw new Refusal(why);
    };
  }

  static BigInteger serial(String text) throws Refusal {
    BigInteger serial =
        HEX.matcher(text).matches() ? new BigInteger(text.substring(2), 16) : BigInteger.ZERO;
    // RFC 5280 section 4.1.2.2: positive, 20 octets at most.
    if (serial.signum() == 0 || serial.bitLength() > 159) {
      throw new Refusal(
          "option serial: `" + text + "`: write 0x and hexadecimal digits, 1 to 2^159-1");
    }
    return serial;
  }

  static Lifetime lifetime(Arguments arguments) throws Refusal {
    Optional<String> text = arguments.value("lifetime");
    return text.isEmpty()
        ? Lifetime.DEFAULT
        : Lifetime.parse(text.get())
            .orElseThrow(() ->
                new Refusal(
                    "option lifetime: `"
                        + text.get()
                        + "`: write N-hour, N-day or N-year, 50 years at most"));
  }

  static KeySpec key(Arguments arguments) throws Refusal {
    String type = arguments.value("keytype").orElse("rsa").toLowerCase(Locale.ROOT);
    return switch (KeySpec.parse(type, arguments.value("keylen"), arguments.value("curve"))) {
      case KeySpec.Parsed.Good(KeySpec spec) -> spec;
      case KeySpec.Parsed.Bad(String why) -> throw new Refusal("option " + why);
    };
  }

  private static Optional<Digest> digest(Arguments arguments) throws Refusal {
    if (!arguments.has("hash")) {
      return Optional.empty();
    }
    return switch (arguments.choice("hash", "sha256", "sha384", "sha512")) {
      case "sha384" -> Optional.of(Digest.SHA384);
      case "sha512" -> Optional.of(Digest.SHA512);
      default -> Optional.of(Digest.SHA256);
    };
  }

  private static boolean isCritical(String value) {
    return value.startsWith(CRITICAL);
  }

  private static String plain(String value) {
    return isCritical(value) ? value.substring(CRITICAL.length()) : value;
  }

  private static List<AltName> altNames(List<String> values) throws Refusal {
    List<AltName> names = new ArrayList<>();
    for (String value : values) {
      switch (AltName.parse(plain(value))) {
        case AltName.Parsed.Good(List<AltName> read) -> names.addAll(read);
        case AltName.Parsed.Bad(String why) -> throw new Refusal("option " + why);
      }
    }
    return names;
  }

  private static Set<KeyUse> keyUses(String value) throws Refusal {
    Set<KeyUse> uses = EnumSet.noneOf(KeyUse.class);
    for (String word : plain(value).split(",")) {
      uses.add(
          KeyUse.named(word.strip())
              .orElseThrow(() ->
                  new Refusal(
                      "option keyusage: `"
                          + word.strip()
                          + "` is none of "
                          + List.of(KeyUse.values()))));
    }
    return uses;
  }

  private static Set<String> purposes(String value) throws Refusal {
    Set<String> purposes = new LinkedHashSet<>();
    for (String word : plain(value).split(",")) {
      String name = word.strip();
      if (OID.matcher(name).matches()) {
        purposes.add(name);
        continue;
      }
      purposes.add(
          ExtendedUse.named(name)
              .map(ExtendedUse::oid)
              .orElseThrow(() ->
                  new Refusal(
                      "option eku: `"
                          + name
                          + "` is no object identifier and none of "
                          + List.of(ExtendedUse.values()))));
    }
    return purposes;
  }
}
