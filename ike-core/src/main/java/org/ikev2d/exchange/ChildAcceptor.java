package org.ikev2d.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.ikev2d.crypto.KeyExchangeMethod;
import org.ikev2d.crypto.KeyExchangeMethod.Agreement;
import org.ikev2d.crypto.Secret;
import org.ikev2d.negotiate.ChildProposals;
import org.ikev2d.negotiate.ChildProposals.Exchanges;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.payload.KePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.payload.TsPayload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.SaId;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.Keyed;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PayloadType;
import org.ikev2d.wire.ProtocolId;

/** The side of a CHILD SA negotiation that is asked (RFC 7296 sections 1.2, 1.3.1 and 2.9). */
final class ChildAcceptor {
  /** CHILD SAs of one IKE SA, those that are being replaced included. */
  private static final int MOST = 512;

  private ChildAcceptor() {}

  /**
   * What is asked.
   *
   * @param initial whether this is IKE_AUTH, which has no nonces and no key exchange of its own
   */
  record Question(
      Message message, PeerRule rule, Bytes peerNonce, Bytes ownNonce, boolean initial) {}

  /**
   * @param made empty after a refusal
   */
  record Answer(List<Payload> payloads, Optional<ChildSa> made) {}

  /** Chooses, installs and answers; or answers with why not. */
  static Answer answer(Turn turn, Keyed keyed, Question question) {
    Message request = question.message();
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
    Optional<Refusal> against = bounds(turn, sa.get());
    if (against.isPresent()) {
      return refuse(turn, against.get());
    }
    boolean transport = request.hasNotify(NotifyType.USE_TRANSPORT_MODE);
    return switch (PolicyMatch.find(turn, question.rule(), tsr.get(), tsi.get(), transport)) {
      case PolicyMatch.Result.None none -> refuse(turn, none.refusal());
      case PolicyMatch.Result.Found found
          when Anonymous.displaces(turn, question.rule(), found.local(), found.remote())
              .isPresent() ->
          refuse(
              turn,
              Anonymous.displaces(turn, question.rule(), found.local(), found.remote())
                  .orElseThrow());
      case PolicyMatch.Result.Found found ->
          switch (turn.context()
              .childProposals()
              .choose(
                  sa.get(),
                  found.protect().alternatives(),
                  found.policy().name(),
                  exchanges(question),
                  question.initial())) {
            case ChildProposals.Choice.NoneFits none -> refuse(turn, none.refusal());
            case ChildProposals.Choice.Chosen chosen ->
                exchangeKeys(turn, keyed, question, found, chosen);
          };
    };
  }

  private static Exchanges exchanges(Question question) {
    Exchanges ours = exchanges(question.rule());
    return question
        .message()
        .first(KePayload.class)
        .map(ke -> ours.preferring(ke.group()))
        .orElse(ours);
  }

  /** Without a group in the rule the peer may choose whether, and which of those we know. */
  private static Exchanges exchanges(PeerRule rule) {
    if (!rule.childPfs().isEmpty()) {
      return new Exchanges(rule.childPfs(), List.of(rule.childAdditional()));
    }
    List<GroupId> groups = new ArrayList<>();
    List<List<GroupId>> additional = new ArrayList<>();
    groups.add(GroupId.NONE);
    rule.xforms().forEach(x -> groups.addAll(x.groups()));
    additional.add(List.of());
    rule.xforms().forEach(x -> additional.add(x.additional()));
    return new Exchanges(groups, additional);
  }

  private static Answer exchangeKeys(
      Turn turn,
      Keyed keyed,
      Question question,
      PolicyMatch.Result.Found found,
      ChildProposals.Choice.Chosen chosen) {
    GroupId group = chosen.algorithms().group();
    if (question.initial() || group.equals(GroupId.NONE)) {
      return install(turn, keyed, question, found, chosen, Optional.empty());
    }
    Optional<KePayload> ke = question.message().first(KePayload.class);
    Optional<KeyExchangeMethod> method = turn.context().crypto().keyExchange(group);
    if (ke.isEmpty() || !ke.get().group().equals(group) || method.isEmpty()) {
      // Not a failure: the peer comes again with that group (RFC 7296 section 1.3).
      return new Answer(
          List.of(NotifyPayload.of(NotifyType.INVALID_KE_PAYLOAD, Bytes.ofShort(group.code()))),
          Optional.empty());
    }
    if (!chosen.algorithms().additional().isEmpty() && !Unfinished.hasRoom(turn)) {
      return new Answer(List.of(CreateChild.temporaryFailure()), Optional.empty());
    }
    return switch (method.get().respond(ke.get().data(), turn.context().random())) {
      case Agreement.Invalid invalid ->
          refuse(
              turn,
              new Refusal.BadMessage(
                  "CREATE_CHILD_SA", "KE " + group, invalid.reason(), NotifyType.INVALID_SYNTAX));
      case Agreement.Agreed agreed ->
          install(turn, keyed, question, found, chosen, Optional.of(agreed));
    };
  }

  private static Answer install(
      Turn turn,
      Keyed keyed,
      Question question,
      PolicyMatch.Result.Found found,
      ChildProposals.Choice.Chosen chosen,
      Optional<Agreement.Agreed> exchange) {
    ProtocolId protocol = chosen.algorithms().protocol();
    IpsecMode mode = found.protect().mode();
    List<Secret> shared = exchange.map(Agreement.Agreed::shared).stream().toList();
    switch (ChildInstall.reserve(turn, protocol, mode, found.policy())) {
      case KernelAnswer.Refused<SaId> refused -> {
        shared.forEach(Secret::close);
        return refuse(turn, ChildInstall.refusal(found.policy(), refused));
      }
      case KernelAnswer.Done<SaId> done -> {
        ChildSpi ours = done.value().spi();
        ChildInstall.Agreed agreed =
            new ChildInstall.Agreed(
                found.policy(),
                mode,
                chosen.algorithms(),
                ours,
                new ChildSpi(chosen.answer().spi().intAt(0)),
                found.local(),
                found.remote(),
                question.ownNonce(),
                question.peerNonce(),
                shared,
                false,
                OptionalInt.empty());
        List<Payload> answer = new ArrayList<>();
        answer.add(new SaPayload(List.of(chosen.answer().withSpi(ours.toBytes()))));
        if (!question.initial()) {
          answer.add(new NoncePayload(question.ownNonce()));
        }
        exchange.ifPresent(
            e -> answer.add(new KePayload(chosen.algorithms().group(), e.ourValue())));
        answer.add(new TsPayload(PayloadType.TSI, List.copyOf(found.remote())));
        answer.add(new TsPayload(PayloadType.TSR, List.copyOf(found.local())));
        if (mode == IpsecMode.TRANSPORT) {
          answer.add(NotifyPayload.of(NotifyType.USE_TRANSPORT_MODE));
        }
        if (!chosen.algorithms().additional().isEmpty()) {
          var replaces = question.message().notifies(NotifyType.REKEY_SA).findFirst();
          var half = new Unfinished.NewChild(agreed, replaces, done.value());
          answer.add(Unfinished.open(turn, half, shared).linkPayload());
          return new Answer(answer, Optional.empty());
        }
        int id = question.message().header().messageId();
        return new Answer(answer, Optional.of(install(turn, keyed, agreed, id)));
      }
    }
  }

  /**
   * Installs what was agreed on.
   *
   * @param messageId of the request whose answer the peer must have before we send, if there is
   *     another CHILD SA to send on for the moment
   */
  static ChildSa install(Turn turn, Keyed keyed, ChildInstall.Agreed agreed, int messageId) {
    int reqid = ChildInstall.reqid(turn, agreed);
    boolean inside = Holding.hasOther(turn.sa(), reqid, agreed.local(), agreed.remote());
    boolean beside = HandOver.hasOther(turn, reqid, agreed.local(), agreed.remote());
    OptionalInt held = inside || beside ? OptionalInt.of(messageId) : OptionalInt.empty();
    ChildSa made = ChildInstall.install(turn, keyed, agreed.withHeld(held));
    if (beside) {
      HandOver.watch(turn, made);
    }
    return made;
  }

  /** Whether there is no place for it any more, or another one has its SPI. */
  static boolean isTaken(Turn turn, ChildInstall.Agreed agreed) {
    ProtocolId protocol = agreed.algorithms().protocol();
    return turn.sa().children().size() >= MOST
        || turn.sa().children().byOutbound(protocol, agreed.peerSpi()).isPresent();
  }

  /** The peer is authenticated, which does not make it sane. */
  private static Optional<Refusal> bounds(Turn turn, SaPayload offered) {
    if (turn.sa().children().size() >= MOST) {
      return Optional.of(
          new Refusal.NotPossible(
              "CHILD SA", MOST + " are there already", NotifyType.NO_ADDITIONAL_SAS));
    }
    boolean twice =
        offered.proposals().stream()
            .filter(p -> p.spi().length() == 4)
            .anyMatch(p ->
                turn.sa()
                    .children()
                    .byOutbound(p.protocol(), new ChildSpi(p.spi().intAt(0)))
                    .isPresent());
    return twice
        ? Optional.of(
            new Refusal.BadMessage(
                "CREATE_CHILD_SA", "SPI", "is that of another CHILD SA", NotifyType.INVALID_SYNTAX))
        : Optional.empty();
  }

  /** A CHILD SA that fails leaves the IKE SA up (section 2.21.2). */
  private static Answer refuse(Turn turn, Refusal refusal) {
    turn.emit(
        IkeEvent.warn("child.refused").with("reason", refusal.reason()).with(refusal.facts()));
    return new Answer(List.of(NotifyPayload.of(refusal.toNotify())), Optional.empty());
  }

  private static Optional<TsPayload> selectors(Message message, PayloadType side) {
    return message.all(TsPayload.class).filter(t -> t.type().equals(side)).findFirst();
  }
}
