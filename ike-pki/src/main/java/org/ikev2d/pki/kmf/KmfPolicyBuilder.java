package org.ikev2d.pki.kmf;

import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.policy.RevocationPolicy;
import org.ikev2d.pki.policy.RevocationPolicy.Crl;
import org.ikev2d.pki.policy.RevocationPolicy.Ocsp;
import org.ikev2d.pki.policy.RevocationPolicy.Proxy;
import org.ikev2d.pki.policy.RevocationPolicy.ResponderCert;
import org.ikev2d.pki.x509.DistinguishedName;
import org.ikev2d.pki.x509.ExtendedUse;
import org.ikev2d.pki.x509.KeyUse;

/** One policy in the making; values that are wrong are findings and have no effect. */
final class KmfPolicyBuilder {
  private static final Pattern SPAN =
      Pattern.compile("([0-9]{1,9})(?:-(second|minute|hour|day)s?)?");
  private static final Pattern SERIAL = Pattern.compile("0[xX][0-9a-fA-F]{1,40}");
  private static final Pattern PROXY =
      Pattern.compile("\\[?([A-Za-z0-9.:_-]+?)]?(?::([0-9]{1,5}))?");
  private static final Pattern OID = Pattern.compile("[0-2](\\.[0-9]+)+");
  private static final int PROXY_PORT = 8080;
  private static final int MAX_TIMEOUT = 300;

  private final KmfHandler handler;
  private final Map<String, String> own;
  private final Set<KeyUse> uses = EnumSet.noneOf(KeyUse.class);
  private final Set<String> purposes = new HashSet<>();
  private Optional<Ocsp> ocsp = Optional.empty();
  private Optional<ResponderCert> responder = Optional.empty();
  private Optional<Crl> crl = Optional.empty();
  private CertPolicy.Change change = CertPolicy.DEFAULT.change();
  private RevocationPolicy revocation = RevocationPolicy.OFF;

  /** At the start tag, so that findings on attributes have its position. */
  KmfPolicyBuilder(KmfHandler handler, Map<String, String> attributes) {
    this.handler = handler;
    this.own = attributes;
    if (name().isEmpty()) {
      handler.find("policy without a name", "write name=\"default\"");
    }
    change
        .ignoreDate(flag(own, "ignore-date"))
        .ignoreUnknownEku(flag(own, "ignore-unknown-eku"))
        .ignoreTrustAnchor(flag(own, "ignore-trust-anchor"))
        .trustIntermediateCas(flag(own, "trust-intermediate-cas"))
        .cnAsName(flag(own, "cn-as-name"));
    span(own, "validity-adjusttime").ifPresent(change::adjust);
    number(own, "max-cert-path-length", 64).ifPresent(change::maxPathLength);
    anchor();
    Duration timeout =
        span(own, "cert-revoke-responder-timeout")
            .filter(t -> {
              boolean fits = !t.isZero() && t.toSeconds() <= MAX_TIMEOUT;
              if (!fits) {
                handler.find(
                    "cert-revoke-responder-timeout is out of range",
                    "write 1 to " + MAX_TIMEOUT + " seconds");
              }
              return fits;
            })
            .orElse(RevocationPolicy.OFF.timeout());
    if (flag(own, "bypass-ipsec-policy")) {
      handler.find(
          "bypass-ipsec-policy is not supported: IPsec policy holds for retrievals too",
          "write FALSE, and let ipsecinit.conf bypass the servers");
    }
    revocation =
        new RevocationPolicy(
            Optional.empty(),
            Optional.empty(),
            own.containsKey("revocation-required")
                ? flag(own, "revocation-required")
                : own.containsKey("ignore-cert-revoke-responder-timeout"),
            flag(own, "ignore-cert-revoke-responder-timeout"),
            timeout,
            proxy(own, "http-proxy"),
            flag(own, "private-addresses"));
  }

  String name() {
    return own.getOrDefault("name", "");
  }

  void take(String element, Map<String, String> values) {
    switch (element) {
      case "ocsp-basic" -> ocsp = Optional.of(ocspBasic(values));
      case "responder-cert" -> responder = responderCert(values);
      case "crl" -> crl = Optional.of(crl(values));
      case "key-usage" -> keyUse(values.getOrDefault("use", ""));
      case "eku-name" -> purpose(values.getOrDefault("name", ""));
      case "eku-oid" -> purposeByOid(values.getOrDefault("oid", ""));
      default -> {
        // The others only hold elements.
      }
    }
  }

  CertPolicy done() {
    if (ocsp.isPresent()) {
      Ocsp basic = ocsp.get();
      revocation =
          revocation.withOcsp(
              new Ocsp(
                  basic.responder(),
                  basic.useCertResponder(),
                  basic.maxAge(),
                  basic.ignoreSignature(),
                  responder,
                  basic.proxy()));
    } else if (responder.isPresent()) {
      handler.find("<responder-cert> without <ocsp-basic>", "write <ocsp-basic> before it");
    }
    crl.ifPresent(c -> revocation = revocation.withCrl(c));
    return change.keyUsage(uses).extendedKeyUsage(purposes).revocation(revocation).done();
  }

  private void anchor() {
    Optional<BigInteger> serial = serial(own, "ta-serial");
    String text = own.getOrDefault("ta-name", "search");
    if (text.equals("search")) {
      if (serial.isPresent()) {
        handler.find("ta-serial without ta-name", "name the anchor too, ta-name=\"C=US, CN=CA\"");
      }
      return;
    }
    name("ta-name", text).ifPresent(name -> change.anchor(new CertPolicy.Anchor(name, serial)));
  }

  private Optional<DistinguishedName> name(String attribute, String text) {
    return switch (DistinguishedName.parse(text)) {
      case DistinguishedName.Parsed.Good(DistinguishedName name) -> Optional.of(name);
      case DistinguishedName.Parsed.Bad(String why) -> {
        handler.find(attribute + ": " + why, "write it as in \"C=US, O=Example, CN=CA\"");
        yield Optional.empty();
      }
    };
  }

  private Ocsp ocspBasic(Map<String, String> values) {
    Optional<URI> uri = Optional.ofNullable(values.get("responder")).flatMap(this::uri);
    return new Ocsp(
        uri,
        values.containsKey("uri-from-cert") ? flag(values, "uri-from-cert") : uri.isEmpty(),
        span(values, "response-lifetime"),
        flag(values, "ignore-response-sign"),
        Optional.empty(),
        proxy(values, "proxy"));
  }

  private Optional<URI> uri(String text) {
    try {
      URI uri = new URI(text);
      if ("http".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null) {
        return Optional.of(uri);
      }
    } catch (URISyntaxException malformed) {
      handler.find("responder `" + text + "` is no URL", "write http://HOST[:PORT]/PATH");
      return Optional.empty();
    }
    handler.find(
        "responder `" + text + "` is not reached by HTTP", "write http://HOST[:PORT]/PATH");
    return Optional.empty();
  }

  private Optional<ResponderCert> responderCert(Map<String, String> values) {
    Optional<BigInteger> serial = serial(values, "serial");
    if (!values.containsKey("name") || serial.isEmpty()) {
      handler.find("<responder-cert> wants name and serial", "write both, serial=\"0x…\"");
      return Optional.empty();
    }
    return name("name", values.getOrDefault("name", ""))
        .map(name -> new ResponderCert(name, serial.get()));
  }

  private Crl crl(Map<String, String> values) {
    Optional<Path> file = path(values, "basefilename").filter(f -> !f.toString().equals("search"));
    return new Crl(
        file,
        path(values, "directory"),
        flag(values, "get-crl-uri"),
        flag(values, "ignore-crl-sign"),
        flag(values, "ignore-crl-date"),
        proxy(values, "proxy"));
  }

  private Optional<Path> path(Map<String, String> values, String attribute) {
    try {
      return Optional.ofNullable(values.get(attribute)).map(Path::of);
    } catch (InvalidPathException malformed) {
      handler.find(attribute + " is no path", "write a path");
      return Optional.empty();
    }
  }

  private void keyUse(String word) {
    KeyUse.named(word)
        .ifPresentOrElse(
            uses::add,
            () ->
                handler.find(
                    "key usage `" + word + "`", "it is one of " + List.of(KeyUse.values())));
  }

  private void purpose(String word) {
    ExtendedUse.named(word)
        .map(ExtendedUse::oid)
        .ifPresentOrElse(
            purposes::add,
            () ->
                handler.find(
                    "extended key usage `" + word + "`",
                    "it is one of " + List.of(ExtendedUse.values()) + ", or write <eku-oid>"));
  }

  private void purposeByOid(String text) {
    if (OID.matcher(text).matches()) {
      purposes.add(text);
    } else {
      handler.find("`" + text + "` is no object identifier", "write it as 1.3.6.1.5.5.7.3.17");
    }
  }

  private boolean flag(Map<String, String> values, String attribute) {
    String text = values.getOrDefault(attribute, "FALSE");
    if (!text.equalsIgnoreCase("TRUE") && !text.equalsIgnoreCase("FALSE")) {
      handler.find(attribute + " is `" + text + "`", "write TRUE or FALSE");
    }
    return text.equalsIgnoreCase("TRUE");
  }

  private Optional<Integer> number(Map<String, String> values, String attribute, int most) {
    String text = values.get(attribute);
    if (text == null) {
      return Optional.empty();
    }
    if (text.matches("[0-9]{1,4}") && Integer.parseInt(text) <= most) {
      return Optional.of(Integer.parseInt(text));
    }
    handler.find(attribute + " is `" + text + "`", "write a number, 0 to " + most);
    return Optional.empty();
  }

  private Optional<Duration> span(Map<String, String> values, String attribute) {
    String text = values.get(attribute);
    if (text == null) {
      return Optional.empty();
    }
    Matcher form = SPAN.matcher(text);
    if (!form.matches()) {
      handler.find(
          attribute + " is `" + text + "`", "write seconds, or N-second, N-minute, N-hour, N-day");
      return Optional.empty();
    }
    long amount = Long.parseLong(form.group(1));
    String unit = form.group(2) == null ? "second" : form.group(2);
    return Optional.of(
        switch (unit) {
          case "minute" -> Duration.ofMinutes(amount);
          case "hour" -> Duration.ofHours(amount);
          case "day" -> Duration.ofDays(amount);
          default -> Duration.ofSeconds(amount);
        });
  }

  private Optional<BigInteger> serial(Map<String, String> values, String attribute) {
    String text = values.get(attribute);
    if (text == null) {
      return Optional.empty();
    }
    if (SERIAL.matcher(text).matches()) {
      return Optional.of(new BigInteger(text.substring(2), 16));
    }
    handler.find(attribute + " is `" + text + "`", "write 0x and hexadecimal digits");
    return Optional.empty();
  }

  private Optional<Proxy> proxy(Map<String, String> values, String attribute) {
    String text = values.get(attribute);
    if (text == null) {
      return Optional.empty();
    }
    Matcher form = PROXY.matcher(text);
    int port =
        form.matches() && form.group(2) != null ? Integer.parseInt(form.group(2)) : PROXY_PORT;
    if (form.matches() && port > 0 && port < 65_536) {
      return Optional.of(new Proxy(form.group(1), port));
    }
    handler.find(attribute + " is `" + text + "`", "write HOST[:PORT]");
    return Optional.empty();
  }
}
