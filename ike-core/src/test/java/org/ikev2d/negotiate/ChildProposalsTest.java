package org.ikev2d.negotiate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ikev2d.negotiate.ChildProposals.Choice;
import org.ikev2d.payload.Proposal;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.payload.Transform;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.port.KernelAlgorithms;
import org.ikev2d.port.Protection;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.ProtocolId;
import org.ikev2d.wire.SnId;
import org.ikev2d.wire.TransformType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ChildProposalsTest {
  private static final Bytes SPI = Bytes.ofInt(0x1234_5678);
  private static final Transform AES = Transform.encr(EncrId.AES_CBC, 256);
  private static final Transform SHA = Transform.integ(IntegId.HMAC_SHA2_256_128);
  private static final Transform X25519 = Transform.ke(GroupId.CURVE25519);
  private static final Transform ESN = Transform.sn(SnId.ESN);
  private static final Transform NO_ESN = Transform.sn(SnId.NO_ESN);
  private static final List<Protection> ALTERNATIVES =
      List.of(
          new Protection(
              ProtocolId.ESP,
              List.of(EncrChoice.of(EncrId.AES_CBC, 256)),
              List.of(IntegId.HMAC_SHA2_256_128)));

  private static ChildProposals kernel(boolean esn) {
    return new ChildProposals(
        new KernelAlgorithms(
            Map.of(EncrId.AES_CBC, Set.of(128, 256)), Set.of(IntegId.HMAC_SHA2_256_128), esn));
  }

  private static Proposal proposal(Transform... transforms) {
    return new Proposal(1, ProtocolId.ESP, SPI, List.of(transforms));
  }

  private static Choice choose(boolean initial, List<GroupId> groups, Proposal offered) {
    return kernel(true)
        .choose(
            new SaPayload(List.of(offered)),
            ALTERNATIVES,
            "policy",
            ChildProposals.Exchanges.of(groups),
            initial);
  }

  private static Proposal chosen(boolean initial, List<GroupId> groups, Transform... offered) {
    return ((Choice.Chosen) choose(initial, groups, proposal(offered))).answer();
  }

  @Test
  @Tag("R7296-3.3.2-1")
  @Tag("R9827-3-1")
  void offersSequenceNumbersAsTheKernelHasThem() {
    assertThat(sn(kernel(true))).containsExactly(ESN, NO_ESN);
    assertThat(sn(kernel(false))).containsExactly(NO_ESN);
  }

  private static List<Transform> sn(ChildProposals proposals) {
    return proposals.offer(ALTERNATIVES, SPI, List.of()).getFirst().of(TransformType.SN);
  }

  @Test
  @Tag("R9827-3-1")
  void prefersExtendedSequenceNumbersAndTakesPlainOnes() {
    List<GroupId> none = List.of(GroupId.NONE);
    assertThat(chosen(true, none, AES, SHA, NO_ESN, ESN)).isEqualTo(proposal(AES, SHA, ESN));
    assertThat(chosen(true, none, AES, SHA, NO_ESN)).isEqualTo(proposal(AES, SHA, NO_ESN));
  }

  @Test
  @Tag("R7296-3.3.2-1")
  void aProposalThatDoesNotSpeakOfSequenceNumbersMeansPlainOnes() {
    Choice choice = choose(true, List.of(GroupId.NONE), proposal(AES, SHA));
    assertThat(((Choice.Chosen) choice).algorithms().esn()).isFalse();
  }

  @Test
  @Tag("R7296-1.2-4")
  void inTheFirstExchangeNoKeyExchangeIsOfferedAndAnyIsIgnored() {
    assertThat(kernel(true).offer(ALTERNATIVES, SPI, List.of()).getFirst().of(TransformType.KE))
        .isEmpty();
    assertThat(chosen(true, List.of(GroupId.CURVE25519), AES, SHA, X25519, NO_ESN))
        .isEqualTo(proposal(AES, SHA, NO_ESN));
  }

  @Test
  @Tag("R7296-1.3-1")
  void laterTheGroupIsOneThatBothWant() {
    List<GroupId> wanted = List.of(GroupId.CURVE25519);
    assertThat(chosen(false, wanted, AES, SHA, X25519, NO_ESN))
        .isEqualTo(proposal(AES, SHA, X25519, NO_ESN));
    assertThat(choose(false, wanted, proposal(AES, SHA, NO_ESN)))
        .isInstanceOf(Choice.NoneFits.class);
    assertThat(choose(false, wanted, proposal(AES, SHA, Transform.ke(GroupId.NONE), NO_ESN)))
        .isInstanceOf(Choice.NoneFits.class);
  }

  @Test
  @Tag("R8221-5-1")
  @Tag("R7296-3.3.4-1")
  void whatPolicyDoesNotNameOrLeavesPacketsUnprotectedIsNotTaken() {
    List<GroupId> none = List.of(GroupId.NONE);
    for (Proposal offered :
        List.of(
            proposal(AES, NO_ESN),
            proposal(AES, Transform.integ(IntegId.NONE), NO_ESN),
            proposal(Transform.encr(EncrId.NULL), Transform.integ(IntegId.NONE), NO_ESN),
            proposal(Transform.encr(EncrId.AES_CBC, 128), SHA, NO_ESN),
            proposal(SHA, NO_ESN))) {
      assertThat(choose(true, none, offered)).isInstanceOf(Choice.NoneFits.class);
    }
  }

  @Test
  @Tag("R7296-3.3.6-2")
  void anUnknownTypeSpoilsTheProposal() {
    Transform unknown = Transform.of(new TransformType(241), 1);
    assertThat(choose(true, List.of(GroupId.NONE), proposal(AES, SHA, NO_ESN, unknown)))
        .isInstanceOf(Choice.NoneFits.class);
  }
}
