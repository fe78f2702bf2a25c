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
  private final IkeEndpoint endpoint;

  EffectRunner(IkeEndpoint endpoint) {
    this.endpoint = endpoint;
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
      case Effect.Remove remove -> remove(actor, remove.ids());
      case Effect.Emit emit -> actor.emit(emit.event());
      case Effect.Established established -> endpoint.established(actor, established);
      case Effect.Report report -> endpoint.report(report);
      case Effect.ExposeKeys expose -> expose(expose);
      case Effect.Adopt adopt -> endpoint.adopt(adopt.sa());
      case Effect.Forward forward -> endpoint.forward(forward);
      case Effect.Retire retire -> {
        // Inbound SAs that only linger for late packets go with the IKE SA.
        remove(actor, actor.draining());
        actor.disarmAll();
        endpoint.retired(actor, retire);
      }
    }
  }

  private void install(SaActor actor, Effect.Install install) {
    for (KernelSa sa : install.sas()) {
      endpoint.bind(sa.id(), actor);
      KernelAnswer<SaId> answer = endpoint.surroundings().sadb().install(sa);
      sa.encrKey().close();
      sa.integKey().close();
      if (answer instanceof KernelAnswer.Refused<SaId> refused) {
        actor.post(
            new SaEvent.InstallRefused(
                install.child(), refused.operation(), refused.errno(), refused.reason()));
      }
    }
  }

  private void remove(SaActor actor, List<SaId> ids) {
    for (SaId id : ids) {
      endpoint.unbind(id);
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
