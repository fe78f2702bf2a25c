package org.ikev2d.pki.kmf;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.ikev2d.pki.policy.CertPolicy;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;

/** Reads {@code kmf-policy.xml} (kmfcfg(1)), all findings at once. No entity is ever resolved. */
public final class KmfPolicyReader {
  private static final int MAX_OCTETS = 1 << 20;

  private KmfPolicyReader() {}

  /** Policies, or why there are none. */
  public sealed interface Outcome {
    /** By name, in the order of the file. */
    record Good(Map<String, CertPolicy> policies) implements Outcome {}

    /** At least one finding. */
    record Bad(List<KmfFinding> findings) implements Outcome {}
  }

  /** Reads a file. */
  public static Outcome read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] octets = in.readNBytes(MAX_OCTETS + 1);
      if (octets.length > MAX_OCTETS) {
        return bad(file, 1, 1, "larger than " + MAX_OCTETS + " octets", "split it");
      }
      return read(file.toString(), new String(octets, StandardCharsets.UTF_8));
    } catch (NoSuchFileException none) {
      return bad(file, 1, 1, "does not exist", "make it, or leave the setting out");
    } catch (IOException failed) {
      return bad(file, 1, 1, "cannot be read: " + failed.getMessage(), "let the daemon read it");
    }
  }

  private static Outcome bad(Path file, int line, int column, String problem, String remedy) {
    return new Outcome.Bad(List.of(new KmfFinding(file.toString(), line, column, problem, remedy)));
  }

  /**
   * Reads text.
   *
   * @param name of the file, for findings
   */
  public static Outcome read(String name, String text) {
    KmfHandler handler = new KmfHandler(name);
    try {
      XMLReader reader = reader();
      reader.setContentHandler(handler);
      reader.setErrorHandler(handler);
      reader.setEntityResolver(handler);
      reader.parse(new InputSource(new StringReader(text)));
    } catch (SAXParseException malformed) {
      return new Outcome.Bad(handler.findingsWith(malformed));
    } catch (SAXException | ParserConfigurationException | IOException failed) {
      return new Outcome.Bad(
          List.of(
              new KmfFinding(
                  name, 1, 1, "is no XML: " + failed.getMessage(), "see kmf-policy.md")));
    }
    return handler.findings().isEmpty()
        ? new Outcome.Good(handler.policies())
        : new Outcome.Bad(handler.findings());
  }

  /** Files of Solaris name a DTD; it is passed over, and declarations of the file are none. */
  private static XMLReader reader() throws ParserConfigurationException, SAXException {
    SAXParserFactory factory = SAXParserFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
    factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    factory.setXIncludeAware(false);
    XMLReader reader = factory.newSAXParser().getXMLReader();
    reader.setProperty("http://www.oracle.com/xml/jaxp/properties/entityExpansionLimit", "1");
    return reader;
  }
}
