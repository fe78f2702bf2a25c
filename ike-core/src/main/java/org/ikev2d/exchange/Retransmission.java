package org.ikev2d.exchange;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sa.ChildDraft;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.IkeSaState;
import org.ikev2d.sa.IkeSaState.AuthSent;
import org.ikev2d.sa.IkeSaState.InitSent;
import org.ikev2d.sa.Outbound.Pending;
import org.ikev2d.sa.TimerKey;

/** Repeats requests with growing pauses, then gives the peer up (RFC 7296 section 2.4). */
final class Retransmission {
  private Retransmission() {}

  static void due(Turn turn, int messageId) {
    Optional<Pending> found = turn.sa().outbound().find(messageId);
    if (found.isEmpty()) {
      return;
    }
    Pending pending = found.get();
    if (ResumeInitiator.isOver(turn, pending)) {
      return;
    }
    EndpointSettings settings = turn.context().settings();
    long waited = turn.context().nanos() - pending.firstSentNanos();
    long left = PathSearch.patience(turn, settings).toNanos() - waited;
    if (left <= 0) {
      giveUp(turn, pending, waited);
      return;
    }
    Pending again = PathMtu.again(turn, pending);
    turn.update(s -> s.withOutbound(s.outbound().replaced(again)));
    turn.effect(new Effect.Send(again.path(), again.datagrams()));
    PathSearch.widen(turn, pending);
    Duration pause = pause(settings, pending.tries());
    turn.arm(new TimerKey.Retransmit(messageId), Duration.ofNanos(Math.min(pause.toNanos(), left)));
  }

  private static Duration pause(EndpointSettings settings, int tries) {
    Duration doubled = settings.firstRetry().multipliedBy(1L << Math.min(tries, 20));
    return doubled.compareTo(settings.longestRetry()) < 0 ? doubled : settings.longestRetry();
  }

  private static void giveUp(Turn turn, Pending pending, long waited) {
    Refusal refusal =
        new Refusal.PeerSilent(
            turn.sa().rule().map(PeerRule::label).orElse("-"),
            pending.exchange().toString(),
            pending.tries(),
            TimeUnit.NANOSECONDS.toSeconds(waited));
    switch (turn.sa().state()) {
      case InitSent sent ->
          sent.child().ifPresent(c -> turn.report(c.command(), Optional.of(refusal)));
      case IkeSaState.ResumeSent sent ->
          sent.child().ifPresent(c -> turn.report(c.command(), Optional.of(refusal)));
      case IkeSaState.IntermediateSent sent ->
          sent.origin().child().ifPresent(c -> turn.report(c.command(), Optional.of(refusal)));
      case AuthSent sent -> sent.child().ifPresent(d -> giveBack(turn, d, refusal));
      case IkeSaState.Larval s -> {}
      case IkeSaState.AuthAwaited s -> {}
      case IkeSaState.Authenticating s -> {}
      case IkeSaState.Established s -> {}
      case IkeSaState.Deleting s -> {}
      case IkeSaState.Replaced s -> {}
      case IkeSaState.Dead s -> {}
    }
    turn.emit(IkeEvent.warn("ike.failed").with("reason", refusal.reason()).with(refusal.facts()));
    Resumption.keep(turn);
    // If the peer has made a replacement meanwhile, the CHILD SAs live on there.
    IkeRekey.closedByWinner(turn);
    Tasks.abandonAll(turn, "the peer does not answer");
    turn.retire(refusal.reason(), Optional.of(refusal));
  }

  private static void giveBack(Turn turn, ChildDraft draft, Refusal refusal) {
    turn.remove(draft.larval());
    turn.report(draft.request().command(), Optional.of(refusal));
  }
}
