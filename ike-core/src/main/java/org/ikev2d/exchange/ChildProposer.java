package org.ikev2d.exchange;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.ikev2d.crypto.Secret;
import org.ikev2d.negotiate.ChildAlgorithms;
import org.ikev2d.negotiate.ChildProposals;
import org.ikev2d.negotiate.ProposalText;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.negotiate.SelectorNarrowing;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.Proposal;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.payload.TrafficSelector;
import org.ikev2d.payload.TsPayload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.PolicyAction;
import org.ikev2d.port.SaId;
import org.ikev2d.sa.ChildDraft;
import org.ikev2d.sa.ChildRequest;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.Keyed;
import org.ikev2d.sa.Task;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PayloadType;
import org.ikev2d.wire.ProtocolId;

/** The side of a CHILD SA negotiation that proposes (RFC 7296 sections 1.2, 1.3.1 and 2.9). */
final class ChildProposer {
  private ChildProposer() {}

  /**
   * Reserves SPIs and makes the proposals; empty, with the refusal reported, if that fails.
   *
   * @param groups of key exchanges to offer, in order of preference; none in IKE_AUTH
   */
  static Optional<ChildDraft> propose(Turn turn, ChildRequest request, List<GroupId> groups) {
    if (!(request.policy().action() instanceof PolicyAction.Protect protect)) {
      refuse(
          turn,
          request,
          List.of(),
          new Refusal.NotPossible(
              request.policy().name(), "the policy protects nothing", NotifyType.TS_UNACCEPTABLE));
      return Optional.empty();
    }
    ChildProposals proposals = turn.context().childProposals();
    List<Proposal> bare =
        proposals.offer(protect.alternatives(), Bytes.EMPTY, groups, additional(turn));
    if (bare.isEmpty()) {
      refuse(
          turn,
          request,
          List.of(),
          new Refusal.NotPossible(
              request.policy().name(),
              "the kernel can install none of " + protect.alternatives(),
              NotifyType.NO_PROPOSAL_CHOSEN));
      return Optional.empty();
    }
    Map<ProtocolId, SaId> larval = new LinkedHashMap<>();
    for (Proposal proposal : bare) {
      if (!larval.containsKey(proposal.protocol())) {
        switch (ChildInstall.reserve(turn, proposal.protocol(), protect.mode(), request.policy())) {
          case KernelAnswer.Done<SaId> done -> larval.put(proposal.protocol(), done.value());
          case KernelAnswer.Refused<SaId> refused -> {
            refuse(
                turn,
                request,
                List.copyOf(larval.values()),
                ChildInstall.refusal(request.policy(), refused));
            return Optional.empty();
          }
        }
      }
    }
    List<Proposal> offered = new ArrayList<>();
    for (Proposal proposal : bare) {
      SaId reserved = larval.get(proposal.protocol());
      if (reserved != null) {
        offered.add(proposal.withSpi(reserved.spi().toBytes()));
      }
    }
    return Optional.of(
        new ChildDraft(request, protect.mode(), offered, List.copyOf(larval.values())));
  }

  private static List<GroupId> additional(Turn turn) {
    return turn.sa().rule().map(PeerRule::childAdditional).orElse(List.of());
  }

  /** SA, TSi, TSr and, in transport mode, the notification that asks for it. */
  static List<Payload> payloads(ChildDraft draft) {
    List<Payload> payloads = new ArrayList<>();
    payloads.add(new SaPayload(draft.offered()));
    payloads.addAll(selectors(draft));
    return payloads;
  }

  static List<Payload> selectors(ChildDraft draft) {
    List<Payload> payloads = new ArrayList<>();
    payloads.add(new TsPayload(PayloadType.TSI, List.copyOf(draft.request().local())));
    payloads.add(new TsPayload(PayloadType.TSR, List.copyOf(draft.request().remote())));
    if (draft.mode() == IpsecMode.TRANSPORT) {
      payloads.add(NotifyPayload.of(NotifyType.USE_TRANSPORT_MODE));
    }
    return payloads;
  }

  /**
   * What the keys come from.
   *
   * @param group of our KE payload; {@link GroupId#NONE} without one
   * @param shared of the key exchanges of its own, in order; closed after use
   * @param redundant whether it is to be deleted at once, so that nothing may be sent on it
   */
  record Keying(
      GroupId group, Bytes ownNonce, Bytes peerNonce, List<Secret> shared, boolean redundant) {}

  /**
   * Reads the answer and installs what it agrees to; empty, with the refusal reported, if nothing.
   */
  static Optional<ChildSa> answered(
      Turn turn, Keyed keyed, ChildDraft draft, Message message, Keying keying) {
    ChildRequest request = draft.request();
    Optional<SaPayload> sa = message.first(SaPayload.class);
    Optional<TsPayload> tsi = selectors(message, PayloadType.TSI);
    Optional<TsPayload> tsr = selectors(message, PayloadType.TSR);
    if (sa.isEmpty() || sa.get().proposals().isEmpty() || tsi.isEmpty() || tsr.isEmpty()) {
      abandon(turn, draft, message, refusedByPeer(draft, message));
      return Optional.empty();
    }
    Optional<ChildAlgorithms> algorithms =
        ChildProposals.verify(draft.offered(), sa.get(), keying.group());
    boolean transport = message.hasNotify(NotifyType.USE_TRANSPORT_MODE);
    if (algorithms.isEmpty() || transport != (draft.mode() == IpsecMode.TRANSPORT)) {
      abandon(
          turn,
          draft,
          message,
          new Refusal.NoProposal(
              request.policy().name(),
              ProposalText.of(sa.get().proposals()) + (transport ? " transport" : " tunnel"),
              ProposalText.of(draft.offered()) + " " + draft.mode(),
              List.of("the answer is not what was offered")));
      return Optional.empty();
    }
    List<TrafficSelector> local = tsi.get().selectors();
    List<TrafficSelector> remote = tsr.get().selectors();
    if (local.isEmpty()
        || remote.isEmpty()
        || !SelectorNarrowing.isWithin(local, request.local())
        || !SelectorNarrowing.isWithin(remote, request.remote())) {
      abandon(
          turn,
          draft,
          message,
          new Refusal.SelectorsUnacceptable(
              request.policy().name(),
              text(local, remote),
              text(request.local(), request.remote())));
      return Optional.empty();
    }
    ChildSpi peerSpi = new ChildSpi(sa.get().proposals().getFirst().spi().intAt(0));
    ProtocolId protocol = algorithms.get().protocol();
    turn.remove(draft.larval().stream().filter(l -> !completes(turn, l, protocol)).toList());
    ChildSa made =
        ChildInstall.install(
            turn,
            keyed,
            new ChildInstall.Agreed(
                request.policy(),
                draft.mode(),
                algorithms.get(),
                draft.spi(protocol).orElseThrow(),
                peerSpi,
                addresses(local),
                addresses(remote),
                keying.ownNonce(),
                keying.peerNonce(),
                keying.shared(),
                true,
                keying.redundant() ? OptionalInt.of(Holding.LONG_AGO) : OptionalInt.empty()));
    turn.report(request.command(), Optional.empty());
    return EarlyDeletes.survives(turn, made) ? Optional.of(made) : Optional.empty();
  }

  /** Reserved for another protocol, or at an address that we have no longer. */
  private static boolean completes(Turn turn, SaId larval, ProtocolId protocol) {
    return larval.protocol().equals(protocol)
        && larval.destination().equals(turn.sa().path().localAddress());
  }

  /** No CHILD SA comes of it: what was reserved goes back, whoever waits is told. */
  static void refuse(Turn turn, ChildRequest request, List<SaId> larval, Refusal refusal) {
    turn.remove(larval);
    turn.report(request.command(), Optional.of(refusal));
    turn.emit(
        IkeEvent.warn("child.failed")
            .with("policy", request.policy().name())
            .with("reason", refusal.reason())
            .with(refusal.facts()));
  }

  /**
   * If the peer believes in a CHILD SA that we cannot have, it is told to delete it (section 2.9).
   */
  static void abandon(Turn turn, ChildDraft draft, Message answer, Refusal refusal) {
    refuse(turn, draft.request(), draft.larval(), refusal);
    answer.first(SaPayload.class).stream()
        .flatMap(sa -> sa.proposals().stream().limit(1))
        .flatMap(p -> draft.spi(p.protocol()).map(s -> delete(p.protocol(), s)).stream())
        .forEach(task -> Tasks.add(turn, task));
  }

  private static Task delete(ProtocolId protocol, ChildSpi spi) {
    return new Task.DeleteChild(protocol, spi, OptionalLong.empty());
  }

  static Refusal refusedByPeer(ChildDraft draft, Message message) {
    NotifyType theirs =
        message.firstError().map(NotifyPayload::kind).orElse(NotifyType.INVALID_SYNTAX);
    return new Refusal.RefusedByPeer(
        draft.request().policy().name(),
        message.header().exchange().toString(),
        theirs,
        ProposalText.of(draft.offered())
            + " "
            + text(draft.request().local(), draft.request().remote())
            + " "
            + draft.mode());
  }

  private static Optional<TsPayload> selectors(Message message, PayloadType side) {
    return message.all(TsPayload.class).filter(t -> t.type().equals(side)).findFirst();
  }

  private static List<AddressSelector> addresses(List<TrafficSelector> selectors) {
    return selectors.stream().map(AddressSelector.class::cast).toList();
  }

  private static String text(
      List<? extends TrafficSelector> local, List<? extends TrafficSelector> remote) {
    return SelectorNarrowing.text(local) + "=" + SelectorNarrowing.text(remote);
  }
}
