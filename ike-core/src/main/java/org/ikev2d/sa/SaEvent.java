package org.ikev2d.sa;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.ikev2d.eap.EapOutcome;
import org.ikev2d.port.Credentials;
import org.ikev2d.port.KernelEvent;
import org.ikev2d.port.Path;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.SaId;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.ProtocolId;

/** Something that happens to an IKE SA. */
public sealed interface SaEvent {
  /** A datagram that carries our SPI, or begins an IKE SA. */
  record Received(Path path, Bytes datagram) implements SaEvent {}

  record TimerFired(TimerKey key) implements SaEvent {}

  /** Begin as initiator. */
  record Initiate(PeerRule rule, Optional<ChildRequest> child) implements SaEvent {}

  /**
   * What became of {@link Effect.Authenticate}.
   *
   * @param theirs empty if there was nothing to judge
   * @param ours empty if there was nothing to prove, or if the peer's proof was refused
   */
  record Authenticated(Optional<Credentials.Verdict> theirs, Optional<Credentials.Proof> ours)
      implements SaEvent {}

  /** What became of {@link Effect.Converse}. */
  record Conversed(EapOutcome outcome) implements SaEvent {}

  /**
   * A CHILD SA is wanted.
   *
   * @param rule under which another IKE SA is begun if this one is at its end
   */
  record WantChild(PeerRule rule, ChildRequest request) implements SaEvent {}

  /** Delete the IKE SA. */
  record DeleteIke(String reason, OptionalLong command) implements SaEvent {}

  /** Delete one CHILD SA, named by our inbound SPI. */
  record DeleteChild(ProtocolId protocol, ChildSpi spi, OptionalLong command) implements SaEvent {}

  /** Replace a CHILD SA, named by our inbound SPI. */
  record RekeyChild(ProtocolId protocol, ChildSpi spi, OptionalLong command) implements SaEvent {}

  /** Send the peer, a client of ours, to another gateway. */
  record SendAway(InetAddress to, OptionalLong command) implements SaEvent {}

  /** Replace the IKE SA. */
  record RekeyIke(OptionalLong command) implements SaEvent {}

  /** Replace the IKE SA by one for which both sides authenticate anew. */
  record Reauthenticate(OptionalLong command) implements SaEvent {}

  /**
   * The IKE SA that was begun to reauthenticate is ready.
   *
   * @param heir our SPI of it
   */
  record Reauthenticated(IkeSpi heir, OptionalLong command) implements SaEvent {}

  /** This IKE SA has just come out of a rekey. */
  record Adopted() implements SaEvent {}

  /** CHILD SAs and wishes of an IKE SA that this one replaces. */
  record Inherit(ChildTable children, List<Task> queue) implements SaEvent {
    public Inherit {
      queue = List.copyOf(queue);
    }
  }

  /** An SA that has been replaced is to go when late packets have had time to arrive. */
  record Drain(SaId id, Duration rest) implements SaEvent {}

  /** Ask the peer for a sign of life. */
  record CheckLiveness(OptionalLong command) implements SaEvent {}

  /** The kernel did not take a CHILD SA. */
  record InstallRefused(ChildSa child, String operation, int errno, String reason)
      implements SaEvent {}

  /** A lifetime of an SA of ours ended. */
  record Expired(KernelEvent.Expire expire) implements SaEvent {}

  /** What came of a wish to move SAs. */
  record Moved(Renaming renaming, List<Effect.Stayed> stayed) implements SaEvent {
    public Moved {
      stayed = List.copyOf(stayed);
    }
  }

  /**
   * Addresses of ours have come or gone.
   *
   * @param preferred the one from which the system would send to the peer
   */
  record AddressesChanged(Optional<InetAddress> preferred) implements SaEvent {}

  /** Packets of an inbound SA of ours come from another address or port now. */
  record Mapped(KernelEvent.Mapping mapping) implements SaEvent {}

  /** The peer has another IKE SA with us and says that this one is stale. */
  record Superseded() implements SaEvent {}

  /** The peer made this IKE SA in a rekey that has lost against ours (RFC 7296 section 2.8.2). */
  record Redundant() implements SaEvent {}

  /** Another IKE SA with the peer has come up while this one is on its way. */
  record NotAlone() implements SaEvent {}

  /**
   * Another IKE SA with the peer has ended.
   *
   * @param then what is to be done once this one has taken over
   */
  record Alone(Optional<Effect.Send> then) implements SaEvent {}

  /** We end, and the peer is not told any more. */
  record Forsaken() implements SaEvent {}
}
