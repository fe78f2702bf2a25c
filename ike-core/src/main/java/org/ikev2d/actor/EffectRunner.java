package org.ikev2d.actor;

import java.util.List;
import org.ikev2d.crypto.IkeKeys;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.KernelSa;
import org.ikev2d.port.SaId;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.SaEvent;
import org.ikev2d.wire.Bytes;

/** Carries out effects, in the thread of the step that asked for them. */
final class EffectRunner {
  private static final int ESRCH = 3;
  private static final int EEXIST = 17;
  private static final KernelAnswer<SaId> SPI_OF_ANOTHER =
      new KernelAnswer.Refused<>(
          "install", EEXIST, "the peer chose the SPI of another CHILD SA with that address");

  private final IkeEndpoint endpoint;
  private final Succession succession;
  private final Authenticator authenticator;
  private final Mover mover;

  EffectRunner(IkeEndpoint endpoint) {
    this.endpoint = endpoint;
    this.succession = new Succession(endpoint);
    this.authenticator = new Authenticator(endpoint);
    this.mover = new Mover(endpoint);
  }

  void run(SaActor actor, Effect effect) {
    switch (effect) {
      case Effect.Send send -> {
        for (Bytes datagram : send.datagrams()) {
          endpoint.surroundings().out().send(send.path(), datagram);
        }
      }
      case Effect.Arm arm -> actor.arm(arm);
      case Effect.Disarm disarm -> actor.disarm(disarm.key());
      case Effect.Install install -> install(actor, install);
      case Effect.Move move -> mover.move(actor, move);
      case Effect.Renew renew -> succession.renew(actor, renew);
      case Effect.Remove remove -> remove(actor, remove.ids());
      case Effect.Authenticate authenticate -> authenticator.start(actor, authenticate);
      case Effect.Converse converse -> authenticator.start(actor, converse);
      case Effect.Emit emit -> actor.emit(emit.event());
      case Effect.Established established -> endpoint.established(actor, established);
      case Effect.Report report -> endpoint.report(report);
      case Effect.ExposeKeys expose -> expose(expose);
      case Effect.Adopt adopt -> succession.adopt(actor, adopt.sa());
      case Effect.Forward forward -> succession.forward(actor, forward);
      case Effect.Bequeath bequeath -> succession.bequeath(actor, bequeath.to());
      case Effect.Reauthenticate again -> endpoint.initiations().beside(again);
      case Effect.StartAgain again -> endpoint.initiations().again(again);
      case Effect.StartElsewhere there -> endpoint.initiations().elsewhere(there);
      case Effect.KeepTicket kept -> endpoint.initiations().tickets().keep(kept);
      case Effect.VoidTickets gone ->
          endpoint
              .context()
              .settings()
              .extensions()
              .sessions()
              .vault()
              .ifPresent(vault -> vault.revoke(gone.spi(), gone.epochMillis()));
      case Effect.Retire retire -> {
        // SAs that only linger for late packets go with the IKE SA.
        remove(actor, actor.draining());
        actor.disarmAll();
        mover.retired(actor);
        succession.tellSiblings(actor);
        endpoint.retired(actor, retire);
      }
    }
  }

  private void install(SaActor actor, Effect.Install install) {
    for (KernelSa sa : install.sas()) {
      // The peer chooses the SPI of the outbound SA, and may choose one that is another's.
      boolean free = endpoint.claim(sa.id(), actor);
      KernelAnswer<SaId> answer =
          free ? endpoint.surroundings().sadb().install(sa) : SPI_OF_ANOTHER;
      sa.encrKey().close();
      sa.integKey().close();
      if (answer instanceof KernelAnswer.Refused<SaId> refused) {
        if (free && !sa.inbound()) {
          endpoint.unbind(sa.id());
        }
        if (!sa.inbound() && !endpoint.owns(actor, sa.id())) {
          actor.disown(sa.id());
        }
        actor.post(
            new SaEvent.InstallRefused(
                install.child(), refused.operation(), refused.errno(), refused.reason()));
      } else {
        actor.own(sa.id());
        mover.hold(actor, install.child(), sa);
        if (!sa.inbound()) {
          mover.installed(actor, install.child());
        }
      }
    }
  }

  private void remove(SaActor actor, List<SaId> ids) {
    for (SaId id : ids) {
      if (actor.isDisowned(id)) {
        continue;
      }
      endpoint.unbind(id);
      endpoint.surroundings().bindings().release(id);
      KernelAnswer<SaId> answer = endpoint.surroundings().sadb().delete(id);
      // The kernel may have expired it before us; that is no news.
      if (answer instanceof KernelAnswer.Refused<SaId> refused && refused.errno() != ESRCH) {
        actor.emit(
            IkeEvent.warn("kernel.delete.refused")
                .with("sa", id)
                .with("operation", refused.operation())
                .with("errno", refused.errno())
                .with("why", refused.reason()));
      }
    }
  }

  /** What the cipher has of the keys are copies; those of authentication live on in the state. */
  private void expose(Effect.ExposeKeys expose) {
    IkeKeys keys = expose.keys();
    endpoint
        .surroundings()
        .keys()
        .expose(expose.initiator(), expose.responder(), expose.suite(), keys);
    keys.skAi().close();
    keys.skAr().close();
    keys.skEi().close();
    keys.skEr().close();
  }
}
