package org.ikev2d.exchange;

import java.util.Optional;
import org.ikev2d.envelope.Envelope;
import org.ikev2d.payload.EncryptedFragmentPayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.payload.Payload;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.IkeSaState;
import org.ikev2d.sa.Inbound;
import org.ikev2d.sa.SaEvent;

/**
 * Turns away protected messages that cannot be news, before they cost anything or touch what is
 * being reassembled (RFC 7296 sections 2.1 to 2.3, RFC 7383 section 2.6).
 */
final class Freshness {
  private Freshness() {}

  /**
   * Repeats our answer if the request was answered before.
   *
   * @return why the message goes no further; empty if it is to be opened
   */
  static Optional<String> screen(
      Turn turn, SaEvent.Received event, Envelope envelope, Message outer) {
    Payload sealed = outer.payloads().getLast();
    if (sealed instanceof EncryptedFragmentPayload
        && !turn.traits().has(Fragmentation.Agreed.class)) {
      return Optional.of("a fragment, although fragmentation was not agreed on");
    }
    MessageHeader header = outer.header();
    int id = header.messageId();
    if (!header.response() && turn.sa().state() instanceof IkeSaState.Authenticating) {
      // The request that is being worked on, come again, or one that must wait for what comes of
      // it.
      return Optional.of("request while identities are being proved, message ID " + id);
    }
    if (header.response()) {
      return turn.sa().outbound().find(id).isPresent()
          ? Optional.empty()
          : Optional.of("answer to no request of ours, message ID " + id);
    }
    return switch (turn.sa().inbound().judge(id)) {
      case Inbound.Verdict.NEW -> Optional.empty();
      case Inbound.Verdict.OUTSIDE -> Optional.of("message ID " + id + " is outside the window");
      case Inbound.Verdict.REPEATED -> {
        // Of a request in fragments the first stands for all (RFC 7383 section 2.6.1).
        boolean stands = !(sealed instanceof EncryptedFragmentPayload f) || f.fragment() == 1;
        Envelope judge = Intermediate.earlier(turn, id).orElse(envelope);
        if (stands && judge.isAuthentic(event.datagram(), outer)) {
          PathMtu.answer(turn, id).ifPresent(a -> turn.effect(new Effect.Send(event.path(), a)));
        }
        yield Optional.of("message ID " + id + " was answered before");
      }
    };
  }
}
