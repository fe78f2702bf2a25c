package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.actor.Leases;
import org.ikev2d.crypto.Secret;
import org.ikev2d.port.AddressRange;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.IdPattern;
import org.ikev2d.port.PostQuantumKey;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.Extensions;
import org.ikev2d.sa.Extensions.Families;
import org.ikev2d.sa.Extensions.Gateway;
import org.ikev2d.sim.TestCa.Entity;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What happens around a conversation of EAP: post-quantum keys, new rules, clients that vanish. */
class EapLifeTest {
  private static final Entity ROOT = TestCa.root("Root");
  private static final Entity OF_A = TestCa.host("a.example.com", "P-256", ROOT);
  private static final Entity OF_B = TestCa.host("b.example.com", "P-256", ROOT);
  private static final String USER = "alice@example.com";

  private static PostQuantumKey ppk(String id, boolean required) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) 7);
    return new PostQuantumKey(Bytes.ofText(id), Secret.wrap(key), required);
  }

  private static SimPolicy policyA(List<PostQuantumKey> ppks) {
    return new SimPolicy(
            List.of(
                CertHosts.rule(
                    TwoHosts.ruleA(Rules.AES_SHA256_X25519),
                    CertHosts.A,
                    AuthChoice.EAP_MSCHAPV2,
                    CertHosts.B,
                    AuthChoice.CERT)),
            List.of(TwoHosts.transportA()),
            "secret",
            ppks)
        .withEap(USER, "correct horse");
  }

  private static SimPolicy policyB(List<PostQuantumKey> ppks) {
    return new SimPolicy(
            List.of(
                CertHosts.rule(
                        TwoHosts.ruleB(Rules.AES_SHA256_X25519),
                        CertHosts.B,
                        AuthChoice.CERT,
                        CertHosts.A,
                        AuthChoice.EAP_MSCHAPV2)
                    .withRemoteIds(List.of(new IdPattern.Any()))),
            List.of(TwoHosts.transportB()),
            "secret",
            ppks)
        .withEap(USER, "correct horse");
  }

  private static TwoHosts hosts(List<PostQuantumKey> ofA, List<PostQuantumKey> ofB) {
    TwoHosts hosts = new TwoHosts(policyA(ofA), policyB(ofB), EndpointSettings.DEFAULT);
    hosts.a.use(TestCa.credentials(OF_A, ROOT));
    hosts.b.use(TestCa.credentials(OF_B, ROOT));
    return hosts;
  }

  private static void assertUp(TwoHosts hosts, boolean used) {
    assertThat(hosts.initiate())
        .as(() -> hosts.network.ladder() + "\n" + hosts.a.events() + hosts.b.events())
        .isEqualTo(new CommandOutcome.Done());
    for (SimNode node : List.of(hosts.a, hosts.b)) {
      assertThat(node.events("ppk.used")).hasSize(used ? 1 : 0);
      assertThat(node.events("ike.fault")).isEmpty();
    }
    assertThat(hosts.a.sadb().stream().map(s -> s.encryptKey()).toList())
        .containsExactlyInAnyOrderElementsOf(
            hosts.b.sadb().stream().map(s -> s.encryptKey()).toList());
    // SK_d is the same on both sides, with or without the PPK.
    hosts.a.endpoint().rekeyIke(hosts.a.ikeSas().getFirst().sa().localSpi());
    hosts.network.advance(Duration.ofSeconds(20));
    RekeyTest.assertSettled(hosts);
  }

  /** The responder's signature is without it, both AUTH payloads after EAP are with it. */
  @Tag("R8784-3-3")
  @Test
  void mixesAPostQuantumKeyInOnceEapIsOver() {
    assertUp(hosts(List.of(ppk("x", false)), List.of(ppk("x", false))), true);
    assertUp(hosts(List.of(ppk("x", true)), List.of(ppk("x", true))), true);
  }

  @Test
  void doesWithoutAPostQuantumKeyThatIsNotRequired() {
    assertUp(hosts(List.of(ppk("x", false)), List.of()), false);
    assertUp(hosts(List.of(), List.of(ppk("x", false))), false);
    TwoHosts unknown = hosts(List.of(ppk("x", false)), List.of(ppk("other", false)));
    assertUp(unknown, false);
    assertThat(unknown.a.events("ppk.unused")).hasSize(1);
  }

  @Tag("R8784-3-3")
  @Test
  void refusesToDoWithoutAPostQuantumKeyThatIsRequired() {
    TwoHosts weNeedIt = hosts(List.of(ppk("x", true)), List.of(ppk("other", false)));
    assertThat(weNeedIt.initiate()).isInstanceOf(CommandOutcome.Failed.class);
    assertThat(weNeedIt.b.events("ike.refused").getFirst().fields().toString())
        .contains("is not here");
    TwoHosts theyNeedIt = hosts(List.of(), List.of(ppk("x", true)));
    assertThat(theyNeedIt.initiate()).isInstanceOf(CommandOutcome.Failed.class);
    assertThat(theyNeedIt.b.events("ike.refused").getFirst().fields().toString())
        .contains("uses no post-quantum preshared key");
    for (TwoHosts hosts : List.of(weNeedIt, theyNeedIt)) {
      hosts.network.advance(Duration.ofSeconds(60));
      assertThat(hosts.a.ikeSas()).isEmpty();
      assertThat(hosts.b.ikeSas()).isEmpty();
    }
  }

  /** Its IDi may say anything: the identity that it has proved is that of EAP. */
  @Test
  void lendsAddressesToWhomEapHasProved() {
    AddressRange pool =
        new AddressRange(Rules.host("10.99.0.1").start(), Rules.host("10.99.0.3").start());
    Leases leases = new Leases(List.of(pool), 8);
    EndpointSettings settings =
        EndpointSettings.DEFAULT.withExtensions(
            Extensions.DEFAULT.withAddresses(
                Optional.of(new Gateway(leases, List.of(), List.of(), false)),
                Map.of("a-b", new Families(true, false))));
    TwoHosts hosts = new TwoHosts(policyA(List.of()), policyB(List.of()), settings);
    hosts.a.use(TestCa.credentials(OF_A, ROOT));
    hosts.b.use(TestCa.credentials(OF_B, ROOT));

    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());

    for (String event : List.of("ike.established", "ike.address.lent")) {
      assertThat(hosts.b.events(event).getFirst().fields().get("remote_id"))
          .as(event)
          .contains(USER);
    }
  }

  /** A conversation ends under the rule and with the passwords that it has begun with. */
  @Test
  void goesOnWhileTheServersRulesAreReadAnew() {
    for (int after = 2; after < 8; after++) {
      TwoHosts hosts = hosts(List.of(), List.of());
      AtomicInteger left = new AtomicInteger(after);
      hosts.network.fault(packet -> {
        if (left.getAndDecrement() == 0) {
          hosts.b.replace(
              TwoHosts.policy(TwoHosts.ruleB(Rules.AES_SHA256_X25519), TwoHosts.transportB()));
        }
        return SimNetwork.pass(packet);
      });

      CompletableFuture<CommandOutcome> outcome = hosts.a.initiate("a-b");
      hosts.network.advance(Duration.ofSeconds(20));

      assertThat(outcome.getNow(null)).as("after %d datagrams", after).isNotNull();
      for (SimNode node : List.of(hosts.a, hosts.b)) {
        assertThat(node.events("ike.fault")).isEmpty();
      }
      assertThat(hosts.a.ikeSas()).hasSameSizeAs(hosts.b.ikeSas());
    }
  }

  /** Wherever a client falls silent, the server forgets it in time and counts it until then. */
  @Test
  void forgetsAClientThatFallsSilentHalfWay() {
    for (int heard = 3; heard < 10; heard++) {
      TwoHosts hosts = hosts(List.of(), List.of());
      AtomicInteger left = new AtomicInteger(heard);
      hosts.network.fault(
          packet -> left.getAndDecrement() > 0 ? SimNetwork.pass(packet) : List.of());

      hosts.a.initiate("a-b");
      hosts.network.advance(Duration.ofSeconds(5));
      boolean established = !hosts.b.events("ike.established").isEmpty();
      assertThat(hosts.b.endpoint().halfOpen().total()).isEqualTo(established ? 0 : 1);
      hosts.network.advance(Duration.ofSeconds(60));

      assertThat(hosts.b.endpoint().halfOpen().total()).isZero();
      assertThat(hosts.b.events("ike.halfopen.expired")).hasSize(established ? 0 : 1);
      if (!established) {
        assertThat(hosts.b.ikeSas()).isEmpty();
        assertThat(hosts.b.sadb()).isEmpty();
      }
      assertThat(hosts.b.events("ike.fault")).isEmpty();
    }
  }
}
