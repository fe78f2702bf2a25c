package org.ikev2d.pki.auth;

import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.ikev2d.payload.CertPayload;
import org.ikev2d.pki.path.PathOutcome;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.x509.Cert;

/**
 * Remembers the certificates of peers that have passed, for listings; the oldest go first. Nothing
 * is trusted for being remembered. Safe for several threads.
 */
public final class PeerCertificates implements ChainCheck {
  private static final int MOST = 256;
  private static final int MAX_OCTETS = 1 << 20;

  private final ChainCheck check;
  private final Set<Cert> passed = new LinkedHashSet<>();
  private long octets;

  /**
   * @param check whom it asks
   */
  public PeerCertificates(ChainCheck check) {
    this.check = check;
  }

  @Override
  public List<String> objections(
      PathOutcome.Trusted path, List<CertPayload> sent, CertPolicy policy, Instant now) {
    List<String> objections = check.objections(path, sent, policy, now);
    if (objections.isEmpty()) {
      note(path.chain());
    }
    return objections;
  }

  private synchronized void note(List<Cert> chain) {
    for (Cert cert : chain) {
      if (passed.remove(cert)) {
        octets -= cert.der().length();
      }
      passed.add(cert);
      octets += cert.der().length();
    }
    Iterator<Cert> oldest = passed.iterator();
    while (passed.size() > MOST || octets > MAX_OCTETS) {
      octets -= oldest.next().der().length();
      oldest.remove();
    }
  }

  /** The oldest first. */
  public synchronized List<Cert> all() {
    return List.copyOf(passed);
  }

  /** Forgets all. */
  public synchronized void forget() {
    passed.clear();
    octets = 0;
  }
}
