package org.ikev2d.exchange;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.ikev2d.crypto.IkeSuite;
import org.ikev2d.crypto.KeyExchangeMethod;
import org.ikev2d.crypto.KeyExchangeMethod.Agreement;
import org.ikev2d.crypto.KeyExchangeMethod.Initiation;
import org.ikev2d.negotiate.IkeProposals;
import org.ikev2d.negotiate.ProposalText;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.payload.KePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.Proposal;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sa.ChildRequest;
import org.ikev2d.sa.IkeSaState.InitSent;
import org.ikev2d.sa.Trait;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.TransformType;

/** IKE_SA_INIT as initiator (RFC 7296 sections 1.2, 2.6 and 2.7). */
final class InitInitiator {
  /** Octets of our nonces: as much as the key of the strongest PRF needs (section 2.10). */
  static final int NONCE_OCTETS = 32;

  /** How often a cookie or another group may be asked for before we stop (section 2.6). */
  private static final int MOST_ROUNDS = 5;

  /** How often an unauthenticated refusal must come before it is believed (section 2.21.1). */
  private static final int REFUSALS_TO_BELIEVE = 3;

  private InitInitiator() {}

  /** Errors that came without authentication, which anybody can forge. */
  record Doubted(NotifyType error, int times) implements Trait {}

  static void start(Turn turn, PeerRule rule, Optional<ChildRequest> child) {
    List<Proposal> offered = IkeProposals.offer(rule.xforms(), Bytes.EMPTY);
    GroupId group = rule.xforms().getFirst().groups().getFirst();
    Bytes nonce = nonce(turn);
    Optional<Initiation> initiation = initiate(turn, group);
    if (initiation.isEmpty()) {
      fail(
          turn,
          child,
          new Refusal.NotPossible(
              "key exchange " + group, "not available here", NotifyType.NO_PROPOSAL_CHOSEN));
      return;
    }
    turn.become(
        new InitSent(
            rule,
            offered,
            initiation.get(),
            group,
            nonce,
            Bytes.EMPTY,
            Optional.empty(),
            0,
            child));
    transmit(turn);
  }

  static void response(Turn turn, InitSent sent, Message message, Bytes datagram) {
    Optional<Refusal.BadMessage> against = PayloadRules.check(message);
    if (against.isPresent()) {
      ignore(turn, against.get().text());
      return;
    }
    Optional<NotifyPayload> cookie = message.notifies(NotifyType.COOKIE).findFirst();
    Optional<NotifyPayload> error = message.firstError();
    if (cookie.isPresent() && message.first(SaPayload.class).isEmpty()) {
      retry(turn, sent, sent.keyExchange(), sent.group(), Optional.of(cookie.get().data()));
    } else if (Redirection.inInit(turn, sent, message)) {
      return;
    } else if (error.isPresent()
        && error.get().kind().equals(NotifyType.INVALID_KE_PAYLOAD)
        && error.get().data().length() == 2) {
      otherGroup(turn, sent, new GroupId(error.get().data().shortAt(0)));
    } else if (error.isPresent()) {
      doubt(turn, sent, error.get().kind());
    } else {
      accept(turn, sent, message, datagram);
    }
  }

  private static void transmit(Turn turn) {
    InitSent sent = (InitSent) turn.sa().state();
    List<Payload> own =
        List.of(
            new SaPayload(sent.offered()),
            new KePayload(sent.group(), sent.keyExchange().publicValue()),
            new NoncePayload(sent.nonce()));
    Bytes request =
        turn.context()
            .codec()
            .encode(
                new Message(
                    Requests.header(turn.sa(), ExchangeType.IKE_SA_INIT, false, 0),
                    turn.assemble(Stage.INIT_REQUEST, own)));
    turn.become(
        new InitSent(
            sent.rule(),
            sent.offered(),
            sent.keyExchange(),
            sent.group(),
            sent.nonce(),
            request,
            sent.cookie(),
            sent.rounds(),
            sent.child()));
    Requests.sendInit(turn, request);
  }

  private static void retry(
      Turn turn, InitSent sent, Initiation keyExchange, GroupId group, Optional<Bytes> cookie) {
    if (sent.rounds() >= MOST_ROUNDS) {
      turn.emit(IkeEvent.debug("init.rounds.exhausted").with("rounds", sent.rounds()));
      return;
    }
    turn.become(
        new InitSent(
            sent.rule(),
            sent.offered(),
            keyExchange,
            group,
            sent.nonce(),
            sent.request(),
            cookie,
            sent.rounds() + 1,
            sent.child()));
    transmit(turn);
  }

  /** The responder wants another group: only one that we offered, and not the same again. */
  private static void otherGroup(Turn turn, InitSent sent, GroupId wanted) {
    if (sent.rounds() >= MOST_ROUNDS) {
      ignore(turn, "another group is asked for once more");
      return;
    }
    boolean offered =
        sent.offered().stream()
            .flatMap(p -> p.of(TransformType.KE).stream())
            .anyMatch(t -> t.id() == wanted.code());
    Optional<Initiation> initiation =
        offered && !wanted.equals(sent.group()) ? initiate(turn, wanted) : Optional.empty();
    if (initiation.isEmpty()) {
      doubt(turn, sent, NotifyType.INVALID_KE_PAYLOAD);
      return;
    }
    sent.keyExchange().close();
    retry(turn, sent, initiation.get(), wanted, sent.cookie());
  }

  private static void doubt(Turn turn, InitSent sent, NotifyType error) {
    int times = turn.traits().get(Doubted.class).map(Doubted::times).orElse(0) + 1;
    turn.learn(new Doubted(error, times));
    if (times >= REFUSALS_TO_BELIEVE) {
      fail(
          turn,
          sent.child(),
          new Refusal.RefusedByPeer(
              sent.rule().label(), "IKE_SA_INIT", error, ProposalText.of(sent.offered())));
    } else {
      turn.emit(IkeEvent.debug("init.refusal.doubted").with("theirs", error));
    }
  }

  private static void accept(Turn turn, InitSent sent, Message message, Bytes datagram) {
    Optional<SaPayload> sa = message.first(SaPayload.class);
    Optional<KePayload> ke = message.first(KePayload.class);
    Optional<NoncePayload> nonce = message.first(NoncePayload.class);
    if (sa.isEmpty()
        || ke.isEmpty()
        || nonce.isEmpty()
        || message.header().responderSpi().isNone()) {
      ignore(turn, "SA, KE, Nr and a responder SPI are needed");
      return;
    }
    int nonceLength = nonce.get().nonce().length();
    Optional<IkeSuite> suite = IkeProposals.verify(sent.offered(), sa.get());
    if (suite.isEmpty() || nonceLength < 16 || nonceLength > 256) {
      ignore(turn, "the answer is no subset of the offer, or its nonce has a wrong length");
      return;
    }
    if (!ke.get().group().equals(sent.group()) || !suite.get().group().equals(sent.group())) {
      ignore(turn, "the key exchange is not of the group that was sent");
      return;
    }
    if (!suite.get().additional().isEmpty()
        && !message.hasNotify(NotifyType.INTERMEDIATE_EXCHANGE_SUPPORTED)) {
      ignore(turn, "additional key exchanges without IKE_INTERMEDIATE");
      return;
    }
    switch (sent.keyExchange().finish(ke.get().data())) {
      case Agreement.Invalid invalid -> ignore(turn, "key exchange: " + invalid.reason());
      case Agreement.Agreed agreed -> {
        Requests.settle(turn, 0);
        turn.update(s -> s.withRemoteSpi(message.header().responderSpi()));
        turn.read(Stage.INIT_RESPONSE, message);
        Keying.Inputs inputs =
            new Keying.Inputs(
                suite.get(),
                agreed.shared(),
                sent.nonce(),
                nonce.get().nonce(),
                sent.request(),
                datagram);
        Keying.Result keys = Keying.derive(turn, inputs);
        sent.keyExchange().close();
        IntermediateInitiator.proceed(turn, sent, keys);
      }
    }
  }

  /** What is not authenticated and makes no sense is as if it had not come (section 2.4). */
  private static void ignore(Turn turn, String why) {
    turn.emit(IkeEvent.debug("init.answer.ignored").with("why", why));
  }

  static void fail(Turn turn, Optional<ChildRequest> child, Refusal refusal) {
    turn.report(
        child.map(ChildRequest::command).orElse(OptionalLong.empty()), Optional.of(refusal));
    turn.emit(IkeEvent.warn("ike.failed").with("reason", refusal.reason()).with(refusal.facts()));
    turn.retire(refusal.reason(), Optional.of(refusal));
  }

  private static Optional<Initiation> initiate(Turn turn, GroupId group) {
    return turn.context()
        .crypto()
        .keyExchange(group)
        .map((KeyExchangeMethod m) -> m.initiate(turn.context().random()));
  }

  static Bytes nonce(Turn turn) {
    byte[] nonce = new byte[NONCE_OCTETS];
    turn.context().random().nextBytes(nonce);
    return Bytes.wrap(nonce);
  }
}
