package org.ikev2d.cli.ikev2cert;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ikev2d.pki.x509.DistinguishedName;

/** Asks for a subject part by part, {@code -i}. */
final class SubjectDialogue {
  private static final Map<String, String> PARTS = new LinkedHashMap<>();

  static {
    PARTS.put("C", "Country (two letters)");
    PARTS.put("ST", "State or province");
    PARTS.put("L", "Locality");
    PARTS.put("O", "Organization");
    PARTS.put("OU", "Organizational unit");
    PARTS.put("CN", "Common name");
    PARTS.put("E", "Mail address");
  }

  private SubjectDialogue() {}

  /** An empty answer leaves a part out. */
  static DistinguishedName ask(Secrets secrets) throws Refusal {
    List<String> parts = new ArrayList<>();
    for (Map.Entry<String, String> part : PARTS.entrySet()) {
      String answer = secrets.line(part.getValue());
      if (part.getKey().equals("C") && !answer.isEmpty() && !answer.matches("[A-Za-z]{2}")) {
        throw new Refusal("country `" + answer + "`: write two letters, such as US");
      }
      if (!answer.isEmpty()) {
        parts.add(part.getKey() + "=" + answer.replaceAll("([,+\"\\\\<>;=#])", "\\\\$1"));
      }
    }
    if (parts.isEmpty()) {
      throw new Refusal("a subject has one part at least");
    }
    return Wishes.name(String.join(", ", parts));
  }
}
