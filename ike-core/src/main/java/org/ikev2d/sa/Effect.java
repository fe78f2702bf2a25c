package org.ikev2d.sa;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.IkeKeys;
import org.ikev2d.crypto.IkeSuite;
import org.ikev2d.eap.EapConversation;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.payload.Identity;
import org.ikev2d.port.Credentials;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.KernelSa;
import org.ikev2d.port.Path;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.SaId;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.IkeSpi;

/** What a handler wants done. Effects run in order. */
public sealed interface Effect {
  /** Send the datagrams of one message. */
  record Send(Path path, List<Bytes> datagrams) implements Effect {}

  record Arm(TimerKey key, Duration delay) implements Effect {}

  record Disarm(TimerKey key) implements Effect {}

  /** Install SAs of a CHILD SA, in order; their keys are zeroed afterwards. */
  record Install(ChildSa child, List<KernelSa> sas) implements Effect {
    public Install {
      sas = List.copyOf(sas);
    }
  }

  /** Give an IKE SA that a rekey has made an owner of its own. */
  record Adopt(IkeSa sa) implements Effect {}

  /** Hand an event to another IKE SA of ours. */
  record Forward(IkeSpi to, SaEvent event) implements Effect {}

  /** Leave the SAs that wait for their last packets to another IKE SA of ours. */
  record Bequeath(IkeSpi to) implements Effect {}

  /**
   * Judge the peer's proof of identity, then make ours, outside the IKE SA's own thread. The answer
   * is {@link SaEvent.Authenticated}.
   */
  record Authenticate(Optional<Credentials.Evidence> theirs, Optional<Credentials.Claim> ours)
      implements Effect {}

  /**
   * Have the peer's EAP message answered outside the IKE SA's own thread. The answer is {@link
   * SaEvent.Conversed}.
   *
   * @param message empty if we begin
   */
  record Converse(EapConversation conversation, Optional<Bytes> message) implements Effect {}

  /**
   * Let the SAs of CHILD SAs have the addresses and ports of that path; {@link SaEvent.Moved} tells
   * what came of it, before any other event.
   *
   * @param inUdp whether ESP goes in UDP
   */
  record Move(List<ChildSa> children, Path path, boolean inUdp) implements Effect {
    public Move {
      children = List.copyOf(children);
    }
  }

  /**
   * Begin anew from another address of ours; the IKE SA here ends when the new one is there.
   *
   * @param home the addresses that policies name
   */
  record Renew(Path path, PeerRule rule, List<ChildRequest> wanted, Home home) implements Effect {
    public Renew {
      wanted = List.copyOf(wanted);
    }
  }

  /** An SA that the kernel could not move. */
  record Stayed(SaId id, String operation, int errno, String reason) {}

  /** Remove SAs or reservations from the kernel. */
  record Remove(List<SaId> ids) implements Effect {}

  /** Log, count, show. */
  record Emit(IkeEvent event) implements Effect {}

  /** The IKE SA is established: count it, take it out of the half-open ones. */
  record Established(Identity local, Identity remote, boolean initialContact) implements Effect {}

  /** Report the outcome of a command; no refusal means success. */
  record Report(long command, Optional<Refusal> refusal) implements Effect {}

  /** Show keys to whoever asked for them with the debug option. */
  record ExposeKeys(IkeSpi initiator, IkeSpi responder, IkeSuite suite, IkeKeys keys)
      implements Effect {}

  /**
   * Begin another IKE SA with the same peer beside the one there is.
   *
   * @param wanted CHILD SAs to make there
   * @param traits what the new IKE SA knows from the start
   */
  record Reauthenticate(PeerRule rule, Path path, List<ChildRequest> wanted, Traits traits)
      implements Effect {
    public Reauthenticate {
      wanted = List.copyOf(wanted);
    }
  }

  /** Negotiate with a peer anew that has lost what was negotiated; no request is left out. */
  record StartAgain(PeerRule rule, Path path, List<ChildRequest> wanted) implements Effect {
    public StartAgain {
      wanted = List.copyOf(wanted);
    }
  }

  /**
   * Begin with another gateway.
   *
   * @param origin the gateway that policy names, in whose place that one is
   * @param wanted CHILD SAs to make there
   * @param traits what the new IKE SA knows from the start
   */
  record StartElsewhere(
      PeerRule rule, Path path, InetAddress origin, List<ChildRequest> wanted, Traits traits)
      implements Effect {
    public StartElsewhere {
      wanted = List.copyOf(wanted);
    }
  }

  /** Keep a ticket for the next IKE SA with that gateway under that rule. */
  record KeepTicket(String rule, InetAddress gateway, HeldTicket ticket) implements Effect {}

  /** No ticket of the IKE SA with that SPI of ours is to be taken any more. */
  record VoidTickets(IkeSpi spi, long epochMillis) implements Effect {}

  /** The IKE SA is over: forget it. Its secrets are closed afterwards. */
  record Retire(String reason, Optional<Refusal> refusal) implements Effect {}
}
