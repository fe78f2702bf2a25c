package org.ikev2d.exchange;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.IkeSaState;
import org.ikev2d.sa.SaEvent;
import org.ikev2d.sa.Task;
import org.ikev2d.sa.TimerKey;
import org.ikev2d.wire.NotifyType;

/** The function from an IKE SA and an event to the next IKE SA and effects. */
public final class Machine {
  private Machine() {}

  public static Step step(IkeSa sa, SaEvent event, Context context) {
    Turn turn = new Turn(context, sa);
    if (sa.isDead()) {
      tellDead(turn, event);
      return turn.done();
    }
    switch (event) {
      case SaEvent.Received received -> Reception.received(turn, received);
      case SaEvent.TimerFired fired -> timer(turn, fired.key());
      case SaEvent.Initiate initiate ->
          InitInitiator.start(turn, initiate.rule(), initiate.child());
      case SaEvent.WantChild want -> Tasks.add(turn, new Task.NewChild(want.request()));
      case SaEvent.DeleteIke delete -> deleteIke(turn, delete);
      case SaEvent.DeleteChild delete ->
          Tasks.add(turn, new Task.DeleteChild(delete.protocol(), delete.spi(), delete.command()));
      case SaEvent.CheckLiveness check -> Tasks.add(turn, new Task.Liveness(check.command()));
      case SaEvent.InstallRefused refused -> installRefused(turn, refused);
      case SaEvent.Expired expired -> expired(turn, expired);
      case SaEvent.Superseded superseded -> superseded(turn);
    }
    Tasks.start(turn);
    return turn.done();
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
        }
      }
      case TimerKey.Liveness liveness -> Liveness.due(turn);
    }
  }

  private static void deleteIke(Turn turn, SaEvent.DeleteIke delete) {
    switch (turn.sa().state()) {
      case IkeSaState.Established s ->
          Tasks.add(turn, new Task.DeleteIke(delete.reason(), delete.command()));
      case IkeSaState.Deleting s -> turn.report(delete.command(), Optional.empty());
      case IkeSaState.AuthSent s -> {
        AuthInitiator.fail(turn, abandoned(delete.reason()));
        turn.report(delete.command(), Optional.empty());
      }
      case IkeSaState.InitSent s -> {
        turn.report(
            s.child().map(c -> c.command()).orElse(OptionalLong.empty()),
            Optional.of(abandoned(delete.reason())));
        turn.retire(delete.reason(), Optional.empty());
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

  private static void expired(Turn turn, SaEvent.Expired expired) {
    List<ChildSa> named =
        turn.sa().children().all().stream()
            .filter(c ->
                c.inbound().equals(expired.expire().id())
                    || c.outbound().equals(expired.expire().id()))
            .toList();
    for (ChildSa child : named) {
      turn.emit(
          IkeEvent.info("child.expired")
              .with("spi_in", child.spi())
              .with("limit", expired.expire().hard() ? "hard" : "soft"));
      if (expired.expire().hard() && child.state() == ChildSa.ChildState.INSTALLED) {
        Tasks.add(turn, new Task.DeleteChild(child.protocol(), child.spi(), OptionalLong.empty()));
      }
    }
  }

  private static void superseded(Turn turn) {
    turn.emit(IkeEvent.info("ike.closed").with("by", "initial contact"));
    Tasks.abandonAll(turn, "the peer has started afresh");
    turn.retire("superseded by initial contact", Optional.empty());
  }

  private static void tellDead(Turn turn, SaEvent event) {
    OptionalLong command =
        switch (event) {
          case SaEvent.WantChild want -> want.request().command();
          case SaEvent.DeleteIke delete -> delete.command();
          case SaEvent.DeleteChild delete -> delete.command();
          case SaEvent.CheckLiveness check -> check.command();
          case SaEvent.Initiate initiate ->
              initiate.child().map(c -> c.command()).orElse(OptionalLong.empty());
          case SaEvent.Received received -> OptionalLong.empty();
          case SaEvent.TimerFired fired -> OptionalLong.empty();
          case SaEvent.InstallRefused refused -> OptionalLong.empty();
          case SaEvent.Expired expired -> OptionalLong.empty();
          case SaEvent.Superseded superseded -> OptionalLong.empty();
        };
    turn.report(command, Optional.of(abandoned("the IKE SA is gone")));
  }

  private static Refusal abandoned(String why) {
    return new Refusal.NotPossible("IKE SA", why, NotifyType.TEMPORARY_FAILURE);
  }
}
