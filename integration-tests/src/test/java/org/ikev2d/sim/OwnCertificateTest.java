package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.port.Credentials;
import org.ikev2d.sim.TestCa.Entity;
import org.ikev2d.wire.NotifyType;
import org.junit.jupiter.api.Test;

/** Certificates of our own that no peer would take. */
class OwnCertificateTest {
  private static final Entity ROOT = TestCa.root("Root");

  private final TwoHosts hosts = CertHosts.hosts();

  private static Credentials having(Entity... own) {
    return TestCa.credentials(TestCa.store(List.of(own), List.of(ROOT)), CertPolicy.DEFAULT);
  }

  private static Credentials good(String name) {
    return having(TestCa.host(name, "P-256", ROOT));
  }

  @Test
  void anExpiredOneIsNotShownByTheInitiator() {
    hosts.a.use(having(TestCa.expired("a.example.com", ROOT)));
    hosts.b.use(good("b.example.com"));

    CommandOutcome outcome = hosts.initiate();

    assertThat(((CommandOutcome.Failed) outcome).refusal().facts().get("why"))
        .contains("our certificate C=US, O=Example, CN=a.example.com")
        .contains("has expired at 2026-11-20T12:00:00Z", "ikev2cert");
    assertThat(hosts.b.events("ike.refused")).as("the peer has not been asked").isEmpty();
    assertThat(hosts.a.ikeSas()).isEmpty();
  }

  @Test
  void anExpiredOneIsNotShownByTheResponder() {
    hosts.a.use(good("a.example.com"));
    hosts.b.use(having(TestCa.expired("b.example.com", ROOT)));

    CommandOutcome outcome = hosts.initiate();

    assertThat(((CommandOutcome.Failed) outcome).refusal().toNotify())
        .isEqualTo(NotifyType.AUTHENTICATION_FAILED);
    assertThat(hosts.b.events("ike.refused").getFirst().fields().get("why"))
        .contains("our certificate", "has expired at 2026-11-20T12:00:00Z");
    assertThat(hosts.b.ikeSas()).isEmpty();
  }

  @Test
  void anotherOneOfTheSameIdentityIsShownInItsPlace() {
    hosts.a.use(
        having(TestCa.expired("a.example.com", ROOT), TestCa.host("a.example.com", "P-384", ROOT)));
    hosts.b.use(good("b.example.com"));

    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());
    assertThat(hosts.b.events("ike.established")).hasSize(1);
  }
}
