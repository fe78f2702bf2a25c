package org.ikev2d.actor;

import java.util.Optional;
import org.ikev2d.exchange.NatDetection;
import org.ikev2d.sa.AuthMethods;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.IkeSaSnapshot;
import org.ikev2d.sa.IkeSaState;
import org.ikev2d.sa.Keyed;

/** What a listing shows of an IKE SA. */
final class Snapshots {
  private Snapshots() {}

  static IkeSaSnapshot of(IkeSa sa) {
    Optional<IkeSaState.Established> established =
        switch (sa.state()) {
          case IkeSaState.Established s -> Optional.of(s);
          case IkeSaState.Deleting s -> Optional.of(s.was());
          case IkeSaState.Replaced s -> Optional.of(s.was());
          case IkeSaState.Larval s -> Optional.empty();
          case IkeSaState.InitSent s -> Optional.empty();
          case IkeSaState.ResumeSent s -> Optional.empty();
          case IkeSaState.AuthAwaited s -> Optional.empty();
          case IkeSaState.IntermediateSent s -> Optional.empty();
          case IkeSaState.AuthSent s -> Optional.empty();
          case IkeSaState.Authenticating s -> Optional.empty();
          case IkeSaState.Dead s -> Optional.empty();
        };
    Optional<NatDetection.Status> nat = sa.traits().get(NatDetection.Status.class);
    return new IkeSaSnapshot(
        sa,
        sa.keyed().map(Keyed::suite),
        established.map(IkeSaState.Established::localId),
        established.map(IkeSaState.Established::remoteId),
        AuthMethods.of(sa.traits()),
        established.map(IkeSaState.Established::epochMillis),
        nat.map(NatDetection.Status::local).orElse(false),
        nat.map(NatDetection.Status::remote).orElse(false));
  }
}
