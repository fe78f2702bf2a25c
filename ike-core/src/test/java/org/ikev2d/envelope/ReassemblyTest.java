package org.ikev2d.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.envelope.EnvelopeTest.CODEC;
import static org.ikev2d.envelope.EnvelopeTest.GCM;
import static org.ikev2d.envelope.EnvelopeTest.RANDOM;
import static org.ikev2d.envelope.EnvelopeTest.header;
import static org.ikev2d.envelope.EnvelopeTest.initiator;
import static org.ikev2d.envelope.EnvelopeTest.keys;
import static org.ikev2d.envelope.EnvelopeTest.large;
import static org.ikev2d.envelope.EnvelopeTest.open;
import static org.ikev2d.envelope.EnvelopeTest.request;
import static org.ikev2d.envelope.EnvelopeTest.responder;
import static org.ikev2d.envelope.EnvelopeTest.whole;

import java.util.List;
import org.ikev2d.envelope.Opened.FragmentPending;
import org.ikev2d.envelope.Opened.NotAuthentic;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ReassemblyTest {
  @Tag("R7383-2.6-2")
  @Test
  void aNewDivisionIntoMoreFragmentsReplacesTheOldOne() {
    try (Envelope one = initiator(GCM);
        Envelope other = responder(GCM)) {
      List<Bytes> coarse = one.sealFragments(request(1), large(1500), 1252, RANDOM);
      List<Bytes> fine = one.sealFragments(request(1), large(1500), 548, RANDOM);
      assertThat(open(other, coarse.get(0))).isEqualTo(new FragmentPending(1, 2));
      assertThat(open(other, fine.get(1))).isEqualTo(new FragmentPending(1, fine.size()));
      assertThat(open(other, coarse.get(1)))
          .as("a straggler of the old division")
          .isEqualTo(new FragmentPending(1, fine.size()));
      open(other, fine.get(0));
      open(other, fine.get(2));
      assertThat(open(other, fine.get(3))).isEqualTo(whole(large(1500)));
    }
  }

  @Tag("R7383-2.4-1")
  @Test
  void messagesOfOneWindowDoNotDisturbEachOther() {
    try (Envelope one = initiator(GCM);
        Envelope other = responder(GCM)) {
      List<Bytes> first = one.sealFragments(request(1), large(1500), 1252, RANDOM);
      List<Bytes> second = one.sealFragments(request(2), large(1501), 1252, RANDOM);
      assertThat(open(other, second.get(1))).isEqualTo(new FragmentPending(1, 2));
      assertThat(open(other, first.get(0))).isEqualTo(new FragmentPending(1, 2));
      assertThat(open(other, second.get(0))).isEqualTo(whole(large(1501)));
      assertThat(open(other, first.get(1))).isEqualTo(whole(large(1500)));
      assertThat(other.fragmentOctets()).isZero();
    }
  }

  @Tag("R7383-2.7-1")
  @Test
  void allMessagesTogetherKeepToTheLimitAndTheEarliestComesThrough() {
    FragmentLimits limits = new FragmentLimits(8, 2500);
    try (Envelope one = initiator(GCM);
        Envelope other = Envelope.of(GCM, keys(GCM), false, CODEC, limits)) {
      List<Bytes> first = one.sealFragments(request(1), large(2300), 1252, RANDOM);
      List<Bytes> second = one.sealFragments(request(2), large(2300), 1252, RANDOM);
      List<Bytes> third = one.sealFragments(request(3), large(2300), 1252, RANDOM);
      assertThat(open(other, second.get(0))).isEqualTo(new FragmentPending(1, 2));
      assertThat(open(other, third.get(0))).isEqualTo(new FragmentPending(1, 2));
      // No room is left: the last message gives way to the first.
      assertThat(open(other, first.get(0))).isEqualTo(new FragmentPending(1, 2));
      assertThat(other.fragmentOctets()).isBetween(2000, 2500);
      assertThat(((NotAuthentic) open(other, third.get(1))).why()).contains("no room");
      assertThat(open(other, first.get(1))).isEqualTo(whole(large(2300)));
      assertThat(other.fragmentOctets()).isLessThanOrEqualTo(1250);
      open(other, second.get(0));
      assertThat(open(other, second.get(1))).isEqualTo(whole(large(2300)));
      open(other, third.get(1));
      assertThat(open(other, third.get(0))).isEqualTo(whole(large(2300)));
      assertThat(other.fragmentOctets()).isZero();
    }
  }

  @Test
  void fragmentsThatTheirSenderHasGivenUpAreForgotten() {
    try (Envelope one = initiator(GCM);
        Envelope other = responder(GCM)) {
      List<Bytes> fragments = one.sealFragments(request(1), large(1500), 1252, RANDOM);
      open(other, fragments.get(0));
      assertThat(other.fragmentOctets()).isPositive();
      other.forgetFragments();
      assertThat(other.fragmentOctets()).isZero();
      assertThat(open(other, fragments.get(1))).isEqualTo(new FragmentPending(1, 2));
    }
  }

  @Test
  void requestsAndResponsesOfOneMessageIdAreKeptApart() {
    try (Envelope one = initiator(GCM);
        Envelope other = responder(GCM)) {
      List<Bytes> asked = one.sealFragments(header(1, false), large(1500), 1252, RANDOM);
      List<Bytes> answered = one.sealFragments(header(1, true), large(1400), 1252, RANDOM);
      open(other, asked.get(0));
      assertThat(open(other, answered.get(1))).isEqualTo(new FragmentPending(1, 2));
      assertThat(open(other, asked.get(1))).isEqualTo(whole(large(1500)));
      assertThat(open(other, answered.get(0))).isEqualTo(whole(large(1400)));
    }
  }

  @Tag("R7383-2.6-3")
  @Test
  void theUnfragmentedMessageMakesItsFragmentsVoid() {
    try (Envelope one = initiator(GCM);
        Envelope other = responder(GCM)) {
      List<Bytes> fragments = one.sealFragments(request(1), large(1500), 1252, RANDOM);
      open(other, fragments.get(0));
      assertThat(open(other, one.seal(request(1), large(1500), RANDOM)))
          .isEqualTo(whole(large(1500)));
      assertThat(open(other, fragments.get(1))).isEqualTo(new FragmentPending(1, 2));
    }
  }

  @Tag("R7383-2.6-1")
  @Test
  void aForgedFragmentChangesNothing() {
    try (Envelope one = initiator(GCM);
        Envelope other = responder(GCM)) {
      List<Bytes> fragments = one.sealFragments(request(1), large(1500), 1252, RANDOM);
      open(other, fragments.get(0));
      byte[] forged = fragments.get(1).toArray();
      forged[35] = 9; // Total Fragments: nine instead of two
      assertThat(open(other, Bytes.wrap(forged))).isInstanceOf(NotAuthentic.class);
      assertThat(open(other, fragments.get(1))).isEqualTo(whole(large(1500)));
    }
  }

  @Tag("R7383-2.7-1")
  @Test
  void fragmentsBeyondTheLimitsAreDroppedUnread() {
    FragmentLimits limits = new FragmentLimits(3, 2500);
    try (Envelope one = initiator(GCM);
        Envelope other = Envelope.of(GCM, keys(GCM), false, CODEC, limits)) {
      List<Bytes> tooMany = one.sealFragments(request(1), large(2000), 548, RANDOM);
      assertThat(tooMany).hasSize(5);
      assertThat(((NotAuthentic) open(other, tooMany.getFirst())).why()).contains("limit is 3");
      List<Bytes> tooLarge = one.sealFragments(request(1), large(3000), 1252, RANDOM);
      assertThat(open(other, tooLarge.get(0))).isEqualTo(new FragmentPending(1, 3));
      assertThat(open(other, tooLarge.get(1))).isEqualTo(new FragmentPending(2, 3));
      assertThat(((NotAuthentic) open(other, tooLarge.get(2))).why()).contains("limit is 2500");
    }
  }
}
