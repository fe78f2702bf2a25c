package org.ikev2d.exchange;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.ikev2d.crypto.IkeSuite;
import org.ikev2d.negotiate.IkeProposals;
import org.ikev2d.negotiate.ProposalText;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.payload.KePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Proposal;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.sa.ChildTable;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.IkeSaState.Deleting;
import org.ikev2d.sa.IkeSaState.Established;
import org.ikev2d.sa.IkeSaState.Replaced;
import org.ikev2d.sa.Purpose;
import org.ikev2d.sa.Purpose.OwnHalf;
import org.ikev2d.sa.Role;
import org.ikev2d.sa.SaEvent;
import org.ikev2d.sa.Task;
import org.ikev2d.sa.TimerKey;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.NotifyType;

/** Replacement of an IKE SA (RFC 7296 sections 1.3.2, 2.8.2 and 2.18). */
final class IkeRekey {
  /**
   * A peer that has replaced an IKE SA deletes it soon; if not, we do. Not before the peer has
   * given up to repeat its request: until then it may not know our answer.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /**
   * A peer that knows that its replacement has lost deletes it at once; one that has seen the old
   * IKE SA deleted before our answer came never will (section 2.8.2). Repeated requests have found
   * their way by then.
   */
  private static final Duration REDUNDANT = Duration.ofSeconds(10);

  private IkeRekey() {}

  static void start(Turn turn, Established established, Task.RekeyIke task) {
    IkeSpi spi = new IkeSpi(nonZero(turn));
    List<Proposal> offered = IkeProposals.offer(established.rule().xforms(), spi.toBytes());
    OwnHalf own = CreateChild.half(turn, task.askedFor(), KeGroups.forIke(turn, established));
    if (own.keyExchange().isEmpty()) {
      turn.report(
          task.command(),
          Optional.of(
              new Refusal.NotPossible(
                  "key exchange " + own.group(), "not available", NotifyType.NO_PROPOSAL_CHOSEN)));
      return;
    }
    Requests.send(
        turn,
        established.keyed(),
        ExchangeType.CREATE_CHILD_SA,
        List.of(
            new SaPayload(offered),
            new NoncePayload(own.nonce()),
            new KePayload(own.group(), own.keyExchange().get().publicValue())),
        new Purpose.RekeyIke(spi, offered, own, task.command()));
  }

  static void answered(Turn turn, Purpose.RekeyIke purpose, Message message) {
    if (!(turn.sa().state() instanceof Established state)) {
      purpose.own().close();
      return;
    }
    if (!FollowUpInitiator.isDue(purpose, message)) {
      conclude(turn, purpose, message);
      return;
    }
    // Which exchange stays is known now, before any SA is made (RFC 9370 section 2.2.4).
    Bytes nonce = message.first(NoncePayload.class).orElseThrow().nonce();
    if (isLost(turn, Collisions.lower(purpose.own().nonce(), nonce))) {
      turn.emit(IkeEvent.debug("ike.rekey.collision").with("outcome", "theirs stays"));
      giveWay(turn, new Task.RekeyIke(purpose.own().groupAskedFor(), purpose.command()));
      purpose.own().close();
    } else {
      prevail(turn);
      FollowUpInitiator.begin(turn, state.keyed(), purpose, message);
    }
  }

  /** Reads the answer after the last key exchange. */
  static void conclude(Turn turn, Purpose.RekeyIke purpose, Message message) {
    if (!(turn.sa().state() instanceof Established state)) {
      purpose.own().close();
      return;
    }
    if (message.firstError().isPresent()) {
      failed(turn, purpose, message);
    } else {
      succeeded(turn, state, purpose, message);
    }
    purpose.own().close();
  }

  /** Whether the peer's replacement stays, not ours (section 2.8.2). */
  private static boolean isLost(Turn turn, Bytes ourLowest) {
    return turn.traits()
        .get(Collisions.RivalIke.class)
        .map(Collisions.RivalIke::lowestNonce)
        .or(() -> Unfinished.ike(turn).map(e -> e.half().lowestNonce()))
        .map(theirs -> Collisions.weLose(ourLowest, theirs))
        .orElse(false);
  }

  /** Ours stays: the peer deletes what it has finished, and does not go on with anything else. */
  private static void prevail(Turn turn) {
    Optional<Unfinished.Entry> theirs = Unfinished.ike(turn);
    Optional<Collisions.RivalIke> rival = turn.traits().get(Collisions.RivalIke.class);
    rival.ifPresent(r -> turn.effect(new Effect.Forward(r.spi(), new SaEvent.Redundant())));
    if (theirs.isPresent() || rival.isPresent()) {
      turn.emit(IkeEvent.debug("ike.rekey.collision").with("outcome", "ours stays"));
    }
    theirs.ifPresent(e -> Unfinished.drop(turn, e, "ours stays"));
    turn.update(s -> s.withTraits(s.traits().without(Collisions.RivalIke.class)));
  }

  /**
   * The peer's replacement stays, which may not be finished yet: should it never be, ours comes.
   */
  private static void giveWay(Turn turn, Task ours) {
    Optional<Collisions.RivalIke> rival = turn.traits().get(Collisions.RivalIke.class);
    if (rival.isPresent()) {
      giveWay(turn, rival.get().spi());
      turn.report(ours.command(), Optional.empty());
    } else {
      Tasks.add(turn, ours);
    }
  }

  private static void failed(Turn turn, Purpose.RekeyIke purpose, Message message) {
    Optional<GroupId> group = KeGroups.askedForIke(turn, message, purpose.own(), purpose.offered());
    if (turn.traits().has(Collisions.RivalIke.class) || Unfinished.ike(turn).isPresent()) {
      // The peer's replacement stands alone (section 2.25.2).
      giveWay(turn, new Task.RekeyIke(purpose.own().groupAskedFor(), purpose.command()));
    } else if (message.hasNotify(NotifyType.TEMPORARY_FAILURE)) {
      Retries.later(turn, new Task.RekeyIke(purpose.own().groupAskedFor(), purpose.command()));
    } else if (group.isPresent()) {
      Tasks.add(turn, new Task.RekeyIke(group, purpose.command()));
    } else {
      refused(
          turn,
          purpose,
          new Refusal.RefusedByPeer(
              turn.sa().rule().map(r -> r.label()).orElse("-"),
              "CREATE_CHILD_SA",
              message.firstError().map(NotifyPayload::kind).orElseThrow(),
              ProposalText.of(purpose.offered())));
    }
  }

  private static void refused(Turn turn, Purpose.RekeyIke purpose, Refusal refusal) {
    turn.report(purpose.command(), Optional.of(refusal));
    turn.emit(
        IkeEvent.warn("ike.rekey.failed").with("reason", refusal.reason()).with(refusal.facts()));
  }

  private static void succeeded(
      Turn turn, Established state, Purpose.RekeyIke purpose, Message message) {
    Optional<SaPayload> sa = message.first(SaPayload.class);
    Optional<IkeSuite> suite = sa.flatMap(s -> IkeProposals.verify(purpose.offered(), s));
    Optional<IkeSpi> peerSpi = sa.flatMap(IkeRekey::spi);
    CreateChild.Finished finished = CreateChild.finish(purpose.own(), message);
    if (suite.isEmpty()
        || peerSpi.isEmpty()
        || !suite.get().group().equals(purpose.own().group())
        || !(finished instanceof CreateChild.Finished.Keys keys)
        || keys.shared().isEmpty()) {
      finished.close();
      refused(
          turn,
          purpose,
          new Refusal.BadMessage(
              "CREATE_CHILD_SA",
              "SA, Nr, KEr",
              "the answer is no subset of the offer",
              NotifyType.INVALID_SYNTAX));
      // The peer has moved to an IKE SA that we have not got; what is left has no future.
      Tasks.end(turn, "the peer has replaced it by what we cannot use");
      return;
    }
    IkeSa bare =
        Successor.make(
            turn,
            state,
            new Successor.Making(
                Role.INITIATOR,
                purpose.spi(),
                peerSpi.get(),
                suite.get(),
                keys.shared(),
                purpose.own().nonce(),
                keys.peerNonce()));
    IkeSa made = CrashDetection.heir(turn, bare, message);
    Bytes ourLowest = Collisions.lower(purpose.own().nonce(), keys.peerNonce());
    turn.report(purpose.command(), Optional.empty());
    if (isLost(turn, ourLowest)) {
      turn.emit(IkeEvent.debug("ike.rekey.collision").with("outcome", "theirs stays"));
      turn.effect(new Effect.Adopt(made));
      turn.effect(
          new Effect.Forward(
              made.localSpi(),
              new SaEvent.DeleteIke("redundant after simultaneous rekey", OptionalLong.empty())));
      giveWay(turn, new Task.RekeyIke(OptionalLong.empty()));
      return;
    }
    prevail(turn);
    moveInto(turn, made, "us");
    turn.update(s -> s.withQueue(List.of()));
    Resumption.deleted(turn);
    Requests.send(
        turn,
        state.keyed(),
        ExchangeType.INFORMATIONAL,
        List.of(org.ikev2d.payload.DeletePayload.ikeSa()),
        new Purpose.DeleteIke("rekeyed", OptionalLong.empty()));
    turn.become(new Deleting(state, "rekeyed", OptionalLong.empty(), Optional.of(made.localSpi())));
  }

  /** The peer's replacement is the one that stays: it gets the CHILD SAs. */
  private static void giveWay(Turn turn, IkeSpi rival) {
    Unfinished.abandon(turn);
    turn.effect(
        new Effect.Forward(
            rival, new SaEvent.Inherit(Holding.known(turn.sa().children()), wishes(turn))));
    turn.effect(new Effect.Bequeath(rival));
    turn.update(s -> s.withChildren(ChildTable.EMPTY).withQueue(List.of()));
    if (turn.sa().state() instanceof Established state) {
      waitForDelete(turn, state, rival);
    }
  }

  /**
   * A Delete for the old IKE SA while our own rekey is unanswered: if the peer has made a
   * replacement it did not notice ours, and its one counts (section 2.8.2).
   */
  static boolean closedByWinner(Turn turn) {
    Optional<Collisions.RivalIke> rival = turn.traits().get(Collisions.RivalIke.class);
    if (rival.isPresent() && turn.sa().state() instanceof Established) {
      giveWay(turn, rival.get().spi());
      return true;
    }
    return turn.sa().state() instanceof Replaced;
  }

  /** The new IKE SA begins its life. */
  static void adopted(Turn turn) {
    if (turn.sa().state() instanceof Established state) {
      Lifetimes.arm(turn, state.xform());
      AuthLifetime.adopted(turn);
      if (turn.traits().has(Collisions.Heirless.class)) {
        // The peer may never hear of it, if ours stays and our answer was lost.
        turn.arm(new TimerKey.Replaced(), patience(turn));
      } else {
        Liveness.arm(turn);
      }
    }
  }

  static void inherit(Turn turn, SaEvent.Inherit inherit) {
    ChildTable all = turn.sa().children();
    for (var child : inherit.children().all()) {
      all = all.with(child);
    }
    ChildTable merged = all;
    turn.update(
        s -> s.withChildren(merged).withTraits(s.traits().without(Collisions.Heirless.class)));
    inherit.queue().forEach(t -> Tasks.add(turn, t));
    turn.disarm(new TimerKey.Replaced());
    Liveness.arm(turn);
    turn.emit(IkeEvent.info("ike.rekeyed").with("by", "peer"));
  }

  /** It is not this IKE SA that takes the place of the old one: the peer has little time left. */
  static void redundant(Turn turn) {
    if (turn.traits().has(Collisions.Heirless.class)) {
      turn.arm(new TimerKey.Replaced(), REDUNDANT);
    }
  }

  /** The peer has not deleted what it has replaced, or what has lost against ours. */
  static void overdue(Turn turn) {
    if (turn.traits().has(Collisions.Heirless.class)) {
      Tasks.abandonAll(turn, "another IKE SA has replaced the old one");
      turn.retire("redundant after simultaneous rekey", Optional.empty());
    } else if (turn.sa().state() instanceof Replaced replaced) {
      turn.become(replaced.was());
      Tasks.add(turn, new Task.DeleteIke("replaced", OptionalLong.empty()));
    }
  }

  static void waitForDelete(Turn turn, Established state, IkeSpi by) {
    turn.disarm(new TimerKey.RekeyIke());
    turn.disarm(new TimerKey.IkeExpiry());
    turn.disarm(new TimerKey.Liveness());
    Resumption.deleted(turn);
    turn.become(new Replaced(state, by));
    turn.arm(new TimerKey.Replaced(), patience(turn));
  }

  private static Duration patience(Turn turn) {
    return turn.context().settings().responseWait().plus(PATIENCE);
  }

  /** CHILD SAs and wishes move to the new IKE SA (section 1.3.2). */
  static void moveInto(Turn turn, IkeSa made, String by) {
    Unfinished.abandon(turn);
    IkeSa heir = made.withChildren(Holding.known(turn.sa().children())).withQueue(wishes(turn));
    turn.effect(new Effect.Adopt(heir));
    turn.effect(new Effect.Bequeath(heir.localSpi()));
    turn.emit(
        IkeEvent.info("ike.rekeyed")
            .with("new_spi_i", heir.initiatorSpi())
            .with("new_spi_r", heir.responderSpi())
            .with("by", by));
    turn.update(s -> s.withChildren(ChildTable.EMPTY).withQueue(List.of()));
  }

  /**
   * What still waits for its turn, and what was put off, but no second rekey of what is rekeyed.
   */
  private static List<Task> wishes(Turn turn) {
    List<Task> all =
        Stream.concat(turn.sa().queue().stream(), Retries.putOff(turn).stream()).toList();
    all.stream()
        .filter(t -> t instanceof Task.RekeyIke)
        .forEach(t -> turn.report(t.command(), Optional.empty()));
    turn.update(s -> s.withTraits(s.traits().without(Retries.Postponed.class)));
    return all.stream().filter(t -> !(t instanceof Task.RekeyIke)).toList();
  }

  private static Optional<IkeSpi> spi(SaPayload answer) {
    return answer.proposals().stream()
        .filter(p -> p.spi().length() == 8)
        .map(p -> new IkeSpi(p.spi().longAt(0)))
        .filter(s -> !s.isNone())
        .findFirst();
  }

  static long nonZero(Turn turn) {
    long value = 0;
    while (value == 0) {
      value = turn.context().random().nextLong();
    }
    return value;
  }
}
