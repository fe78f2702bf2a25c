package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.pki.auth.Hints;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.sign.SignaturePolicy;
import org.ikev2d.port.Credentials;
import org.ikev2d.sim.TestCa.Entity;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates with ML-DSA keys, signed by ML-DSA keys, where that is switched on. */
@Tag("RD-pqcauth-1")
class MlDsaAuthTest {
  private static final CertPolicy ON =
      CertPolicy.DEFAULT.change().signatures(SignaturePolicy.DEFAULT.withMlDsa()).done();

  private static Credentials host(String name, String kind, Entity root, CertPolicy policy) {
    Entity own = TestCa.host(name, kind, root);
    return TestCa.credentials(
        TestCa.store(List.of(own), List.of(root)), policy, Hints.ofMethods(true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ML-DSA-44", "ML-DSA-65", "ML-DSA-87"})
  void provesIdentitiesBySignaturesOfEachSet(String set) {
    Entity root = TestCa.root("Root", TestCa.keys(set));
    TwoHosts hosts = CertHosts.hosts();
    hosts.a.use(host("a.example.com", set, root, ON));
    hosts.b.use(host("b.example.com", set, root, ON));
    int[] longest = new int[1];
    hosts.network.tap(p -> longest[0] = Math.max(longest[0], p.datagram().length()));

    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());

    assertThat(hosts.a.ikeSas().getFirst().methods().own()).isEqualTo("DIGITAL_SIGNATURE:" + set);
    assertThat(hosts.b.ikeSas().getFirst().methods().own()).isEqualTo("DIGITAL_SIGNATURE:" + set);
    assertThat(longest[0]).as("in fragments").isLessThanOrEqualTo(1280 - 28);
  }

  /** A host that has a certificate of each kind shows the one that the peer has announced. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void isUsedTowardPeersThatAnnounceItOnly(boolean announced) {
    Entity root = TestCa.root("Root");
    Entity classic = TestCa.host("a.example.com", "P-256", root);
    Entity quantum = TestCa.host("a.example.com", "ML-DSA-65", root);
    TwoHosts hosts = CertHosts.hosts();
    hosts.a.use(
        TestCa.credentials(
            TestCa.store(List.of(quantum, classic), List.of(root)), ON, Hints.ofMethods(true)));
    hosts.b.use(host("b.example.com", "P-256", root, announced ? ON : CertPolicy.DEFAULT));

    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());

    if (!announced) {
      assertThat(hosts.a.ikeSas().getFirst().methods().own()).contains("ECDSA");
    }
    assertThat(hosts.a.events("auth.method.unannounced")).isEmpty();
  }

  @Test
  void isRefusedUnlessSwitchedOn() {
    Entity root = TestCa.root("Root");
    TwoHosts hosts = CertHosts.hosts();
    hosts.a.use(host("a.example.com", "ML-DSA-65", root, ON));
    hosts.b.use(host("b.example.com", "P-256", root, CertPolicy.DEFAULT));

    assertThat(hosts.initiate()).isInstanceOf(CommandOutcome.Failed.class);

    assertThat(hosts.b.events("ike.refused").getFirst().fields().get("why"))
        .contains("ML-DSA-65 keys are switched off");
  }
}
