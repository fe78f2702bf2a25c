package org.ikev2d.negotiate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ikev2d.payload.Proposal;
import org.ikev2d.payload.Transform;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.ProtocolId;
import org.ikev2d.wire.SnId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AnswerCheckTest {
  private static final Transform AES = Transform.encr(EncrId.AES_CBC, 256);
  private static final Transform AES_128 = Transform.encr(EncrId.AES_CBC, 128);
  private static final Transform SHA = Transform.integ(IntegId.HMAC_SHA2_256_128);
  private static final Transform NO_INTEG = Transform.integ(IntegId.NONE);
  private static final Transform X25519 = Transform.ke(GroupId.CURVE25519);
  private static final Transform NO_KE = Transform.ke(GroupId.NONE);
  private static final Transform ESN = Transform.sn(SnId.ESN);
  private static final Transform NO_ESN = Transform.sn(SnId.NO_ESN);

  private static Proposal proposal(Transform... transforms) {
    return new Proposal(1, ProtocolId.ESP, Bytes.ofInt(4096), List.of(transforms));
  }

  @Tag("R7296-2.7-1")
  @Tag("R7296-3.3.6-3")
  @Test
  void takesOneTransformOfEachType() {
    Proposal offer = proposal(AES, AES_128, SHA, X25519, ESN, NO_ESN);
    assertThat(AnswerCheck.isPickOf(proposal(AES_128, SHA, X25519, ESN), offer)).isTrue();
  }

  @Test
  void refusesAnAnswerWithoutTheIntegrityThatWasOffered() {
    Proposal offer = proposal(AES, SHA, NO_ESN);
    assertThat(AnswerCheck.isPickOf(proposal(AES, NO_ESN), offer)).isFalse();
    assertThat(AnswerCheck.isPickOf(proposal(AES, NO_INTEG, NO_ESN), offer)).isFalse();
  }

  @Tag("R7296-2.7-1")
  @Test
  void refusesAnAnswerWithoutTheKeyExchangeThatWasOffered() {
    Proposal offer = proposal(AES, SHA, X25519, NO_ESN);
    assertThat(AnswerCheck.isPickOf(proposal(AES, SHA, NO_ESN), offer)).isFalse();
    assertThat(AnswerCheck.isPickOf(proposal(AES, SHA, NO_KE, NO_ESN), offer)).isFalse();
  }

  @Tag("R7296-2.7-1")
  @Tag("R7296-3.3.6-3")
  @Test
  void refusesTwoOfOneTypeAndWhatWasNotOffered() {
    Proposal offer = proposal(AES, AES_128, SHA, NO_ESN);
    assertThat(AnswerCheck.isPickOf(proposal(AES, AES_128, SHA, NO_ESN), offer)).isFalse();
    assertThat(AnswerCheck.isPickOf(proposal(AES, SHA, X25519, NO_ESN), offer)).isFalse();
    assertThat(AnswerCheck.isPickOf(proposal(AES, SHA, ESN), offer)).isFalse();
  }

  @Tag("R7296-2.7-2")
  @Test
  void toleratesNoneWhereNothingWasOfferedAndPlainSequenceNumbersUnsaid() {
    assertThat(AnswerCheck.isPickOf(proposal(AES, SHA, NO_KE), proposal(AES, SHA, NO_ESN)))
        .isTrue();
    assertThat(AnswerCheck.isPickOf(proposal(AES), proposal(AES, NO_INTEG))).isTrue();
  }
}
