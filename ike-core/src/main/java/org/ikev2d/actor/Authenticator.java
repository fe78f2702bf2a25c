package org.ikev2d.actor;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.ikev2d.eap.EapOutcome;
import org.ikev2d.port.Credentials;
import org.ikev2d.port.Credentials.Proof;
import org.ikev2d.port.Credentials.Verdict;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.SaEvent;

/**
 * Has proofs of identity judged and made outside the threads of IKE SAs. A proof that is judged may
 * wait for servers as long as policy says; it keeps no place that another peer would need. What
 * waits for a token has threads of its own, so that one that does not answer holds up nobody who
 * needs no token.
 */
final class Authenticator {
  private final IkeEndpoint endpoint;

  Authenticator(IkeEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  void start(SaActor actor, Effect.Authenticate work) {
    if (work.theirs().isEmpty()) {
      make(actor, work, Optional.empty());
      return;
    }
    Credentials credentials = endpoint.surroundings().credentials();
    endpoint
        .surroundings()
        .lookups()
        .execute(() ->
            guarded(actor, () -> work.theirs().map(credentials::judge))
                .ifPresent(verdict -> judged(actor, work, verdict)));
  }

  /** By EAP-TLS a certificate of the peer may be judged here as well. */
  void start(SaActor actor, Effect.Converse work) {
    endpoint.surroundings().lookups().execute(() -> actor.post(run(actor, work)));
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
  private void judged(SaActor actor, Effect.Authenticate work, Verdict verdict) {
    switch (verdict) {
      case Verdict.Proved proved when work.ours().isPresent() ->
          make(actor, work, Optional.of(verdict));
      case Verdict.Proved proved -> post(actor, Optional.of(verdict), Optional.empty());
      case Verdict.Refused refused -> post(actor, Optional.of(verdict), Optional.empty());
    }
  }

  private void make(SaActor actor, Effect.Authenticate work, Optional<Verdict> verdict) {
    Surroundings around = endpoint.surroundings();
    Credentials credentials = around.credentials();
    boolean slow = work.ours().filter(credentials::waitsForToken).isPresent();
    (slow ? around.tokens() : around.workers())
        .execute(() ->
            guarded(actor, () -> work.ours().map(credentials::prove))
                .ifPresent(proof -> post(actor, verdict, Optional.of(proof))));
  }

  private static void post(SaActor actor, Optional<Verdict> verdict, Optional<Proof> proof) {
    actor.post(new SaEvent.Authenticated(verdict, proof));
  }

  /** Empty if it failed inside, of which the IKE SA has been told. */
  private <T> Optional<T> guarded(SaActor actor, Supplier<Optional<T>> step) {
    try {
      return step.get();
    } catch (RuntimeException fault) {
      report(actor, "Authenticate", fault);
      List<String> why = List.of("internal fault");
      post(actor, Optional.of(new Verdict.Refused(why)), Optional.of(new Proof.Refused(why)));
      return Optional.empty();
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
