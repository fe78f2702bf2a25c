package org.ikev2d.pki.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.pki.TestPki.NOW;
import static org.ikev2d.pki.TestPki.root;
import static org.ikev2d.pki.TestPki.subject;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.ikev2d.payload.Identity;
import org.ikev2d.pki.TestPki;
import org.ikev2d.pki.TestPki.Entity;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Test;

class PathMutationTest {
  private static final Identity GW = Identity.ofFqdn("gw1.example.com");

  /** For a long run: {@code -Dmutations=50000}. */
  private static final int ROUNDS = Integer.getInteger("mutations", 3_000);

  @Test
  void refusesMutatedCertificatesWithFindingsAndWithoutException() {
    Entity root = root("C=US, O=Example, CN=Root");
    Entity sub =
        subject("C=US, O=Example, CN=Sub")
            .ca(0)
            .extension(
                Extension.nameConstraints,
                true,
                new NameConstraints(
                    new GeneralSubtree[] {
                      new GeneralSubtree(new GeneralName(GeneralName.dNSName, "example.com"))
                    },
                    null))
            .issuedBy(root);
    Entity leaf =
        subject("C=US, O=Example, CN=gw1")
            .keys(TestPki.rsa(2048))
            .dns("gw1.example.com")
            .ip("192.0.2.1")
            .extension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
            .issuedBy(sub);
    PathCheck.Trust trust = new PathCheck.Trust(List.of(root.cert()), List.of());
    List<Bytes> good = List.of(leaf.der(), sub.der());
    assertThat(PathCheck.validate(good, trust, GW, CertPolicy.DEFAULT, NOW))
        .isInstanceOf(PathOutcome.Trusted.class);
    Random random = new Random(7296);
    for (int round = 0; round < ROUNDS; round++) {
      List<Bytes> sent = new ArrayList<>(good);
      int which = random.nextInt(2);
      sent.set(which, mutate(good.get(which), random));
      PathOutcome outcome = PathCheck.validate(sent, trust, GW, CertPolicy.DEFAULT, NOW);
      assertThat(outcome)
          .as("round %d", round)
          .isInstanceOfSatisfying(
              PathOutcome.Refused.class,
              r -> {
                assertThat(r.findings()).isNotEmpty();
                assertThat(r.describe()).isNotEmpty();
              });
    }
  }

  /** Flips, overwrites, cuts, inserts or repeats octets; never the identity. */
  private static Bytes mutate(Bytes original, Random random) {
    byte[] octets = original.toArray();
    do {
      for (int times = 1 + random.nextInt(3); times > 0; times--) {
        octets = mutateOnce(octets, random);
      }
    } while (Arrays.equals(octets, original.toArray()));
    return Bytes.wrap(octets);
  }

  private static byte[] mutateOnce(byte[] octets, Random random) {
    int at = random.nextInt(octets.length);
    byte[] copy = octets.clone();
    switch (random.nextInt(6)) {
      case 0 -> copy[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> copy[at] = (byte) random.nextInt(256);
      case 2 -> copy[at] = (byte) (random.nextBoolean() ? 0xff : 0x80);
      case 3 -> copy = Arrays.copyOf(copy, Math.max(1, at));
      case 4 -> {
        byte[] longer = new byte[copy.length + 1];
        System.arraycopy(copy, 0, longer, 0, at);
        longer[at] = (byte) random.nextInt(256);
        System.arraycopy(copy, at, longer, at + 1, copy.length - at);
        copy = longer;
      }
      default -> {
        int length = Math.min(1 + random.nextInt(40), copy.length - at);
        System.arraycopy(copy, random.nextInt(copy.length - length + 1), copy, at, length);
      }
    }
    return copy;
  }
}
