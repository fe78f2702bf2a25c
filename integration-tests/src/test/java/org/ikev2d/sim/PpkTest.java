package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.crypto.Secret;
import org.ikev2d.payload.Identity;
import org.ikev2d.pki.store.StoredKey;
import org.ikev2d.port.IkeXform;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.PostQuantumKey;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.GroupId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Post-quantum preshared keys (RFC 8784). */
class PpkTest {
  private static PostQuantumKey ppk(String id, int octet, boolean required) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) octet);
    return new PostQuantumKey(Bytes.ofText(id), Secret.wrap(key), required);
  }

  private static TwoHosts hosts(List<PostQuantumKey> ofA, List<PostQuantumKey> ofB) {
    return hosts(Rules.AES_SHA256_X25519, ofA, ofB);
  }

  private static TwoHosts hosts(
      IkeXform xform, List<PostQuantumKey> ofA, List<PostQuantumKey> ofB) {
    return new TwoHosts(
        new SimPolicy(
            List.of(TwoHosts.ruleA(xform)), List.of(TwoHosts.transportA()), "secret", ofA),
        new SimPolicy(
            List.of(TwoHosts.ruleB(xform)), List.of(TwoHosts.transportB()), "secret", ofB));
  }

  private static void assertUp(TwoHosts hosts, boolean used) {
    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());
    for (SimNode node : List.of(hosts.a, hosts.b)) {
      assertThat(node.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
      assertThat(node.events("ppk.used")).hasSize(used ? 1 : 0);
      assertThat(node.events("ike.fault")).isEmpty();
    }
    RekeyTest.assertSettled(hosts);
    assertThat(hosts.a.sadb().stream().map(s -> s.encryptKey()).toList())
        .containsExactlyInAnyOrderElementsOf(
            hosts.b.sadb().stream().map(s -> s.encryptKey()).toList());
    // SK_d is the same on both sides, with or without the PPK.
    hosts.a.endpoint().rekeyIke(hosts.a.ikeSas().getFirst().sa().localSpi());
    hosts.network.advance(Duration.ofSeconds(20));
    RekeyTest.assertSettled(hosts);
    hosts.b.endpoint().rekeyChild(RekeyTest.child(hosts.b).inbound());
    hosts.network.advance(Duration.ofSeconds(20));
    RekeyTest.assertSettled(hosts);
  }

  private static void assertRefused(TwoHosts hosts, SimNode by, String why) {
    assertThat(hosts.initiate()).isInstanceOf(CommandOutcome.Failed.class);
    hosts.network.advance(Duration.ofSeconds(60));
    String event = by == hosts.a ? "ike.failed" : "ike.refused";
    assertThat(by.events(event).getFirst().fields().toString()).contains(why);
    for (SimNode node : List.of(hosts.a, hosts.b)) {
      assertThat(node.ikeSas()).isEmpty();
      assertThat(node.sadb()).isEmpty();
      assertThat(node.events("ike.fault")).isEmpty();
    }
  }

  /** SK_d carries it on: SAs are replaced without another look at it. */
  @Tag("R8784-3-1")
  @Tag("R8784-3-4")
  @Test
  void bothSidesMixTheSameKeyIn() {
    assertUp(hosts(List.of(ppk("x", 1, false)), List.of(ppk("x", 1, false))), true);
    assertUp(hosts(List.of(ppk("x", 1, true)), List.of(ppk("x", 1, true))), true);
  }

  @Test
  void theResponderFindsTheOneThatTheInitiatorNames() {
    assertUp(
        hosts(List.of(ppk("y", 2, true)), List.of(ppk("x", 1, true), ppk("y", 2, true))), true);
  }

  @Test
  void itGoesWithAdditionalKeyExchanges() {
    IkeXform xform = Rules.AES_SHA256_X25519.withAdditional(List.of(GroupId.ML_KEM_768));
    assertUp(hosts(xform, List.of(ppk("x", 1, true)), List.of(ppk("x", 1, true))), true);
  }

  @Tag("R8784-3-2")
  @Test
  void aKeyThatIsNotRequiredIsDoneWithout() {
    assertUp(hosts(List.of(ppk("x", 1, false)), List.of()), false);
    assertUp(hosts(List.of(), List.of(ppk("x", 1, false))), false);
    TwoHosts unknown = hosts(List.of(ppk("x", 1, false)), List.of(ppk("other", 1, false)));
    assertUp(unknown, false);
    assertThat(unknown.a.events("ppk.unused")).hasSize(1);
    assertThat(unknown.b.events("ppk.unused")).hasSize(1);
  }

  @Tag("R8784-3-2")
  @Tag("R8784-3-3")
  @Test
  void aRequiredKeyIsNeverDoneWithout() {
    TwoHosts peerHasNone = hosts(List.of(ppk("x", 1, true)), List.of());
    assertRefused(peerHasNone, peerHasNone.a, "knows no post-quantum preshared keys");
    TwoHosts weHaveNone = hosts(List.of(), List.of(ppk("x", 1, true)));
    assertRefused(weHaveNone, weHaveNone.b, "uses no post-quantum preshared key");
    TwoHosts other = hosts(List.of(ppk("x", 1, false)), List.of(ppk("other", 1, true)));
    assertRefused(other, other.b, "is not here");
    TwoHosts needed = hosts(List.of(ppk("x", 1, true)), List.of(ppk("other", 1, false)));
    assertRefused(needed, needed.b, "is not here");
  }

  /** A signature is made once, over the PPK: there is no other proof for a peer without it. */
  @Test
  void withRawKeysAKeyThatTheSidesHaveIsNeverDoneWithout() {
    StoredKey a = RawKeyTest.own("Ed25519");
    StoredKey b = RawKeyTest.own("Ed25519");
    for (String at : List.of("x", "other")) {
      TwoHosts hosts =
          new TwoHosts(
              rawKeys(TwoHosts.ruleA(Rules.AES_SHA256_X25519), CertHosts.A, CertHosts.B, "x"),
              rawKeys(TwoHosts.ruleB(Rules.AES_SHA256_X25519), CertHosts.B, CertHosts.A, at));
      hosts.a.use(RawKeyTest.store(a, b));
      hosts.b.use(RawKeyTest.store(b, a));
      if (at.equals("x")) {
        assertUp(hosts, true);
      } else {
        assertRefused(hosts, hosts.b, "that the peer needs is not here");
      }
    }
  }

  private static SimPolicy rawKeys(PeerRule like, Identity own, Identity peer, String id) {
    SecurityPolicy traffic =
        own.equals(CertHosts.A) ? TwoHosts.transportA() : TwoHosts.transportB();
    return new SimPolicy(
        List.of(RawKeyTest.rule(like, own, peer, "peer0")),
        List.of(traffic),
        "secret",
        List.of(ppk(id, 1, false)));
  }

  @Test
  void keysThatDifferDoNotAuthenticate() {
    TwoHosts hosts = hosts(List.of(ppk("x", 1, false)), List.of(ppk("x", 2, false)));
    assertRefused(hosts, hosts.b, "authentication-failed");
  }

  @Test
  void survivesTheLossOfEachMessage() {
    for (int lost = 0; lost < 4; lost++) {
      TwoHosts hosts = hosts(List.of(ppk("x", 1, false)), List.of(ppk("x", 1, false)));
      int[] count = {0};
      int nth = lost;
      hosts.network.fault(p -> count[0]++ == nth ? List.of() : SimNetwork.pass(p));
      hosts.initiate();
      hosts.network.advance(Duration.ofSeconds(10));
      RekeyTest.assertSettled(hosts);
      assertThat(hosts.b.events("ppk.used")).hasSize(1);
    }
  }
}
