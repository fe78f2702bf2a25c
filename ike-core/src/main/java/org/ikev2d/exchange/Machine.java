package org.ikev2d.exchange;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.IkeSaState;
import org.ikev2d.sa.SaEvent;
import org.ikev2d.sa.Task;
import org.ikev2d.sa.TimerKey;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.NotifyType;

/** The function from an IKE SA and an event to the next IKE SA and effects. */
public final class Machine {
  private Machine() {}

  public static Step step(IkeSa sa, SaEvent event, Context context) {
    Turn turn = new Turn(context, sa);
    try {
      return step(turn, event);
    } catch (RuntimeException | Error fault) {
      turn.undo();
      throw fault;
    }
  }

  private static Step step(Turn turn, SaEvent event) {
    IkeSa sa = turn.sa();
    if (sa.isDead()) {
      tellDead(turn, event);
      return turn.done();
    }
    Optional<IkeSpi> heir = heir(sa);
    if (heir.isPresent() && isForHeir(event)) {
      turn.effect(new Effect.Forward(heir.get(), event));
      return turn.done();
    }
    switch (event) {
      case SaEvent.Received received -> Reception.received(turn, received);
      case SaEvent.TimerFired fired -> timer(turn, fired.key());
      case SaEvent.Initiate initiate -> Resumption.start(turn, initiate.rule(), initiate.child());
      case SaEvent.Authenticated done -> CertificateAuth.done(turn, done);
      case SaEvent.Conversed done -> EapTalk.done(turn, done);
      case SaEvent.WantChild want -> Wishes.want(turn, want);
      case SaEvent.DeleteIke delete -> deleteIke(turn, delete);
      case SaEvent.DeleteChild delete ->
          Tasks.add(turn, new Task.DeleteChild(delete.protocol(), delete.spi(), delete.command()));
      case SaEvent.RekeyChild rekey ->
          Tasks.add(turn, new Task.RekeyChild(rekey.protocol(), rekey.spi(), rekey.command()));
      case SaEvent.SendAway away -> sendAway(turn, away);
      case SaEvent.RekeyIke rekey -> rekeyIke(turn, rekey);
      case SaEvent.Reauthenticate again -> Reauthentication.start(turn, again.command());
      case SaEvent.Reauthenticated again -> Reauthentication.done(turn, again);
      case SaEvent.Adopted adopted -> {
        IkeRekey.adopted(turn);
        CrashDetection.adopted(turn);
        Resumption.adopted(turn);
        AddressUpdate.goOn(turn);
      }
      case SaEvent.Inherit inherit -> {
        IkeRekey.inherit(turn, inherit);
        AddressUpdate.goOn(turn);
      }
      case SaEvent.Drain drain -> ChildRekey.drain(turn, drain.id(), drain.rest());
      case SaEvent.CheckLiveness check -> Tasks.add(turn, new Task.Liveness(check.command()));
      case SaEvent.InstallRefused refused -> installRefused(turn, refused);
      case SaEvent.Expired expired -> Lifetimes.childExpired(turn, expired.expire());
      case SaEvent.Moved moved -> Movement.moved(turn, moved);
      case SaEvent.Mapped mapped -> Movement.mapped(turn, mapped);
      case SaEvent.AddressesChanged changed -> PathSearch.addressesChanged(turn, changed);
      case SaEvent.Redundant redundant -> IkeRekey.redundant(turn);
      case SaEvent.Superseded superseded ->
          end(turn, "initial contact", "the peer has started afresh");
      case SaEvent.Forsaken forsaken -> end(turn, "us", "the daemon stops");
      case SaEvent.NotAlone notAlone -> InitialContact.withdraw(turn);
      case SaEvent.Alone alone -> HandOver.alone(turn, alone);
    }
    Tasks.start(turn);
    Holding.settle(turn);
    Reauthentication.settle(turn);
    return turn.done();
  }

  /** The IKE SA that has taken the place of one that only waits for its end. */
  private static Optional<IkeSpi> heir(IkeSa sa) {
    if (sa.state() instanceof IkeSaState.Replaced replaced) {
      return Optional.of(replaced.by());
    }
    return sa.state() instanceof IkeSaState.Deleting deleting ? deleting.heir() : Optional.empty();
  }

  private static boolean isForHeir(SaEvent event) {
    return switch (event) {
      case SaEvent.WantChild e -> true;
      case SaEvent.DeleteChild e -> true;
      case SaEvent.RekeyChild e -> true;
      case SaEvent.SendAway e -> true;
      case SaEvent.RekeyIke e -> true;
      case SaEvent.Reauthenticate e -> true;
      case SaEvent.Reauthenticated e -> true;
      case SaEvent.CheckLiveness e -> true;
      case SaEvent.Expired e -> true;
      case SaEvent.Inherit e -> true;
      case SaEvent.Drain e -> true;
      case SaEvent.Received e -> false;
      case SaEvent.TimerFired e -> false;
      case SaEvent.Initiate e -> false;
      case SaEvent.Authenticated e -> false;
      case SaEvent.Conversed e -> false;
      case SaEvent.DeleteIke e -> false;
      case SaEvent.InstallRefused e -> true;
      case SaEvent.Moved e -> true;
      case SaEvent.Mapped e -> true;
      case SaEvent.AddressesChanged e -> false;
      case SaEvent.Superseded e -> false;
      case SaEvent.Redundant e -> false;
      case SaEvent.Forsaken e -> false;
      case SaEvent.NotAlone e -> false;
      case SaEvent.Alone e -> true;
      case SaEvent.Adopted e -> false;
    };
  }

  private static void timer(Turn turn, TimerKey key) {
    switch (key) {
      case TimerKey.Retransmit retransmit -> Retransmission.due(turn, retransmit.messageId());
      case TimerKey.HalfOpen halfOpen -> {
        if (turn.sa().state() instanceof IkeSaState.AuthAwaited) {
          Refusal refusal =
              new Refusal.PeerSilent(
                  "-", "IKE_AUTH", 0, turn.context().settings().halfOpen().toSeconds());
          turn.emit(
              IkeEvent.info("ike.halfopen.expired")
                  .with("reason", refusal.reason())
                  .with(refusal.facts()));
          turn.retire(refusal.reason(), Optional.of(refusal));
        } else if (turn.sa().state() instanceof IkeSaState.Authenticating waiting) {
          CertificateAuth.overdue(turn, waiting);
        }
      }
      case TimerKey.Fragments fragments ->
          turn.sa().keyed().ifPresent(k -> k.envelope().forgetFragments());
      case TimerKey.Liveness liveness -> Liveness.due(turn);
      case TimerKey.RekeyIke rekey -> Lifetimes.rekeyDue(turn);
      case TimerKey.IkeExpiry expiry -> Lifetimes.ikeExpired(turn);
      case TimerKey.Retry retry -> Retries.due(turn, retry.task());
      case TimerKey.Drain drain -> turn.remove(List.of(drain.id()));
      case TimerKey.AuthLifetime limit -> AuthLifetime.due(turn);
      case TimerKey.LastAnswer last -> turn.effect(last.answer());
      case TimerKey.Held held -> HandOver.overdue(turn, held);
      case TimerKey.FollowUp followUp -> Unfinished.expired(turn, followUp.link());
      case TimerKey.Replaced replaced -> IkeRekey.overdue(turn);
    }
  }

  private static void sendAway(Turn turn, SaEvent.SendAway away) {
    if (turn.sa().isEstablished() && GatewayRedirection.follows(turn)) {
      Tasks.add(turn, new Task.SendAway(away.to(), away.command()));
    } else {
      turn.report(
          away.command(), Optional.of(abandoned("the peer is no client that follows redirects")));
    }
  }

  private static void rekeyIke(Turn turn, SaEvent.RekeyIke rekey) {
    if (turn.sa().state() instanceof IkeSaState.Established) {
      Tasks.add(turn, new Task.RekeyIke(rekey.command()));
    } else {
      turn.report(rekey.command(), Optional.of(abandoned("the IKE SA is not established")));
    }
  }

  private static void deleteIke(Turn turn, SaEvent.DeleteIke delete) {
    switch (turn.sa().state()) {
      case IkeSaState.Established s ->
          Tasks.add(turn, new Task.DeleteIke(delete.reason(), delete.command()));
      case IkeSaState.Deleting s -> turn.report(delete.command(), Optional.empty());
      // The peer may not know yet that it is replaced, and would take the Delete for the end of
      // all.
      case IkeSaState.Replaced s -> turn.effect(new Effect.Forward(s.by(), delete));
      case IkeSaState.AuthSent s -> {
        AuthInitiator.fail(turn, abandoned(delete.reason()));
        turn.report(delete.command(), Optional.empty());
      }
      case IkeSaState.IntermediateSent s -> {
        IntermediateInitiator.fail(turn, s, abandoned(delete.reason()));
        turn.report(delete.command(), Optional.empty());
      }
      case IkeSaState.ResumeSent s -> {
        turn.report(
            s.child().map(c -> c.command()).orElse(OptionalLong.empty()),
            Optional.of(abandoned(delete.reason())));
        turn.retire(delete.reason(), Optional.empty());
        turn.report(delete.command(), Optional.empty());
      }
      case IkeSaState.InitSent s -> {
        turn.report(
            s.child().map(c -> c.command()).orElse(OptionalLong.empty()),
            Optional.of(abandoned(delete.reason())));
        turn.retire(delete.reason(), Optional.empty());
        turn.report(delete.command(), Optional.empty());
      }
      case IkeSaState.Authenticating s -> {
        CertificateAuth.abandon(turn, s, abandoned(delete.reason()));
        turn.report(delete.command(), Optional.empty());
      }
      case IkeSaState.AuthAwaited s -> {
        turn.retire(delete.reason(), Optional.empty());
        turn.report(delete.command(), Optional.empty());
      }
      case IkeSaState.Larval s -> {
        turn.retire(delete.reason(), Optional.empty());
        turn.report(delete.command(), Optional.empty());
      }
      case IkeSaState.Dead s -> {}
    }
  }

  /** The peer holds half of something that we have not got: it is told to delete its half. */
  private static void installRefused(Turn turn, SaEvent.InstallRefused refused) {
    ChildSa child = refused.child();
    Refusal refusal =
        new Refusal.KernelRefused(
            child.policy().name(), refused.operation(), refused.errno(), refused.reason());
    turn.emit(
        IkeEvent.error("child.failed")
            .with("policy", child.policy().name())
            .with("spi_in", child.spi())
            .with("reason", refusal.reason())
            .with(refusal.facts()));
    if (turn.sa().children().byInbound(child.protocol(), child.spi()).isPresent()) {
      Tasks.add(turn, new Task.DeleteChild(child.protocol(), child.spi(), OptionalLong.empty()));
    }
  }

  /** Ends it here and now, without a word to the peer. */
  private static void end(Turn turn, String by, String why) {
    turn.emit(IkeEvent.info("ike.closed").with("by", by).with("why", why));
    Tasks.abandonAll(turn, why);
    turn.retire(why, Optional.empty());
  }

  private static void tellDead(Turn turn, SaEvent event) {
    OptionalLong command =
        switch (event) {
          case SaEvent.WantChild want -> {
            Wishes.anew(turn, want.rule(), List.of(want.request()));
            yield OptionalLong.empty();
          }
          case SaEvent.DeleteIke delete -> delete.command();
          case SaEvent.DeleteChild delete -> delete.command();
          case SaEvent.CheckLiveness check -> check.command();
          case SaEvent.Initiate initiate ->
              initiate.child().map(c -> c.command()).orElse(OptionalLong.empty());
          case SaEvent.Authenticated done -> OptionalLong.empty();
          case SaEvent.Conversed done -> {
            EapTalk.drop(done);
            yield OptionalLong.empty();
          }
          case SaEvent.Received received -> OptionalLong.empty();
          case SaEvent.TimerFired fired -> OptionalLong.empty();
          case SaEvent.InstallRefused refused -> OptionalLong.empty();
          case SaEvent.Expired expired -> OptionalLong.empty();
          case SaEvent.Moved moved -> OptionalLong.empty();
          case SaEvent.Mapped mapped -> OptionalLong.empty();
          case SaEvent.AddressesChanged changed -> OptionalLong.empty();
          case SaEvent.Superseded superseded -> OptionalLong.empty();
          case SaEvent.Redundant redundant -> OptionalLong.empty();
          case SaEvent.Forsaken forsaken -> OptionalLong.empty();
          case SaEvent.NotAlone notAlone -> OptionalLong.empty();
          case SaEvent.Alone alone -> {
            alone.then().ifPresent(turn::effect);
            yield OptionalLong.empty();
          }
          case SaEvent.RekeyChild rekey -> rekey.command();
          case SaEvent.SendAway away -> away.command();
          case SaEvent.RekeyIke rekey -> rekey.command();
          case SaEvent.Reauthenticate again -> again.command();
          case SaEvent.Reauthenticated again -> {
            turn.report(again.command(), Optional.empty());
            yield OptionalLong.empty();
          }
          case SaEvent.Adopted adopted -> OptionalLong.empty();
          case SaEvent.Drain drain -> {
            turn.remove(List.of(drain.id()));
            yield OptionalLong.empty();
          }
          case SaEvent.Inherit inherit -> {
            // The heir died before the inheritance arrived: what it holds leaves the kernel.
            ChildClosing.dropOrphans(turn, inherit.children().all());
            inherit
                .queue()
                .forEach(
                    t -> turn.report(t.command(), Optional.of(abandoned("the IKE SA is gone"))));
            yield OptionalLong.empty();
          }
        };
    turn.report(command, Optional.of(abandoned("the IKE SA is gone")));
  }

  private static Refusal abandoned(String why) {
    return new Refusal.NotPossible("IKE SA", why, NotifyType.TEMPORARY_FAILURE);
  }
}
