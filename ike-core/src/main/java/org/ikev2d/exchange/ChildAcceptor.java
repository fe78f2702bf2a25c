package org.ikev2d.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.Secret;
import org.ikev2d.negotiate.ChildProposals;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.payload.TsPayload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.SaId;
import org.ikev2d.sa.Keyed;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PayloadType;
import org.ikev2d.wire.ProtocolId;

/** The side of a CHILD SA negotiation that is asked (RFC 7296 sections 1.2, 1.3.1 and 2.9). */
final class ChildAcceptor {
  private ChildAcceptor() {}

  /** Nonces of the exchange that makes the CHILD SA. */
  record Nonces(Bytes peer, Bytes own) {}

  /**
   * Chooses, installs and answers; or answers with why not.
   *
   * @param initial whether this is IKE_AUTH
   * @return the payloads of the answer
   */
  static List<Payload> answer(
      Turn turn, Keyed keyed, PeerRule rule, Message request, Nonces nonces, boolean initial) {
    Optional<SaPayload> sa = request.first(SaPayload.class);
    Optional<TsPayload> tsi = selectors(request, PayloadType.TSI);
    Optional<TsPayload> tsr = selectors(request, PayloadType.TSR);
    if (sa.isEmpty() || tsi.isEmpty() || tsr.isEmpty()) {
      return refuse(
          turn,
          new Refusal.BadMessage(
              request.header().exchange().toString(),
              "SA, TSi, TSr",
              "each is needed",
              NotifyType.INVALID_SYNTAX));
    }
    boolean transport = request.hasNotify(NotifyType.USE_TRANSPORT_MODE);
    switch (PolicyMatch.find(turn, rule, tsr.get(), tsi.get(), transport)) {
      case PolicyMatch.Result.None none -> {
        return refuse(turn, none.refusal());
      }
      case PolicyMatch.Result.Found found -> {
        ChildProposals.Choice choice =
            turn.context()
                .childProposals()
                .choose(
                    sa.get(),
                    found.protect().alternatives(),
                    found.policy().name(),
                    List.of(),
                    initial);
        return switch (choice) {
          case ChildProposals.Choice.NoneFits none -> refuse(turn, none.refusal());
          case ChildProposals.Choice.Chosen chosen ->
              install(turn, keyed, found, chosen, nonces, Optional.empty());
        };
      }
    }
  }

  private static List<Payload> install(
      Turn turn,
      Keyed keyed,
      PolicyMatch.Result.Found found,
      ChildProposals.Choice.Chosen chosen,
      Nonces nonces,
      Optional<Secret> shared) {
    ProtocolId protocol = chosen.algorithms().protocol();
    IpsecMode mode = found.protect().mode();
    switch (ChildInstall.reserve(turn, protocol, mode, found.policy())) {
      case KernelAnswer.Refused<SaId> refused -> {
        return refuse(turn, ChildInstall.refusal(found.policy(), refused));
      }
      case KernelAnswer.Done<SaId> done -> {
        ChildSpi peerSpi = new ChildSpi(chosen.answer().spi().intAt(0));
        ChildInstall.install(
            turn,
            keyed,
            new ChildInstall.Agreed(
                found.policy(),
                mode,
                chosen.algorithms(),
                done.value().spi(),
                peerSpi,
                found.local(),
                found.remote(),
                nonces.own(),
                nonces.peer(),
                shared,
                false));
        List<Payload> answer = new ArrayList<>();
        answer.add(new SaPayload(List.of(chosen.answer().withSpi(done.value().spi().toBytes()))));
        answer.add(new TsPayload(PayloadType.TSI, List.copyOf(found.remote())));
        answer.add(new TsPayload(PayloadType.TSR, List.copyOf(found.local())));
        if (mode == IpsecMode.TRANSPORT) {
          answer.add(NotifyPayload.of(NotifyType.USE_TRANSPORT_MODE));
        }
        return answer;
      }
    }
  }

  /** A CHILD SA that fails leaves the IKE SA up (section 2.21.2). */
  private static List<Payload> refuse(Turn turn, Refusal refusal) {
    turn.emit(
        IkeEvent.warn("child.refused").with("reason", refusal.reason()).with(refusal.facts()));
    return List.of(NotifyPayload.of(refusal.toNotify()));
  }

  private static Optional<TsPayload> selectors(Message message, PayloadType side) {
    return message.all(TsPayload.class).filter(t -> t.type().equals(side)).findFirst();
  }
}
