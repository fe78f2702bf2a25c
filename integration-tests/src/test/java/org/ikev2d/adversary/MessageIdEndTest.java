package org.ikev2d.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.ikev2d.payload.DeletePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.Extensions;
import org.ikev2d.sa.Outbound;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.ProtocolId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A cluster that moves the message IDs on until none are left (RFC 6311). */
class MessageIdEndTest {
  private static final int JUMP = 1 << 20;

  private final Scene scene =
      new Scene(
          EndpointSettings.DEFAULT.withExtensions(Extensions.DEFAULT.withMessageIdSync(true)));
  private final Session session = scene.initiator().open();

  MessageIdEndTest() {
    List<Payload> all = new ArrayList<>(session.proof(Scene.ADVERSARY, Scene.KEY));
    all.addAll(Session.child(Scene.ADVERSARY, Scene.VICTIM, Scene.SPI));
    all.add(NotifyPayload.of(NotifyType.IKEV2_MESSAGE_ID_SYNC_SUPPORTED));
    session.ask(ExchangeType.IKE_AUTH, 1, all);
  }

  private List<Message> sync(int id) {
    Bytes data = Bytes.concat(Bytes.ofInt(id), Bytes.ofInt(id), Bytes.ofInt(id));
    return session.ask(
        ExchangeType.INFORMATIONAL,
        0,
        List.of(NotifyPayload.of(NotifyType.IKEV2_MESSAGE_ID_SYNC, data)));
  }

  /** Both sides go on from there. */
  private void moveTo(int id) {
    for (int at = JUMP; at - id < 0 && at > 0; at += JUMP) {
      assertThat(sync(at)).as("0x%08x", at).hasSize(1);
    }
    assertThat(sync(id)).hasSize(1);
  }

  private void rekeyChild() {
    scene
        .victim
        .endpoint()
        .rekeyChild(scene.victim.ikeSas().getFirst().sa().children().all().getFirst().inbound());
  }

  private List<Message> refuse(int id) {
    return session.answer(
        ExchangeType.CREATE_CHILD_SA, id, List.of(NotifyPayload.of(NotifyType.NO_ADDITIONAL_SAS)));
  }

  @Test
  @Tag("R7296-2.2-4")
  void theIkeSaIsReplacedLongBeforeTheEnd() {
    int id = Outbound.REPLACED_FROM;
    moveTo(id);
    rekeyChild();
    session.receive();
    List<Message> next = refuse(id);
    assertThat(next).hasSize(1);
    assertThat(next.getFirst().header().messageId()).isEqualTo(id + 1);
    assertThat(next.getFirst().first(SaPayload.class).orElseThrow().proposals())
        .allMatch(p -> p.protocol().equals(ProtocolId.IKE));
    scene.assertUnharmed();
  }

  @Test
  @Tag("R7296-2.2-4")
  void itEndsIfNobodyReplacesIt() {
    int id = Outbound.LAST - 1;
    moveTo(id);
    rekeyChild();
    session.receive();
    List<Message> next = refuse(id);
    assertThat(next).hasSize(1);
    assertThat(next.getFirst().payloads()).containsExactly(DeletePayload.ikeSa());
    session.answer(ExchangeType.INFORMATIONAL, id + 1, List.of());
    scene.assertForgotten();
  }

  @Test
  @Tag("R7296-2.2-4")
  void nothingIsTakenBeyondTheEnd() {
    moveTo(Outbound.LAST);
    for (int id : new int[] {Outbound.LAST + 1, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
      assertThat(sync(id)).as("0x%08x", id).isEmpty();
    }
    assertThat(session.ask(ExchangeType.INFORMATIONAL, Outbound.LAST, List.of())).hasSize(1);
    assertThat(session.ask(ExchangeType.INFORMATIONAL, Integer.MIN_VALUE, List.of())).isEmpty();
    scene.assertUnharmed();
  }
}
