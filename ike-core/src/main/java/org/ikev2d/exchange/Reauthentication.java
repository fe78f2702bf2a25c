package org.ikev2d.exchange;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.ChildTable;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.IkeSaState.Established;
import org.ikev2d.sa.SaEvent;
import org.ikev2d.sa.Task;
import org.ikev2d.sa.Trait;
import org.ikev2d.sa.Traits;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.NotifyType;

/**
 * A new IKE SA with CHILD SAs of its own, for which both sides prove anew who they are, before the
 * old one is deleted (RFC 7296 section 2.8.3).
 */
public final class Reauthentication {
  private Reauthentication() {}

  /**
   * Of the new IKE SA, until it has all that the old one had.
   *
   * @param old our SPI of the old one
   */
  record Succeeds(IkeSpi old, OptionalLong command) implements Trait {}

  /**
   * Of the old one, and of what replaces it meanwhile.
   *
   * @param old our SPI of it
   */
  record Begun(IkeSpi old) implements Trait {}

  /** Whether that IKE SA has come out of a rekey of the one that is being reauthenticated. */
  public static boolean continues(IkeSa sa, IkeSpi old) {
    return sa.traits().get(Begun.class).filter(b -> b.old().equals(old)).isPresent();
  }

  static void start(Turn turn, OptionalLong command) {
    if (!(turn.sa().state() instanceof Established state)
        || Collisions.isRekeyingIke(turn.sa())
        || turn.traits().has(Succeeds.class)) {
      turn.report(command, Optional.of(notNow()));
      return;
    }
    Succeeds succeeds = new Succeeds(turn.sa().localSpi(), command);
    turn.learn(new Begun(turn.sa().localSpi()));
    turn.effect(
        new Effect.Reauthenticate(
            state.rule(), turn.sa().path(), Wishes.present(turn.sa()), Traits.NONE.with(succeeds)));
  }

  private static Refusal notNow() {
    return new Refusal.NotPossible(
        "IKE SA", "it is not established, or being replaced", NotifyType.TEMPORARY_FAILURE);
  }

  /** The new IKE SA has been asked for everything and has its answers: the old one may go. */
  static void settle(Turn turn) {
    Optional<Succeeds> succeeds = turn.traits().get(Succeeds.class);
    if (succeeds.isPresent()
        && turn.sa().isEstablished()
        && turn.sa().queue().isEmpty()
        && turn.sa().outbound().pending().isEmpty()) {
      turn.update(s -> s.withTraits(s.traits().without(Succeeds.class)));
      turn.effect(
          new Effect.Forward(
              succeeds.get().old(),
              new SaEvent.Reauthenticated(turn.sa().localSpi(), succeeds.get().command())));
    }
  }

  /** There will be no new IKE SA: the old one stays. */
  static void failed(Turn turn, Optional<Refusal> why) {
    turn.traits()
        .get(Succeeds.class)
        .ifPresent(s -> {
          turn.emit(IkeEvent.warn("ike.reauthentication.failed").with("old", s.old()));
          turn.report(s.command(), why);
        });
  }

  /** The old IKE SA ends; its CHILD SAs linger under the new one for packets on their way. */
  static void done(Turn turn, SaEvent.Reauthenticated event) {
    if (!turn.sa().isEstablished()) {
      turn.report(event.command(), Optional.empty());
      return;
    }
    List<ChildSa> children = turn.sa().children().all();
    children.forEach(c -> ChildRekey.drain(turn, c));
    turn.update(s -> s.withChildren(ChildTable.EMPTY));
    turn.effect(new Effect.Bequeath(event.heir()));
    turn.emit(
        IkeEvent.info("ike.reauthenticated")
            .with("heir", event.heir())
            .with("child_sas", children.size()));
    Tasks.add(turn, new Task.DeleteIke("reauthenticated", event.command()));
  }
}
