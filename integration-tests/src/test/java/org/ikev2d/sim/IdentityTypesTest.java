package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.payload.Identity;
import org.ikev2d.port.IdPattern;
import org.ikev2d.port.PeerRule;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.IdType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is who, and by which key. */
class IdentityTypesTest {
  static Stream<Identity> identities() {
    return Stream.of(
        Identity.ofAddress(Rules.address("192.0.2.77")),
        Identity.ofAddress(Rules.address("2001:db8::77")),
        Identity.ofFqdn("gateway.example.org"),
        Identity.ofMailbox("somebody@example.org"),
        new Identity(IdType.KEY_ID, Bytes.ofHex("00ff1b5d")),
        new Identity(IdType.DER_ASN1_DN, Bytes.ofHex("300e310c300a06035504030c03677731")));
  }

  private static PeerRule named(PeerRule rule, Identity ours, Identity theirs) {
    return new PeerRule(
        rule.label(),
        rule.local(),
        rule.remote(),
        Optional.of(ours),
        List.of(new IdPattern.Exact(theirs)),
        rule.localAuth(),
        rule.remoteAuth(),
        rule.xforms(),
        rule.childPfs(),
        rule.childLifetime());
  }

  private static TwoHosts hosts(Identity a, Identity aForB, String keyOfA, String keyOfB) {
    Identity b = Identity.ofFqdn("b.example.org");
    return new TwoHosts(
        new SimPolicy(
            List.of(named(TwoHosts.ruleA(Rules.AES_SHA256_X25519), a, b)),
            List.of(TwoHosts.transportA()),
            keyOfA),
        new SimPolicy(
            List.of(named(TwoHosts.ruleB(Rules.AES_SHA256_X25519), b, aForB)),
            List.of(TwoHosts.transportB()),
            keyOfB));
  }

  @Tag("R7296-4-1")
  @ParameterizedTest
  @MethodSource("identities")
  @Tag("R7296-3.5-1")
  @Tag("R7296-3.5-2")
  void eachTypeIsSentAndAccepted(Identity identity) {
    TwoHosts hosts = hosts(identity, identity, "key", "key");
    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());
    assertThat(hosts.b.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
  }

  @ParameterizedTest
  @MethodSource("identities")
  @Tag("R7296-2.15-4")
  void eachTypeIsRefusedWhereAnotherIdentityIsExpected(Identity identity) {
    TwoHosts hosts = hosts(identity, Identity.ofFqdn("other.example.org"), "key", "key");
    assertThat(hosts.initiate()).isInstanceOf(CommandOutcome.Failed.class);
    assertThat(hosts.b.ikeSas()).isEmpty();
  }

  @Test
  @Tag("R7296-2.15-3")
  void keysOfAnyLengthServeAndDifferInEachOctet() {
    Identity a = Identity.ofFqdn("a.example.org");
    for (int length : new int[] {1, 63, 64, 65, 128, 200}) {
      String key = "k".repeat(length - 1);
      assertThat(hosts(a, a, key + "1", key + "1").initiate())
          .as("%d octets", length)
          .isEqualTo(new CommandOutcome.Done());
      assertThat(hosts(a, a, key + "1", key + "2").initiate())
          .as("%d octets", length)
          .isInstanceOf(CommandOutcome.Failed.class);
    }
  }
}
