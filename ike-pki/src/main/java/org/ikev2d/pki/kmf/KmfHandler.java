package org.ikev2d.pki.kmf;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ikev2d.pki.policy.CertPolicy;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.Locator;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/** Takes elements as they come; what belongs where is one table. */
final class KmfHandler extends DefaultHandler {
  /** What an element may stand in, and its attributes. */
  private record Element(String parent, Set<String> attributes) {}

  private static final Map<String, Element> ELEMENTS =
      Map.ofEntries(
          Map.entry("kmf-policy-db", new Element("", Set.of("allow-local-files"))),
          Map.entry(
              "kmf-policy",
              new Element(
                  "kmf-policy-db",
                  Set.of(
                      "name",
                      "ignore-date",
                      "ignore-unknown-eku",
                      "ignore-trust-anchor",
                      "trust-intermediate-cas",
                      "max-cert-path-length",
                      "validity-adjusttime",
                      "ta-name",
                      "ta-serial",
                      "http-proxy",
                      "bypass-ipsec-policy",
                      "cert-revoke-responder-timeout",
                      "ignore-cert-revoke-responder-timeout",
                      "revocation-required",
                      "private-addresses",
                      "cn-as-name"))),
          Map.entry("validation-methods", new Element("kmf-policy", Set.of())),
          Map.entry("ocsp", new Element("validation-methods", Set.of())),
          Map.entry(
              "ocsp-basic",
              new Element(
                  "ocsp",
                  Set.of(
                      "responder",
                      "proxy",
                      "uri-from-cert",
                      "response-lifetime",
                      "ignore-response-sign"))),
          Map.entry("responder-cert", new Element("ocsp", Set.of("name", "serial"))),
          Map.entry(
              "crl",
              new Element(
                  "validation-methods",
                  Set.of(
                      "basefilename",
                      "directory",
                      "get-crl-uri",
                      "proxy",
                      "ignore-crl-sign",
                      "ignore-crl-date"))),
          Map.entry("key-usage-set", new Element("kmf-policy", Set.of())),
          Map.entry("key-usage", new Element("key-usage-set", Set.of("use"))),
          Map.entry("ext-key-usage", new Element("kmf-policy", Set.of())),
          Map.entry("eku-name", new Element("ext-key-usage", Set.of("name"))),
          Map.entry("eku-oid", new Element("ext-key-usage", Set.of("oid"))));

  private static final int MAX_FINDINGS = 100;

  private final String file;
  private final List<KmfFinding> findings = new ArrayList<>();
  private final Map<String, CertPolicy> policies = new LinkedHashMap<>();
  private final List<String> open = new ArrayList<>();
  private @Nullable Locator locator;
  private Optional<KmfPolicyBuilder> current = Optional.empty();

  KmfHandler(String file) {
    this.file = file;
  }

  List<KmfFinding> findings() {
    return List.copyOf(findings);
  }

  List<KmfFinding> findingsWith(SAXParseException malformed) {
    List<KmfFinding> all = new ArrayList<>(findings);
    all.add(
        new KmfFinding(
            file,
            Math.max(1, malformed.getLineNumber()),
            Math.max(1, malformed.getColumnNumber()),
            "is not well-formed XML: " + malformed.getMessage(),
            "mend it there"));
    return List.copyOf(all);
  }

  Map<String, CertPolicy> policies() {
    return policies;
  }

  void find(String problem, String remedy) {
    if (findings.size() < MAX_FINDINGS) {
      Locator at = locator;
      findings.add(
          new KmfFinding(
              file,
              at == null ? 1 : at.getLineNumber(),
              at == null ? 1 : at.getColumnNumber(),
              problem,
              remedy));
    }
  }

  @Override
  public void setDocumentLocator(Locator given) {
    locator = given;
  }

  /** Nothing outside the file is read, whatever it names. */
  @Override
  public InputSource resolveEntity(@Nullable String publicId, @Nullable String systemId) {
    return new InputSource(new StringReader(""));
  }

  @Override
  public void fatalError(SAXParseException malformed) throws SAXParseException {
    throw malformed;
  }

  @Override
  public void skippedEntity(String name) {
    if (!name.equals("[dtd]")) {
      find("entity `" + name + "`", "write the text itself");
    }
  }

  @Override
  public void startElement(String uri, String localName, String name, Attributes attributes) {
    String parent = open.isEmpty() ? "" : open.getLast();
    open.add(name);
    Element known = ELEMENTS.get(name);
    if (known == null) {
      find(
          "element <" + name + "> is unknown",
          "elements are " + ELEMENTS.keySet().stream().sorted().toList());
      return;
    }
    if (!known.parent().equals(parent)) {
      find(
          "element <" + name + "> stands in the wrong place",
          known.parent().isEmpty()
              ? "it is the outermost one"
              : "it belongs into <" + known.parent() + ">");
      return;
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < attributes.getLength(); i++) {
      String attribute = attributes.getQName(i);
      if (known.attributes().contains(attribute)) {
        values.put(attribute, attributes.getValue(i));
      } else {
        find(
            "attribute `" + attribute + "` of <" + name + "> is unknown",
            known.attributes().isEmpty()
                ? "it has none"
                : "attributes are " + known.attributes().stream().sorted().toList());
      }
    }
    if (name.equals("kmf-policy")) {
      current = Optional.of(new KmfPolicyBuilder(this, values));
    } else {
      current.ifPresent(builder -> builder.take(name, values));
    }
  }

  @Override
  public void endElement(String uri, String localName, String name) {
    open.removeLast();
    if (name.equals("kmf-policy") && current.isPresent()) {
      KmfPolicyBuilder builder = current.get();
      current = Optional.empty();
      if (policies.put(builder.name(), builder.done()) != null) {
        find("policy `" + builder.name() + "` is there twice", "give it another name");
      }
    }
  }

  @Override
  public void characters(char[] text, int start, int length) {
    String words = new String(text, start, length).strip();
    if (!words.isEmpty()) {
      find("text between elements", "values stand in attributes");
    }
  }
}
