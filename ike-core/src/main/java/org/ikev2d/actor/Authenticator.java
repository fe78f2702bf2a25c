package org.ikev2d.actor;

import java.util.List;
import java.util.Optional;
import org.ikev2d.eap.EapOutcome;
import org.ikev2d.port.Credentials;
import org.ikev2d.port.Credentials.Proof;
import org.ikev2d.port.Credentials.Verdict;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.SaEvent;

/** Has proofs of identity judged and made by workers, which may wait for tokens and servers. */
final class Authenticator {
  private final IkeEndpoint endpoint;

  Authenticator(IkeEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  void start(SaActor actor, Effect.Authenticate work) {
    endpoint.surroundings().workers().execute(() -> actor.post(run(actor, work)));
  }

  void start(SaActor actor, Effect.Converse work) {
    endpoint.surroundings().workers().execute(() -> actor.post(run(actor, work)));
  }

  private SaEvent.Conversed run(SaActor actor, Effect.Converse work) {
    try {
      return new SaEvent.Conversed(
          work.conversation().step(endpoint.surroundings().credentials(), work.message()));
    } catch (RuntimeException fault) {
      report(actor, "Converse", fault);
      return new SaEvent.Conversed(
          new EapOutcome.Failed(Optional.empty(), "internal fault", false));
    }
  }

  /** Our own proof is worth its cost only to a peer that has proved its identity. */
  private SaEvent.Authenticated run(SaActor actor, Effect.Authenticate work) {
    Credentials credentials = endpoint.surroundings().credentials();
    try {
      Optional<Verdict> verdict = work.theirs().map(credentials::judge);
      boolean refused = verdict.filter(v -> v instanceof Verdict.Refused).isPresent();
      Optional<Proof> proof = refused ? Optional.empty() : work.ours().map(credentials::prove);
      return new SaEvent.Authenticated(verdict, proof);
    } catch (RuntimeException fault) {
      report(actor, "Authenticate", fault);
      List<String> why = List.of("internal fault");
      return new SaEvent.Authenticated(
          Optional.of(new Verdict.Refused(why)), Optional.of(new Proof.Refused(why)));
    }
  }

  private void report(SaActor actor, String event, RuntimeException fault) {
    endpoint.tally().faults.increment();
    StackTraceElement[] trace = fault.getStackTrace();
    actor.emit(
        IkeEvent.error("ike.fault")
            .with("spi_i", actor.sa().initiatorSpi())
            .with("spi_r", actor.sa().responderSpi())
            .with("state", actor.sa().state().label())
            .with("event", event)
            .with("fault", fault)
            .with("at", trace.length == 0 ? "-" : trace[0]));
  }
}
