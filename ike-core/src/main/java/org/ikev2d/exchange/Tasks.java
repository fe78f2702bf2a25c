package org.ikev2d.exchange;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.payload.DeletePayload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.sa.ChildDraft;
import org.ikev2d.sa.ChildRequest;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.IkeSaState;
import org.ikev2d.sa.IkeSaState.AuthSent;
import org.ikev2d.sa.IkeSaState.Deleting;
import org.ikev2d.sa.IkeSaState.Established;
import org.ikev2d.sa.IkeSaState.InitSent;
import org.ikev2d.sa.Outbound.Pending;
import org.ikev2d.sa.Purpose;
import org.ikev2d.sa.Task;
import org.ikev2d.sa.TimerKey;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.NotifyType;

/** Starts exchanges of ours on an established IKE SA, as many at once as the window allows. */
final class Tasks {
  private Tasks() {}

  /** Queues a task; {@link #start} is called at the end of every step. */
  static void add(Turn turn, Task task) {
    turn.update(s -> s.withTask(task));
  }

  /** Deletes the IKE SA instead of anything else that waits. */
  static void end(Turn turn, String reason) {
    if (turn.sa().isEstablished()) {
      abandonQueue(turn, "the IKE SA ends");
      add(turn, new Task.DeleteIke(reason, OptionalLong.empty()));
    }
  }

  /** Starts what the window has room for. */
  static void start(Turn turn) {
    while (turn.sa().state() instanceof Established established
        && turn.sa().outbound().hasRoom()
        && !turn.sa().queue().isEmpty()
        && !Collisions.isRekeyingIke(turn.sa())) {
      Optional<Task> next = next(turn);
      if (next.isEmpty()) {
        return;
      }
      turn.update(s -> s.withoutTask(next.get()));
      switch (next.get()) {
        case Task.DeleteIke task -> deleteIke(turn, established, task);
        case Task.DeleteChild task -> deleteChild(turn, established, task);
        case Task.Liveness task ->
            Requests.send(
                turn,
                established.keyed(),
                ExchangeType.INFORMATIONAL,
                NatDetection.inLiveness(turn),
                new Purpose.Liveness(task.command()));
        case Task.Addresses task -> AddressUpdate.start(turn, established, task);
        case Task.ShowToken task ->
            Requests.send(
                turn,
                established.keyed(),
                ExchangeType.INFORMATIONAL,
                CrashDetection.own(turn),
                new Purpose.Tell(false));
        case Task.AskTicket task ->
            Requests.send(
                turn,
                established.keyed(),
                ExchangeType.INFORMATIONAL,
                Resumption.request(),
                new Purpose.Tell(false));
        case Task.SendAway task ->
            Requests.send(
                turn,
                established.keyed(),
                ExchangeType.INFORMATIONAL,
                GatewayRedirection.now(task.to()),
                new Purpose.SendAway(task.command()));
        case Task.NewChild task -> CreateChild.start(turn, established, task);
        case Task.RekeyChild task -> ChildRekey.start(turn, established, task);
        case Task.RekeyIke task -> IkeRekey.start(turn, established, task);
      }
    }
  }

  /**
   * The first one. Only a rekey that waits for the peer to finish its own is passed over, for the
   * peer may take its time.
   */
  private static Optional<Task> next(Turn turn) {
    for (Task task : turn.sa().queue()) {
      if (!mustWait(turn, task)) {
        return Optional.of(task);
      }
      if (!(task instanceof Task.RekeyChild rekey) || !isUnfinished(turn, rekey)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Whether the peer has begun to replace that CHILD SA, and not finished. */
  private static boolean isUnfinished(Turn turn, Task.RekeyChild task) {
    return turn.sa()
        .children()
        .byInbound(task.protocol(), task.spi())
        .flatMap(c -> Unfinished.replacing(turn, c))
        .isPresent();
  }

  /**
   * With a window above one some exchanges still go alone: nothing else may be under way on an IKE
   * SA that is to be replaced or deleted, nor on a CHILD SA (section 2.25). One that may not be the
   * heir leaves CHILD SAs alone. What the peer has begun is waited for, to its end or for as long
   * as it may take.
   */
  private static boolean mustWait(Turn turn, Task next) {
    boolean undecided = turn.traits().has(Collisions.Heirless.class);
    return switch (next) {
      case Task.RekeyIke task ->
          undecided || !turn.sa().outbound().pending().isEmpty() || !Unfinished.isEmpty(turn);
      case Task.DeleteIke task -> !turn.sa().outbound().pending().isEmpty();
      case Task.DeleteChild task ->
          undecided
              || turn.sa()
                  .children()
                  .byInbound(task.protocol(), task.spi())
                  .map(c -> c.state() == ChildSa.ChildState.REKEYING)
                  .orElse(false);
      case Task.RekeyChild task ->
          undecided || Unfinished.ike(turn).isPresent() || isUnfinished(turn, task);
      case Task.NewChild task -> undecided || Unfinished.ike(turn).isPresent();
      case Task.Liveness task -> false;
      case Task.Addresses task -> false;
      case Task.ShowToken task -> false;
      case Task.SendAway task -> false;
      case Task.AskTicket task -> undecided;
    };
  }

  private static void deleteIke(Turn turn, Established established, Task.DeleteIke task) {
    ChildClosing.dropAll(turn, "us");
    Wishes.outlive(turn);
    abandonQueue(turn, "the IKE SA is being deleted");
    Resumption.deleted(turn);
    Requests.send(
        turn,
        established.keyed(),
        ExchangeType.INFORMATIONAL,
        List.of(DeletePayload.ikeSa()),
        new Purpose.DeleteIke(task.reason(), task.command()));
    turn.become(new Deleting(established, task.reason(), task.command(), Optional.empty()));
  }

  private static void deleteChild(Turn turn, Established established, Task.DeleteChild task) {
    Optional<ChildSa> child = turn.sa().children().byInbound(task.protocol(), task.spi());
    if (child.filter(Tasks::isPeersToDelete).isPresent()) {
      turn.report(task.command(), Optional.empty());
      return;
    }
    // Outbound traffic ends now; inbound packets on their way are taken until the answer comes.
    child.ifPresent(c -> {
      if (c.state() == ChildSa.ChildState.REKEYED) {
        ChildRekey.drainOutbound(turn, c);
      } else {
        turn.removeOutbound(c);
      }
      turn.update(s -> s.withChildren(s.children().with(c.withState(ChildSa.ChildState.DELETING))));
    });
    Requests.send(
        turn,
        established.keyed(),
        ExchangeType.INFORMATIONAL,
        List.of(new DeletePayload(task.protocol(), List.of(task.spi()))),
        new Purpose.DeleteChildren(child.stream().toList(), task.command()));
  }

  /** Whoever has replaced it deletes it (section 2.8). */
  private static boolean isPeersToDelete(ChildSa child) {
    return child.state() == ChildSa.ChildState.REKEYED && child.rival().isPresent();
  }

  /** The answer to one of our INFORMATIONAL requests. */
  static void answered(Turn turn, Pending pending) {
    switch (pending.purpose()) {
      case Purpose.DeleteIke done -> {
        turn.report(done.command(), Optional.empty());
        turn.emit(IkeEvent.info("ike.closed").with("by", "us").with("reason", done.reason()));
        turn.retire(done.reason(), Optional.empty());
      }
      case Purpose.DeleteChildren done -> {
        done.children().forEach(c -> deleted(turn, c));
        turn.report(done.command(), Optional.empty());
      }
      case Purpose.Liveness done -> turn.report(done.command(), Optional.empty());
      case Purpose.SendAway done -> turn.report(done.command(), Optional.empty());
      case Purpose.Addresses addresses -> {}
      case Purpose.Tell tell -> {}
      case Purpose.Init init -> {}
      case Purpose.Intermediate intermediate -> {}
      case Purpose.IntermediateQuestion question -> {}
      case Purpose.Auth auth -> {}
      case Purpose.CreateChild create -> {}
      case Purpose.RekeyChild rekey -> {}
      case Purpose.RekeyIke rekey -> {}
      case Purpose.FollowUp followUp -> {}
    }
  }

  /** One of several lingers inbound for packets on their way; others are gone at once. */
  private static void deleted(Turn turn, ChildSa child) {
    if (child.state() == ChildSa.ChildState.REKEYED || ChildClosing.isRedundant(turn, child)) {
      ChildRekey.drainInbound(turn, child);
    } else {
      ChildClosing.drop(turn, child, "us");
    }
  }

  /** Whoever waits for anything on this IKE SA is told that it will not come. */
  static void abandonAll(Turn turn, String why) {
    for (Pending pending : turn.sa().outbound().pending()) {
      turn.disarm(new TimerKey.Retransmit(pending.messageId()));
      boolean wanted =
          pending.purpose() instanceof Purpose.DeleteIke
              || pending.purpose() instanceof Purpose.DeleteChildren;
      // A deletion that the peer has forestalled has come about all the same.
      turn.report(
          command(pending.purpose()), wanted ? Optional.empty() : Optional.of(refusal(why)));
      giveBack(turn, pending.purpose());
    }
    first(turn.sa())
        .ifPresent(request -> turn.report(request.command(), Optional.of(refusal(why))));
    if (turn.sa().state() instanceof AuthSent sent) {
      sent.child().ifPresent(draft -> turn.remove(draft.larval()));
    }
    abandonQueue(turn, why);
  }

  /** The CHILD SA that is to come with the IKE SA itself. */
  private static Optional<ChildRequest> first(IkeSa sa) {
    return switch (sa.state()) {
      case InitSent s -> s.child();
      case IkeSaState.ResumeSent s -> s.child();
      case IkeSaState.IntermediateSent s -> s.origin().child();
      case AuthSent s -> s.child().map(ChildDraft::request);
      case IkeSaState other -> Optional.empty();
    };
  }

  /** What a request of ours holds on to while it waits. */
  private static void giveBack(Turn turn, Purpose purpose) {
    switch (purpose) {
      case Purpose.CreateChild p -> {
        turn.remove(p.draft().larval());
        p.own().close();
      }
      case Purpose.RekeyChild p -> {
        turn.remove(p.draft().larval());
        p.own().close();
      }
      case Purpose.RekeyIke p -> p.own().close();
      case Purpose.FollowUp p -> {
        p.keyExchange().close();
        giveBack(turn, p.origin());
      }
      case Purpose.Init p -> {}
      case Purpose.Intermediate p -> p.keyExchange().close();
      case Purpose.IntermediateQuestion p -> {}
      case Purpose.Auth p -> {}
      case Purpose.DeleteChildren p -> {}
      case Purpose.DeleteIke p -> {}
      case Purpose.Liveness p -> {}
      case Purpose.SendAway p -> {}
      case Purpose.Addresses p -> {}
      case Purpose.Tell p -> {}
    }
  }

  private static void abandonQueue(Turn turn, String why) {
    turn.sa().queue().forEach(t -> turn.report(t.command(), Optional.of(refusal(why))));
    Retries.putOff(turn).forEach(t -> turn.report(t.command(), Optional.of(refusal(why))));
    turn.update(
        s -> s.withQueue(List.of()).withTraits(s.traits().without(Retries.Postponed.class)));
  }

  private static Refusal refusal(String why) {
    return new Refusal.NotPossible("exchange", why, NotifyType.TEMPORARY_FAILURE);
  }

  static OptionalLong command(Purpose purpose) {
    return switch (purpose) {
      case Purpose.DeleteIke p -> p.command();
      case Purpose.DeleteChildren p -> p.command();
      case Purpose.Liveness p -> p.command();
      case Purpose.SendAway p -> p.command();
      case Purpose.CreateChild p -> p.draft().request().command();
      case Purpose.RekeyChild p -> p.command();
      case Purpose.RekeyIke p -> p.command();
      case Purpose.FollowUp p -> command(p.origin());
      case Purpose.Init p -> OptionalLong.empty();
      case Purpose.Intermediate p -> OptionalLong.empty();
      case Purpose.IntermediateQuestion p -> OptionalLong.empty();
      case Purpose.Auth p -> OptionalLong.empty();
      case Purpose.Addresses p -> OptionalLong.empty();
      case Purpose.Tell p -> OptionalLong.empty();
    };
  }
}
