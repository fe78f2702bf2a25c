package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.ikev2d.payload.DeletePayload;
import org.ikev2d.payload.KePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.payload.Transform;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.ProtocolId;
import org.ikev2d.wire.TransformType;

/** A message on the wire, which waits until the test lets it arrive. */
final class Letter {
  private final SimNetwork network;
  private final SimNetwork.Packet packet;
  private final Message message;

  /**
   * @param message as the receiver reads it; without payloads if there is no receiver
   */
  Letter(SimNetwork network, SimNetwork.Packet packet, Message message) {
    this.network = network;
    this.packet = packet;
    this.message = message;
  }

  SimNetwork.Packet packet() {
    return packet;
  }

  Message message() {
    return message;
  }

  /** It comes to its receiver, who does at once what it has to. */
  void arrives() {
    network.arrive(packet);
  }

  /** Whether it proposes an SA with that SPI. */
  boolean offers(ChildSpi spi) {
    return message
        .first(SaPayload.class)
        .map(sa -> sa.proposals().stream().anyMatch(p -> p.spi().equals(spi.toBytes())))
        .orElse(false);
  }

  /** Whether that IKE SA protects it. */
  boolean isWithin(IkeSa sa) {
    return message.header().initiatorSpi().equals(sa.initiatorSpi());
  }

  /** Never arrives. */
  void isLost() {
    // There is nothing to be done; the word is for the reader.
  }

  Letter says(NotifyType type) {
    assertThat(message.payloads())
        .as("only %s", type)
        .singleElement()
        .isInstanceOfSatisfying(NotifyPayload.class, n -> assertThat(n.kind()).isEqualTo(type));
    return this;
  }

  /** It refuses the group that was tried, and names the one that it wants (section 1.3). */
  Letter asksFor(GroupId group) {
    says(NotifyType.INVALID_KE_PAYLOAD);
    assertThat(message.all(NotifyPayload.class).map(NotifyPayload::data))
        .containsExactly(Bytes.ofShort(group.code()));
    return this;
  }

  /** Its key exchange is of that group. */
  Letter beginsWith(GroupId group) {
    assertThat(message.first(KePayload.class).map(KePayload::group)).contains(group);
    return this;
  }

  /** Each of its proposals has just those groups, in that order. */
  Letter offers(GroupId... groups) {
    Integer[] codes = Stream.of(groups).map(GroupId::code).toArray(Integer[]::new);
    assertThat(message.first(SaPayload.class).orElseThrow().proposals())
        .isNotEmpty()
        .allSatisfy(p ->
            assertThat(p.of(TransformType.KE)).extracting(Transform::id).containsExactly(codes));
    return this;
  }

  Letter isEmpty() {
    assertThat(message.payloads()).isEmpty();
    return this;
  }

  /** It holds what makes an SA. */
  Letter agrees() {
    assertThat(message.first(SaPayload.class)).isPresent();
    return this;
  }

  /** It names what the next IKE_FOLLOWUP_KE exchange goes on with (RFC 9370 section 2.2.4). */
  Letter makesGoOn() {
    assertThat(message.hasNotify(NotifyType.ADDITIONAL_KEY_EXCHANGE)).isTrue();
    return this;
  }

  /** An answer with a value, after which no key exchange follows. */
  Letter concludes() {
    assertThat(message.first(KePayload.class)).isPresent();
    assertThat(message.hasNotify(NotifyType.ADDITIONAL_KEY_EXCHANGE)).isFalse();
    return this;
  }

  /** A Delete for the half of that CHILD SA that its sender receives on, and nothing else. */
  Letter deletes(ChildSa child) {
    assertThat(message.payloads()).hasSize(1);
    assertThat(deletedSpis()).containsExactly(child.spi());
    return this;
  }

  Letter deletesTheIkeSa() {
    assertThat(message.all(DeletePayload.class).map(DeletePayload::protocol))
        .containsExactly(ProtocolId.IKE);
    return this;
  }

  private List<ChildSpi> deletedSpis() {
    return message.all(DeletePayload.class).flatMap(d -> spis(d)).toList();
  }

  private static Stream<ChildSpi> spis(DeletePayload delete) {
    return delete.spis().stream();
  }

  @Override
  public String toString() {
    return message.header().exchange()
        + (message.header().response() ? " answer " : " request ")
        + message.payloads().stream().map(Payload::type).toList();
  }
}
