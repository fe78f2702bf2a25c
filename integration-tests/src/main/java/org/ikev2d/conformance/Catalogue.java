package org.ikev2d.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All requirements, in the order of the list: {@code requirements.txt}. */
final class Catalogue {
  private static final String RESOURCE = "/org/ikev2d/conformance/requirements.txt";
  private static final Pattern AREA = Pattern.compile("\\[(.+)]");
  private static final Pattern LINE =
      Pattern.compile("(\\S+) P([012]) (MUST|MUST_NOT|SHOULD|MAY|-) (\\S.*)");

  private final Map<String, Requirement> byId;

  private Catalogue(Map<String, Requirement> byId) {
    this.byId = byId;
  }

  static Catalogue load() {
    try (InputStream in = Catalogue.class.getResourceAsStream(RESOURCE)) {
      return parse(
          new String(Objects.requireNonNull(in, RESOURCE).readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Throws {@link IllegalArgumentException} at the first line that is not of the form. */
  static Catalogue parse(String text) {
    Map<String, Requirement> byId = new LinkedHashMap<>();
    String area = "";
    for (String line : text.lines().toList()) {
      Matcher heading = AREA.matcher(line);
      Matcher entry = LINE.matcher(line);
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (heading.matches()) {
        area = heading.group(1);
      } else if (entry.matches()) {
        String level = entry.group(3).replace('_', ' ');
        int priority = Integer.parseInt(entry.group(2));
        var requirement = new Requirement(entry.group(1), priority, level, area, entry.group(4));
        if (byId.put(requirement.id(), requirement) != null) {
          throw new IllegalArgumentException("twice: " + requirement.id());
        }
      } else {
        throw new IllegalArgumentException("not a requirement: " + line);
      }
    }
    return new Catalogue(byId);
  }

  Collection<Requirement> all() {
    return byId.values();
  }

  boolean has(String id) {
    return byId.containsKey(id);
  }
}
