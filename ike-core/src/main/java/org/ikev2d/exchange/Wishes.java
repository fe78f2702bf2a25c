package org.ikev2d.exchange;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.ikev2d.sa.ChildRequest;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.IkeSaState;
import org.ikev2d.sa.Purpose;
import org.ikev2d.sa.Task;

/** Wishes for CHILD SAs, from packets and from people. */
final class Wishes {
  private Wishes() {}

  /** Asking twice for the same CHILD SA makes no second one. */
  static void want(Turn turn, ChildRequest wanted) {
    if (isThere(turn.sa(), wanted)) {
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
