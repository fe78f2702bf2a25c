package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.payload.CertPayload;
import org.ikev2d.payload.CertReqPayload;
import org.ikev2d.payload.Identity;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.sign.JcaKeyHandle;
import org.ikev2d.pki.store.StoreContents;
import org.ikev2d.pki.store.StoredKey;
import org.ikev2d.pki.store.StoredPublicKey;
import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.Credentials;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.StoreUse;
import org.ikev2d.sim.TestCa.Entity;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.CertEncoding;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Raw public keys (RFC 7670), and authorities that a rule asks for. */
class RawKeyTest {
  /** What passes between a node and its key store. */
  private static final class Watched implements Credentials {
    private final Credentials real;
    private final List<CertReqPayload> asked = new ArrayList<>();
    private final List<CertPayload> shown = new ArrayList<>();

    Watched(Credentials real) {
      this.real = real;
    }

    @Override
    public Announcement announcement() {
      return real.announcement();
    }

    @Override
    public Proof prove(Claim claim) {
      asked.addAll(claim.wanted());
      return real.prove(claim);
    }

    @Override
    public Verdict judge(Evidence evidence) {
      shown.addAll(evidence.certificates());
      return real.judge(evidence);
    }
  }

  static StoredKey own(String kind) {
    var pair = TestCa.keys(kind);
    KeyFacts facts = ((KeyFacts.Decoded.Good) KeyFacts.of(pair.getPublic())).key();
    return new StoredKey("own", JcaKeyHandle.soft(pair.getPrivate(), facts));
  }

  static Credentials store(StoredKey own, StoredKey... theirs) {
    return TestCa.credentials(contents(own, theirs), CertPolicy.DEFAULT);
  }

  static StoreContents contents(StoredKey own, StoredKey... theirs) {
    List<StoredPublicKey> keys = new ArrayList<>();
    for (int i = 0; i < theirs.length; i++) {
      keys.add(new StoredPublicKey("peer" + i, theirs[i].key().publicKey()));
    }
    return new StoreContents("", List.of(), List.of(own), List.of(), List.of(), keys, List.of());
  }

  static PeerRule rule(PeerRule like, Identity own, Identity peer, String... keys) {
    return CertHosts.rule(like, own, AuthChoice.PUBKEY, peer, AuthChoice.PUBKEY)
        .withStore(new StoreUse(Optional.of("own"), List.of(keys), Optional.empty()));
  }

  static TwoHosts hosts(String... keys) {
    return new TwoHosts(
        TwoHosts.policy(
            rule(TwoHosts.ruleA(Rules.AES_SHA256_X25519), CertHosts.A, CertHosts.B, keys),
            TwoHosts.transportA()),
        TwoHosts.policy(
            rule(TwoHosts.ruleB(Rules.AES_SHA256_X25519), CertHosts.B, CertHosts.A, keys),
            TwoHosts.transportB()));
  }

  @Tag("R7670-3-1")
  @ParameterizedTest
  @ValueSource(strings = {"RSA-2048", "P-256", "P-384", "Ed25519", "Ed448"})
  void provesIdentitiesByKeysThatTheRuleNames(String kind) {
    StoredKey a = own(kind);
    StoredKey b = own(kind);
    TwoHosts hosts = hosts("peer0");
    Watched watched = new Watched(store(b, a));
    hosts.a.use(store(a, b));
    hosts.b.use(watched);

    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());

    assertThat(hosts.a.ikeSas().getFirst().methods().certificate()).isEqualTo("public key peer0");
    assertThat(hosts.b.ikeSas().getFirst().remoteId()).contains(CertHosts.A);
    assertThat(watched.asked)
        .containsExactly(new CertReqPayload(CertEncoding.RAW_PUBLIC_KEY, Bytes.EMPTY));
    assertThat(watched.shown)
        .containsExactly(new CertPayload(CertEncoding.RAW_PUBLIC_KEY, a.key().publicKey().spki()));
  }

  @Tag("R7670-3-1")
  @Test
  void aRuleMayNameTheKeyOfTodayAndThatOfTomorrow() {
    StoredKey a = own("Ed25519");
    StoredKey b = own("Ed25519");
    TwoHosts hosts = hosts("peer0", "peer1");
    hosts.a.use(store(a, own("P-256"), b));
    hosts.b.use(store(b, own("P-256"), a));

    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());

    assertThat(hosts.a.ikeSas().getFirst().methods().certificate()).isEqualTo("public key peer1");
  }

  @Tag("R7670-3-1")
  @Test
  void anotherKeyIsRefusedAndTheLogNamesWhich() {
    StoredKey a = own("Ed25519");
    StoredKey b = own("Ed25519");
    TwoHosts hosts = hosts("peer0");
    hosts.a.use(store(a, b));
    hosts.b.use(store(b, own("Ed25519")));

    assertThat(hosts.initiate()).isInstanceOf(CommandOutcome.Failed.class);

    assertThat(hosts.b.events("ike.refused").getFirst().fields().get("why"))
        .contains("the peer sent another public key than peer0");
    assertThat(hosts.b.sadb()).isEmpty();
  }

  /** A key that a rule does not name is worth nothing, nor is an identity that it does not. */
  @Test
  void keysCountForTheRulesThatNameThem() {
    StoredKey a = own("Ed25519");
    StoredKey b = own("Ed25519");
    TwoHosts hosts = hosts("peer1");
    hosts.a.use(store(a, a, b));
    hosts.b.use(store(b, a));

    assertThat(hosts.initiate()).isInstanceOf(CommandOutcome.Failed.class);

    assertThat(hosts.b.events("ike.refused").getFirst().fields().get("why"))
        .contains("the key store has no public key with the label peer1");
  }

  @Test
  void aKeyThatIsNotThereIsNamed() {
    TwoHosts hosts = hosts("peer0");
    hosts.a.use(TestCa.credentials(StoreContents.EMPTY, CertPolicy.DEFAULT));
    hosts.b.use(store(own("Ed25519"), own("Ed25519")));

    assertThat(hosts.initiate()).isInstanceOf(CommandOutcome.Failed.class);

    assertThat(hosts.a.events("ike.failed").getFirst().fields().get("why"))
        .contains("the key store has no private key with the label own");
  }

  /** Both authorities are trusted; the rule asks for one of them. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRuleMayAskForACertificateOfOneAuthority(boolean rightOne) {
    Entity root = TestCa.root("Root");
    Entity lower = TestCa.authority("Lower", root);
    Entity other = TestCa.root("Other");
    Identity signer =
        new Identity(org.ikev2d.wire.IdType.DER_ASN1_DN, lower.cert().subject().der());
    PeerRule asking =
        CertHosts.rule(
                TwoHosts.ruleB(Rules.AES_SHA256_X25519),
                CertHosts.B,
                AuthChoice.CERT,
                CertHosts.A,
                AuthChoice.CERT)
            .withStore(new StoreUse(Optional.empty(), List.of(), Optional.of(signer)));
    PeerRule any =
        CertHosts.rule(
            TwoHosts.ruleA(Rules.AES_SHA256_X25519),
            CertHosts.A,
            AuthChoice.CERT,
            CertHosts.B,
            AuthChoice.CERT);
    TwoHosts hosts =
        new TwoHosts(
            TwoHosts.policy(any, TwoHosts.transportA()),
            TwoHosts.policy(asking, TwoHosts.transportB()));
    Entity a = TestCa.host("a.example.com", "P-256", rightOne ? lower : other);
    hosts.a.use(TestCa.credentials(a, root, other));
    hosts.b.use(TestCa.credentials(TestCa.host("b.example.com", "P-256", root), root, other));

    CommandOutcome outcome = hosts.initiate();

    if (rightOne) {
      assertThat(outcome).isEqualTo(new CommandOutcome.Done());
    } else {
      assertThat(outcome).isInstanceOf(CommandOutcome.Failed.class);
      assertThat(hosts.b.events("ike.refused").getFirst().fields().get("why"))
          .contains("no certificate of required_signer <C=US, O=Example, CN=Lower>");
    }
  }
}
