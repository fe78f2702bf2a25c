package org.ikev2d.pki.auth;

import java.util.ArrayList;
import java.util.List;
import org.ikev2d.payload.CertPayload;
import org.ikev2d.pki.fetch.HashAndUrl;
import org.ikev2d.pki.fetch.HashAndUrl.Outcome;
import org.ikev2d.pki.policy.RevocationPolicy;
import org.ikev2d.port.Credentials.Evidence;

/**
 * A peer's proof with its URLs followed.
 *
 * @param evidence with what the URLs lead to in their places
 * @param problems why some lead nowhere
 */
record PeerUrls(Evidence evidence, List<String> problems) {
  /** URLs of one proof that are followed: RFC 7296 section 3.6 obliges us to four certificates. */
  private static final int MOST = 4;

  PeerUrls {
    problems = List.copyOf(problems);
  }

  /** Blocks for as long as the policy lets a server take, for each URL. */
  static PeerUrls follow(Evidence evidence, HashAndUrl lookup, RevocationPolicy policy) {
    List<CertPayload> all = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    int followed = 0;
    for (CertPayload payload : evidence.certificates()) {
      if (!HashAndUrl.isOne(payload)) {
        all.add(payload);
      } else if (followed++ == MOST) {
        problems.add("more than " + MOST + " URLs of certificates");
      } else if (problems.isEmpty()) {
        switch (lookup.fetch(payload, policy)) {
          case Outcome.Good(List<CertPayload> found) -> all.addAll(found);
          case Outcome.Failed(String why) -> problems.add(why);
        }
      }
    }
    return new PeerUrls(
        new Evidence(
            evidence.rule(),
            evidence.claimed(),
            all,
            evidence.store(),
            evidence.auth(),
            evidence.octets()),
        problems);
  }
}
