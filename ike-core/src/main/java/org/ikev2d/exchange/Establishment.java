package org.ikev2d.exchange;

import org.ikev2d.negotiate.IkeProposals;
import org.ikev2d.payload.Identity;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.IkeXform;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sa.AuthMethods;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.IkeSaState.Established;
import org.ikev2d.sa.Keyed;
import org.ikev2d.sa.TimerKey;

/** The moment at which both sides are authenticated. */
final class Establishment {
  private Establishment() {}

  static void complete(Turn turn, Keyed keyed, PeerRule rule, Identity ours, Identity theirs) {
    boolean claimed = turn.traits().has(InitialContact.Claimed.class) && !Anonymous.isPeer(rule);
    IkeXform xform = IkeProposals.permitting(rule, keyed.suite()).orElse(rule.xforms().getFirst());
    turn.become(new Established(keyed, rule, xform, ours, theirs, turn.context().epochMillis()));
    turn.update(s -> s.withTraits(forgetInitial(s.traits())));
    turn.disarm(new TimerKey.HalfOpen());
    turn.effect(new Effect.Established(ours, theirs, claimed));
    turn.emit(
        IkeEvent.info("ike.established")
            .with("role", turn.sa().role())
            .with("local_id", ours)
            .with("remote_id", theirs)
            .with("local_auth", AuthMethods.of(turn.traits()).own())
            .with("remote_auth", AuthMethods.of(turn.traits()).peer())
            .with("certificate", AuthMethods.of(turn.traits()).certificate())
            .with("suite", keyed.suite())
            .with(
                "nat",
                turn.traits()
                    .get(NatDetection.Status.class)
                    .map(n ->
                        n.local()
                            ? (n.remote() ? "both" : "local")
                            : n.remote() ? "remote" : "none")
                    .orElse("unknown")));
    Liveness.arm(turn);
    Lifetimes.arm(turn, xform);
    Resumption.established(turn);
    AuthLifetime.begin(turn, rule);
  }

  private static org.ikev2d.sa.Traits forgetInitial(org.ikev2d.sa.Traits traits) {
    return traits
        .without(InitialContact.Claimed.class)
        .without(InitialContact.First.class)
        .without(Intermediate.Progress.class)
        .without(CertificateHints.Learnt.class)
        .without(CertificateHints.LooksUp.class)
        .without(MethodAnnouncement.Learnt.class)
        .without(MethodAnnouncement.Owed.class)
        .without(InitInitiator.Doubted.class);
  }
}
