package org.ikev2d.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.ikev2d.payload.DeletePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.VendorIdPayload;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.NotifyType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A peer that sends its messages in pieces, and not all of them. */
class FragmentAttackTest {
  private static final ExchangeType INFORMATIONAL = ExchangeType.INFORMATIONAL;
  private static final int WINDOW = 8;
  private static final int MOST_KEPT = 40_000;

  private final Scene scene =
      new Scene(EndpointSettings.DEFAULT.withFragmentation(true, 1280).withWindow(WINDOW));
  private final Session session = established();

  private Session established() {
    Session opened =
        scene.initiator().open(NotifyPayload.of(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED));
    opened.authenticate(Scene.ADVERSARY, Scene.VICTIM, Scene.KEY, Scene.SPI);
    assertThat(scene.victim.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
    return opened;
  }

  private int kept() {
    return scene.victim.ikeSas().getFirst().sa().keyed().orElseThrow().envelope().fragmentOctets();
  }

  private List<Bytes> parts(int messageId, int octets) {
    List<Payload> inner = List.of(new VendorIdPayload(Bytes.wrap(new byte[octets])));
    return session.fragments(session.header(INFORMATIONAL, false, messageId), inner, 1200);
  }

  @Tag("R7383-2.7-1")
  @Test
  void messagesThatAreNeverCompletedTakeBoundedRoomForABoundedTime() {
    for (int id = 2 + WINDOW - 1; id >= 2; id--) {
      for (Bytes part : parts(id, 30_000).subList(1, 20)) {
        assertThat(session.send(part)).isEmpty();
        assertThat(kept()).isLessThanOrEqualTo(MOST_KEPT);
      }
    }
    assertThat(kept()).isPositive();
    scene.network.advance(Duration.ofSeconds(70));
    assertThat(kept()).isZero();
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Test
  void fragmentsOutsideOfTheWindowAreNotKept() {
    for (int id : new int[] {2 + WINDOW, 1000, -1, Integer.MAX_VALUE}) {
      assertThat(session.send(parts(id, 3000).getFirst())).isEmpty();
    }
    assertThat(kept()).isZero();
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Test
  void theFirstMessageOfTheWindowComesThroughHoweverFullItIs() {
    for (int id = 3; id < 2 + WINDOW; id++) {
      for (Bytes part : parts(id, 30_000).subList(1, 20)) {
        session.send(part);
      }
    }
    List<Bytes> first = parts(2, 30_000);
    first.subList(1, first.size()).forEach(part -> assertThat(session.send(part)).isEmpty());
    List<Message> answer = session.send(first.getFirst());
    assertThat(answer).hasSize(1);
    assertThat(answer.getFirst().header().messageId()).isEqualTo(2);
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Tag("R7383-2.6-3")
  @Test
  void aRequestIsCarriedOutOnceHoweverItIsDivided() {
    List<Payload> inner =
        List.of(DeletePayload.ikeSa(), new VendorIdPayload(Bytes.wrap(new byte[3000])));
    int answers = 0;
    for (int octets : new int[] {1400, 1200, 600}) {
      for (Bytes part : session.fragments(session.header(INFORMATIONAL, false, 2), inner, octets)) {
        answers += session.send(part).size();
      }
    }
    assertThat(answers).isPositive();
    assertThat(scene.victim.events("ike.closed")).hasSize(1);
    scene.assertForgotten();
  }

  @Tag("R7383-2.6.1-1")
  @Test
  void onlyTheFirstFragmentOfAnAnsweredRequestDrawsTheAnswerAgain() {
    List<Bytes> parts = parts(2, 3000);
    parts.forEach(session::send);
    assertThat(session.send(parts.get(0))).hasSize(1);
    assertThat(session.send(parts.get(1))).isEmpty();
    assertThat(session.send(parts.get(2))).isEmpty();
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }
}
