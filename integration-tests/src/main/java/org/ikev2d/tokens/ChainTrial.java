package org.ikev2d.tokens;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.ikev2d.pki.fetch.Retrievals;
import org.ikev2d.pki.kmf.KmfPolicyReader;
import org.ikev2d.pki.path.PathCheck;
import org.ikev2d.pki.path.PathOutcome;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.revoke.RevocationLookup;
import org.ikev2d.pki.store.ImportFile;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.wire.Bytes;

/**
 * Judges certificates as the daemon does for a peer. Arguments: a policy database, the peer's
 * certificates in PEM, the trusted ones in PEM. Prints the objections and the time that the look-up
 * took; ends with status 0 if there are none, else with 1.
 */
public final class ChainTrial {
  private ChainTrial() {}

  public static void main(String[] arguments) {
    if (arguments.length != 3
        || !(KmfPolicyReader.read(Path.of(arguments[0]))
            instanceof KmfPolicyReader.Outcome.Good(var policies))) {
      System.err.println("usage: ChainTrial KMF-POLICY.XML PEER.PEM TRUSTED.PEM");
      System.exit(2);
      return;
    }
    CertPolicy policy = Optional.ofNullable(policies.get("default")).orElseThrow();
    List<Bytes> sent = certs(arguments[1]).stream().map(Cert::der).toList();
    List<Cert> anchors = certs(arguments[2]);
    PathOutcome outcome =
        PathCheck.validate(
            sent, PathCheck.Trust.of(anchors, policy), Optional.empty(), policy, Instant.now());
    long start = System.nanoTime();
    List<String> objections =
        switch (outcome) {
          case PathOutcome.Refused refused -> List.of(refused.describe());
          case PathOutcome.Trusted trusted ->
              new RevocationLookup(new Retrievals(4), List::of)
                  .objections(trusted, List.of(), policy, Instant.now());
        };
    System.out.println("milliseconds: " + (System.nanoTime() - start) / 1_000_000);
    objections.forEach(System.out::println);
    System.exit(objections.isEmpty() ? 0 : 1);
  }

  private static List<Cert> certs(String file) {
    return ImportFile.read(Path.of(file), Optional.empty()).certs();
  }
}
