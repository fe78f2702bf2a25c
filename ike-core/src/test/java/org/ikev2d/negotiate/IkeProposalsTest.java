package org.ikev2d.negotiate;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.jdk.JdkCrypto;
import org.ikev2d.negotiate.IkeProposals.Choice;
import org.ikev2d.payload.Attribute;
import org.ikev2d.payload.Proposal;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.payload.Transform;
import org.ikev2d.port.AddressRange;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.ChildLifetime;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.port.IkeXform;
import org.ikev2d.port.PeerRule;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PrfId;
import org.ikev2d.wire.ProtocolId;
import org.ikev2d.wire.TransformType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class IkeProposalsTest {
  private static final Transform AES = Transform.encr(EncrId.AES_CBC, 256);
  private static final Transform PRF = Transform.prf(PrfId.HMAC_SHA2_256);
  private static final Transform SHA = Transform.integ(IntegId.HMAC_SHA2_256_128);
  private static final Transform X25519 = Transform.ke(GroupId.CURVE25519);
  private static final IkeXform CBC =
      xform(
          List.of(EncrChoice.of(EncrId.AES_CBC, 256), EncrChoice.of(EncrId.AES_CBC, 128)),
          List.of(IntegId.HMAC_SHA2_256_128, IntegId.HMAC_SHA2_512_256));
  private static final IkeXform GCM =
      xform(List.of(EncrChoice.of(EncrId.AES_GCM_16, 256)), List.of());

  private static IkeXform xform(List<EncrChoice> encr, List<IntegId> integ) {
    return new IkeXform(
        encr,
        integ,
        List.of(PrfId.HMAC_SHA2_256),
        List.of(GroupId.CURVE25519, GroupId.ECP_256),
        Duration.ofHours(1));
  }

  private static PeerRule rule(IkeXform... xforms) {
    AddressRange any = AddressRange.of(InetAddress.ofLiteral("192.0.2.1"));
    return new PeerRule(
        "rule",
        List.of(any),
        List.of(any),
        Optional.empty(),
        List.of(),
        AuthChoice.PRESHARED,
        AuthChoice.PRESHARED,
        List.of(xforms),
        List.of(),
        ChildLifetime.DEFAULT);
  }

  private static Proposal proposal(int number, Transform... transforms) {
    return new Proposal(number, ProtocolId.IKE, Bytes.EMPTY, List.of(transforms));
  }

  private static Choice choose(PeerRule rule, Proposal... offered) {
    return IkeProposals.choose(new SaPayload(List.of(offered)), List.of(rule), new JdkCrypto());
  }

  private static Proposal chosen(PeerRule rule, Proposal... offered) {
    return ((Choice.Chosen) choose(rule, offered)).answer();
  }

  private static void assertNoneFits(Proposal... offered) {
    assertThat(choose(rule(CBC, GCM), offered)).isInstanceOf(Choice.NoneFits.class);
  }

  @Test
  @Tag("R7296-2.7-1")
  @Tag("R7296-3.3.6-3")
  void picksOneTransformOfEachTypeByOurOrder() {
    Proposal offered =
        proposal(
            1,
            Transform.encr(EncrId.AES_CBC, 128),
            AES,
            PRF,
            Transform.prf(PrfId.HMAC_SHA2_512),
            Transform.integ(IntegId.HMAC_SHA2_512_256),
            SHA,
            Transform.ke(GroupId.ECP_256),
            X25519);
    assertThat(chosen(rule(CBC), offered)).isEqualTo(proposal(1, AES, PRF, SHA, X25519));
  }

  @Test
  @Tag("R7296-3.3-1")
  void answersWithTheNumberOfTheProposalThatWasPicked() {
    Proposal foreign = proposal(1, Transform.encr(EncrId.TRIPLE_DES), PRF, SHA, X25519);
    assertThat(chosen(rule(CBC), foreign, proposal(2, AES, PRF, SHA, X25519)).number())
        .isEqualTo(2);
  }

  @Test
  @Tag("R7296-3.3-1")
  @Tag("R7296-2.7-2")
  void offersOneProposalForEachTransformNumberedFromOne() {
    List<Proposal> offered = IkeProposals.offer(List.of(GCM, CBC), Bytes.EMPTY);
    assertThat(offered).extracting(Proposal::number).containsExactly(1, 2);
    assertThat(offered.getFirst().of(TransformType.INTEG)).isEmpty();
    assertThat(offered.getLast().of(TransformType.INTEG)).hasSize(2);
    assertThat(offered)
        .allSatisfy(p ->
            assertThat(p.of(TransformType.ENCR))
                .extracting(t -> t.id() == EncrId.AES_GCM_16.code())
                .containsOnly(p.number() == 1));
  }

  @Test
  @Tag("R7296-2.7-2")
  void takesCombinedModeCiphersWithoutIntegrityAndWithNone() {
    Transform gcm = Transform.encr(EncrId.AES_GCM_16, 256);
    Transform none = Transform.integ(IntegId.NONE);
    Proposal without = proposal(1, gcm, PRF, X25519);
    Proposal with = proposal(1, gcm, PRF, none, X25519);
    assertThat(chosen(rule(GCM), without)).isEqualTo(without);
    assertThat(chosen(rule(GCM), with)).isEqualTo(with);
    assertNoneFits(proposal(1, gcm, PRF, SHA, X25519));
  }

  @Test
  @Tag("R7296-3.3.6-2")
  @Tag("R7296-3.3.2-2")
  void aProposalThatLacksATypeOrHasAnUnknownOneIsNotTaken() {
    List<Transform> whole = List.of(AES, PRF, SHA, X25519);
    for (Transform left : whole) {
      List<Transform> fewer = new ArrayList<>(whole);
      fewer.remove(left);
      assertNoneFits(proposal(1, fewer.toArray(Transform[]::new)));
    }
    Transform unknown = Transform.of(new TransformType(241), 1);
    assertNoneFits(proposal(1, AES, PRF, SHA, X25519, unknown));
    assertNoneFits(proposal(1, AES, PRF, SHA, Transform.ke(GroupId.NONE)));
    assertThat(
            chosen(
                    rule(CBC),
                    proposal(1, AES, PRF, SHA, X25519, unknown),
                    proposal(2, AES, PRF, SHA, X25519))
                .number())
        .isEqualTo(2);
  }

  @Test
  @Tag("R7296-3.3.6-2")
  void anUnknownTransformOrAttributeCostsThatTransformOnly() {
    Transform unknown = Transform.of(TransformType.ENCR, 4711);
    Transform odd =
        new Transform(
            TransformType.ENCR,
            EncrId.AES_CBC.code(),
            List.of(new Attribute.Short(14, 256), new Attribute.Short(99, 1)));
    Proposal picked = chosen(rule(CBC), proposal(1, unknown, odd, AES, PRF, SHA, X25519));
    assertThat(picked.of(TransformType.ENCR)).containsExactly(AES);
    assertNoneFits(proposal(1, unknown, PRF, SHA, X25519));
    assertNoneFits(proposal(1, odd, PRF, SHA, X25519));
  }

  @Test
  @Tag("R7296-3.3.5-1")
  void aCipherOfSeveralLengthsNeedsOneAndOthersMustHaveNone() {
    Transform bare = Transform.encr(EncrId.AES_CBC);
    assertNoneFits(proposal(1, bare, PRF, SHA, X25519));
    IkeXform fixed = xform(List.of(EncrChoice.of(EncrId.TRIPLE_DES)), CBC.integ());
    Proposal long3des = proposal(1, Transform.encr(EncrId.TRIPLE_DES, 192), PRF, SHA, X25519);
    assertThat(choose(rule(fixed), long3des)).isInstanceOf(Choice.NoneFits.class);
    Transform longPrf =
        new Transform(
            TransformType.PRF, PrfId.HMAC_SHA2_256.code(), List.of(new Attribute.Short(14, 256)));
    assertNoneFits(proposal(1, AES, longPrf, SHA, X25519));
  }

  @Test
  @Tag("R7296-3.3.4-1")
  void whatTheRuleDoesNotNameIsNotTaken() {
    assertNoneFits(proposal(1, Transform.encr(EncrId.AES_CBC, 192), PRF, SHA, X25519));
    assertNoneFits(proposal(1, AES, Transform.prf(PrfId.HMAC_SHA2_384), SHA, X25519));
    assertNoneFits(proposal(1, AES, PRF, Transform.integ(IntegId.HMAC_SHA1_96), X25519));
    assertNoneFits(proposal(1, AES, PRF, SHA, Transform.ke(GroupId.MODP_2048)));
  }
}
