package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.port.Credentials;
import org.ikev2d.sim.TestCa.Entity;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of authorities that make no sense are hints that nobody takes. */
class CertificateHintTest {
  private static final Entity ROOT = TestCa.root("Root");

  private static Credentials hinting(Credentials real, Bytes authorities) {
    return new Credentials() {
      @Override
      public Announcement announcement() {
        return new Announcement(real.announcement().hashes(), authorities, false);
      }

      @Override
      public Proof prove(Claim claim) {
        return real.prove(claim);
      }

      @Override
      public Verdict judge(Evidence evidence) {
        return real.judge(evidence);
      }
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 19, 20, 21, 400})
  @Tag("R7296-3.7-1")
  void garbageForAuthoritiesKeepsNobodyFromProvingItsIdentity(int octets) {
    Bytes garbage = Bytes.wrap(new byte[octets]);
    TwoHosts hosts = CertHosts.hosts();
    hosts.a.use(
        hinting(TestCa.credentials(TestCa.host("a.example.com", "P-256", ROOT), ROOT), garbage));
    hosts.b.use(
        hinting(TestCa.credentials(TestCa.host("b.example.com", "P-256", ROOT), ROOT), garbage));
    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());
  }
}
