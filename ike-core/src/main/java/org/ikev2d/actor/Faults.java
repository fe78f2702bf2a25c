package org.ikev2d.actor;

import org.ikev2d.negotiate.Refusal;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.sa.SaEvent;
import org.ikev2d.wire.NotifyType;

/** Defects of ours. */
final class Faults {
  private Faults() {}

  /** One IKE SA has met it: that one ends, and the log says so. */
  static void met(IkeEndpoint endpoint, SaActor actor, SaEvent event, Throwable fault) {
    endpoint.tally().faults.increment();
    StackTraceElement[] trace = fault.getStackTrace();
    endpoint.emit(
        IkeEvent.error("ike.fault")
            .with("spi_i", actor.sa().initiatorSpi())
            .with("spi_r", actor.sa().responderSpi())
            .with("state", actor.sa().state().label())
            .with("event", event.getClass().getSimpleName())
            .with("fault", fault)
            .with("at", trace.length == 0 ? "-" : trace[0]));
    if (!actor.isRetired()) {
      Refusal refusal =
          new Refusal.NotPossible("IKE SA", "internal fault", NotifyType.TEMPORARY_FAILURE);
      actor.forsake(endpoint.runner(), refusal);
    }
  }
}
