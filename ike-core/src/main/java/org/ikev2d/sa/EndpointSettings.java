package org.ikev2d.sa;

import java.time.Duration;

/**
 * What is set for all IKE SAs of an endpoint.
 *
 * @param ikePort UDP port, 500 but in tests
 * @param nattPort UDP port with the non-ESP marker, 4500 but in tests
 * @param responseWait how long a request may stay unanswered (Solaris' response_wait_time)
 * @param firstRetry time to the first repetition; doubles with each
 * @param longestRetry bound of that doubling
 * @param halfOpen how long a responder waits for IKE_AUTH
 * @param fragmentation whether RFC 7383 is offered
 * @param fragmentationMtu octets of an IP packet that carries a fragment, 576 to 9216
 * @param liveness silence after which the peer is asked for a sign of life; zero for never
 * @param window how many requests of the peer may be unanswered at once, 1 to 64
 * @param extensions what is offered beyond RFC 7296
 */
public record EndpointSettings(
    int ikePort,
    int nattPort,
    Duration responseWait,
    Duration firstRetry,
    Duration longestRetry,
    Duration halfOpen,
    boolean fragmentation,
    int fragmentationMtu,
    Duration liveness,
    int window,
    Extensions extensions) {
  public static final EndpointSettings DEFAULT =
      new EndpointSettings(
          500,
          4500,
          Duration.ofSeconds(60),
          Duration.ofMillis(500),
          Duration.ofSeconds(16),
          Duration.ofSeconds(30),
          false,
          1350,
          Duration.ZERO,
          1,
          Extensions.DEFAULT);

  public EndpointSettings withPorts(int ike, int natt) {
    return new EndpointSettings(
        ike,
        natt,
        responseWait,
        firstRetry,
        longestRetry,
        halfOpen,
        fragmentation,
        fragmentationMtu,
        liveness,
        window,
        extensions);
  }

  public EndpointSettings withResponseWait(Duration wait) {
    return new EndpointSettings(
        ikePort,
        nattPort,
        wait,
        firstRetry,
        longestRetry,
        halfOpen,
        fragmentation,
        fragmentationMtu,
        liveness,
        window,
        extensions);
  }

  public EndpointSettings withFragmentation(boolean enabled, int mtu) {
    return new EndpointSettings(
        ikePort,
        nattPort,
        responseWait,
        firstRetry,
        longestRetry,
        halfOpen,
        enabled,
        mtu,
        liveness,
        window,
        extensions);
  }

  public EndpointSettings withLiveness(Duration silence) {
    return new EndpointSettings(
        ikePort,
        nattPort,
        responseWait,
        firstRetry,
        longestRetry,
        halfOpen,
        fragmentation,
        fragmentationMtu,
        silence,
        window,
        extensions);
  }

  public EndpointSettings withHalfOpen(Duration patience) {
    return new EndpointSettings(
        ikePort,
        nattPort,
        responseWait,
        firstRetry,
        longestRetry,
        patience,
        fragmentation,
        fragmentationMtu,
        liveness,
        window,
        extensions);
  }

  public EndpointSettings withWindow(int requests) {
    return new EndpointSettings(
        ikePort,
        nattPort,
        responseWait,
        firstRetry,
        longestRetry,
        halfOpen,
        fragmentation,
        fragmentationMtu,
        liveness,
        requests,
        extensions);
  }

  public EndpointSettings withExtensions(Extensions offered) {
    return new EndpointSettings(
        ikePort,
        nattPort,
        responseWait,
        firstRetry,
        longestRetry,
        halfOpen,
        fragmentation,
        fragmentationMtu,
        liveness,
        window,
        offered);
  }
}
