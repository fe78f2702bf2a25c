package org.ikev2d.exchange;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sa.ChildRequest;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.IkeSaState;
import org.ikev2d.sa.Purpose;
import org.ikev2d.sa.SaEvent;
import org.ikev2d.sa.Task;

/** Wishes for CHILD SAs, from packets and from people. */
final class Wishes {
  private Wishes() {}

  /** Asking twice for the same CHILD SA makes no second one. */
  static void want(Turn turn, SaEvent.WantChild event) {
    ChildRequest wanted = event.request();
    if (turn.sa().state() instanceof IkeSaState.Deleting) {
      anew(turn, event.rule(), List.of(wanted));
    } else if (isThere(turn.sa(), wanted)) {
      turn.report(wanted.command(), Optional.empty());
    } else if (isPutOff(turn, wanted)) {
      // The peer has asked for patience, and asking it once more is none (section 2.25).
      if (wanted.command().isPresent()) {
        Retries.soon(turn, new Task.NewChild(wanted));
      }
    } else if (wanted.command().isPresent() || !isUnderWay(turn.sa(), wanted)) {
      Tasks.add(turn, new Task.NewChild(wanted));
    }
  }

  /** On another IKE SA: this one is at its end. */
  static void anew(Turn turn, PeerRule rule, List<ChildRequest> wanted) {
    if (!wanted.isEmpty()) {
      turn.effect(new Effect.StartAgain(rule, turn.sa().path(), wanted));
    }
  }

  /**
   * The IKE SA is being deleted, but packets still wait: a kernel that has asked for them once does
   * not ask again for a long time. What people have asked for they are told about instead.
   */
  static void outlive(Turn turn) {
    Stream<ChildRequest> waiting =
        turn.sa().queue().stream()
            .filter(t -> t instanceof Task.NewChild)
            .map(t -> ((Task.NewChild) t).request());
    Stream<ChildRequest> asked =
        turn.sa().outbound().pending().stream()
            .filter(p -> p.purpose().origin() instanceof Purpose.CreateChild)
            .map(p -> ((Purpose.CreateChild) p.purpose().origin()).draft().request());
    List<ChildRequest> all =
        Stream.concat(waiting, asked).filter(r -> r.command().isEmpty()).distinct().toList();
    turn.sa().rule().ifPresent(rule -> anew(turn, rule, all));
  }

  static boolean isThere(IkeSa sa, ChildRequest wanted) {
    return sa.children().all().stream()
        .anyMatch(c ->
            (c.state() == ChildSa.ChildState.INSTALLED || c.state() == ChildSa.ChildState.REKEYING)
                && c.policy().name().equals(wanted.policy().name())
                && c.local().equals(wanted.local())
                && c.remote().equals(wanted.remote()));
  }

  private static boolean isPutOff(Turn turn, ChildRequest wanted) {
    return Retries.putOff(turn).stream()
        .anyMatch(t -> t instanceof Task.NewChild n && n.request().sameTraffic(wanted));
  }

  /** What would have to be negotiated anew if the IKE SA were lost. */
  static List<ChildRequest> present(IkeSa sa) {
    Stream<ChildRequest> made =
        sa.children().all().stream()
            .filter(c ->
                c.state() == ChildSa.ChildState.INSTALLED
                    || c.state() == ChildSa.ChildState.REKEYING)
            .map(c ->
                new ChildRequest(
                    c.policy(),
                    VirtualAddress.isAssigned(sa) ? c.policy().local() : c.local(),
                    c.remote(),
                    OptionalLong.empty()));
    Stream<ChildRequest> waiting =
        sa.queue().stream()
            .filter(t -> t instanceof Task.NewChild)
            .map(t -> ((Task.NewChild) t).request())
            .map(ChildRequest::withoutCommand);
    return Stream.concat(made, waiting).distinct().toList();
  }

  private static boolean isUnderWay(IkeSa sa, ChildRequest wanted) {
    boolean first =
        switch (sa.state()) {
          case IkeSaState.ResumeSent s -> s.child().filter(wanted::sameTraffic).isPresent();
          case IkeSaState.InitSent s -> s.child().filter(wanted::sameTraffic).isPresent();
          case IkeSaState.IntermediateSent s ->
              s.origin().child().filter(wanted::sameTraffic).isPresent();
          case IkeSaState.AuthSent s ->
              s.child().filter(d -> d.request().sameTraffic(wanted)).isPresent();
          case IkeSaState.Larval s -> false;
          case IkeSaState.Authenticating s ->
              s.job().child().filter(d -> d.request().sameTraffic(wanted)).isPresent();
          case IkeSaState.AuthAwaited s -> false;
          case IkeSaState.Established s -> false;
          case IkeSaState.Deleting s -> false;
          case IkeSaState.Replaced s -> false;
          case IkeSaState.Dead s -> false;
        };
    return first
        || sa.queue().stream()
            .anyMatch(t -> t instanceof Task.NewChild n && n.request().sameTraffic(wanted))
        || sa.outbound().pending().stream()
            .anyMatch(p ->
                p.purpose().origin() instanceof Purpose.CreateChild c
                    && c.draft().request().sameTraffic(wanted));
  }
}
