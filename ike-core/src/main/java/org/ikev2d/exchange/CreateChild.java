package org.ikev2d.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.sa.ChildDraft;
import org.ikev2d.sa.ChildRequest;
import org.ikev2d.sa.IkeSaState.Established;
import org.ikev2d.sa.Keyed;
import org.ikev2d.sa.Outbound.Pending;
import org.ikev2d.sa.Purpose;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.NotifyType;

/** CREATE_CHILD_SA (RFC 7296 section 1.3). */
final class CreateChild {
  private CreateChild() {}

  static void start(Turn turn, Established established, ChildRequest request) {
    Optional<ChildDraft> draft = ChildProposer.propose(turn, request, ChildProposer.NO_GROUP);
    if (draft.isEmpty()) {
      return;
    }
    Bytes nonce = InitInitiator.nonce(turn);
    List<Payload> payloads = new ArrayList<>();
    payloads.add(new SaPayload(draft.get().offered()));
    payloads.add(new NoncePayload(nonce));
    payloads.addAll(ChildProposer.selectors(draft.get()));
    Requests.send(
        turn,
        established.keyed(),
        ExchangeType.CREATE_CHILD_SA,
        payloads,
        new Purpose.CreateChild(draft.get(), nonce, Optional.empty()));
  }

  static void answered(
      Turn turn, Keyed keyed, Pending pending, Purpose.CreateChild purpose, Message message) {
    Bytes peerNonce =
        message.first(NoncePayload.class).map(NoncePayload::nonce).orElse(Bytes.EMPTY);
    ChildProposer.answered(
        turn, keyed, purpose.draft(), message, purpose.nonce(), peerNonce, Optional.empty());
  }

  /** We take part in no CREATE_CHILD_SA that the peer starts. */
  static void request(Turn turn, Keyed keyed, Message message) {
    Requests.respond(
        turn,
        keyed,
        ExchangeType.CREATE_CHILD_SA,
        message.header().messageId(),
        List.of(NotifyPayload.of(NotifyType.NO_ADDITIONAL_SAS)));
  }
}
