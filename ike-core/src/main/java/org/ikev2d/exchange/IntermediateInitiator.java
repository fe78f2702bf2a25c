package org.ikev2d.exchange;

import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.IntAuth;
import org.ikev2d.crypto.KeyExchangeMethod.Agreement;
import org.ikev2d.crypto.KeyExchangeMethod.Initiation;
import org.ikev2d.envelope.Opened;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.payload.KePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.sa.IkeSaState.InitSent;
import org.ikev2d.sa.IkeSaState.IntermediateSent;
import org.ikev2d.sa.Keyed;
import org.ikev2d.sa.Purpose;
import org.ikev2d.sa.Transcript;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.GroupId;

/** IKE_INTERMEDIATE as initiator: one additional key exchange each (RFC 9370 section 2.2.2). */
final class IntermediateInitiator {
  private IntermediateInitiator() {}

  /** Goes on after IKE_SA_INIT or an IKE_INTERMEDIATE exchange, with the next one or IKE_AUTH. */
  static void proceed(Turn turn, InitSent origin, Keying.Result keys) {
    Keyed keyed = keys.keyed();
    Optional<GroupId> next = Intermediate.next(turn, keyed.suite());
    if (next.isEmpty() && IntermediateQuestions.isDue(turn)) {
      IntermediateQuestions.ask(turn, origin, keys);
      return;
    }
    if (next.isEmpty()) {
      Optional<Refusal> missing = Ppk.missing(turn, origin.rule());
      if (missing.isPresent()) {
        IntermediateSent state = new IntermediateSent(origin, keyed, keys.transcript());
        turn.become(state);
        fail(turn, state, missing.get());
      } else {
        AuthInitiator.start(turn, origin, Ppk.mixed(turn, origin.rule(), keys));
      }
      return;
    }
    GroupId group = next.get();
    Initiation own =
        turn.context().crypto().keyExchange(group).orElseThrow().initiate(turn.context().random());
    List<Payload> payloads = List.of(new KePayload(group, own.publicValue()));
    int id = turn.sa().outbound().nextId();
    MessageHeader header = Requests.header(turn.sa(), ExchangeType.IKE_INTERMEDIATE, false, id);
    Bytes octets = keyed.envelope().intAuthOctets(header, payloads);
    Intermediate.Progress progress = Intermediate.progress(turn);
    IntAuth authenticated =
        progress.authenticated().withRequest(keyed.prf(), keys.transcript().ownSkP(), octets);
    turn.learn(new Intermediate.Progress(progress.done(), authenticated));
    turn.become(new IntermediateSent(origin, keyed, keys.transcript()));
    Requests.send(
        turn, keyed, ExchangeType.IKE_INTERMEDIATE, payloads, new Purpose.Intermediate(group, own));
  }

  /**
   * Reads an answer.
   *
   * @param outer the message as it came
   * @param opened what was inside
   */
  static void response(
      Turn turn,
      IntermediateSent sent,
      Purpose.Intermediate purpose,
      Message outer,
      Opened.Payloads opened) {
    Message message = new Message(outer.header(), opened.payloads());
    Optional<NotifyPayload> error = message.firstError();
    Optional<KePayload> ke = message.first(KePayload.class);
    GroupId group = purpose.group();
    if (error.isPresent()) {
      fail(turn, sent, refusedByPeer(sent, group, error.get()));
    } else if (ke.isEmpty() || !ke.get().group().equals(group)) {
      fail(turn, sent, Intermediate.bad("KE", "a value of " + group + " is needed"));
    } else {
      switch (purpose.keyExchange().finish(ke.get().data())) {
        case Agreement.Invalid invalid ->
            fail(turn, sent, Intermediate.bad("KE " + group, invalid.reason()));
        case Agreement.Agreed agreed -> agreed(turn, sent, outer, opened, agreed);
      }
    }
    purpose.keyExchange().close();
  }

  private static void agreed(
      Turn turn,
      IntermediateSent sent,
      Message outer,
      Opened.Payloads opened,
      Agreement.Agreed agreed) {
    Keyed keyed = sent.keyed();
    Transcript transcript = sent.transcript();
    Intermediate.Progress before = Intermediate.progress(turn);
    Bytes octets = keyed.envelope().intAuthOctets(outer, opened);
    IntAuth authenticated =
        before.authenticated().withResponse(keyed.prf(), transcript.peerSkP(), octets);
    turn.learn(new Intermediate.Progress(before.done() + 1, authenticated));
    MethodAnnouncement.readIntermediate(turn, new Message(outer.header(), opened.payloads()));
    Bytes signed = authenticated.signedOctets(turn.sa().outbound().nextId());
    Keying.Result next = Keying.update(turn, keyed, transcript, agreed.shared(), signed);
    transcript.close();
    keyed.close();
    proceed(turn, sent.origin(), next);
  }

  /** Gives up before authentication. */
  static void fail(Turn turn, IntermediateSent sent, Refusal refusal) {
    sent.origin().child().ifPresent(c -> turn.report(c.command(), Optional.of(refusal)));
    // One that is given up before its answer has come.
    turn.sa().outbound().pending().forEach(p -> close(p.purpose()));
    turn.emit(IkeEvent.warn("ike.failed").with("reason", refusal.reason()).with(refusal.facts()));
    turn.retire(refusal.reason(), Optional.of(refusal));
  }

  private static void close(Purpose purpose) {
    if (purpose instanceof Purpose.Intermediate intermediate) {
      intermediate.keyExchange().close();
    }
  }

  private static Refusal refusedByPeer(IntermediateSent sent, GroupId group, NotifyPayload error) {
    return new Refusal.RefusedByPeer(
        sent.origin().rule().label(), "IKE_INTERMEDIATE", error.kind(), "key exchange " + group);
  }
}
