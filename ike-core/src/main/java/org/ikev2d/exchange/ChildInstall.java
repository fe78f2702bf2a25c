package org.ikev2d.exchange;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.ikev2d.crypto.AlgorithmTable;
import org.ikev2d.crypto.ChildKeys;
import org.ikev2d.crypto.KeyDerivation;
import org.ikev2d.crypto.Secret;
import org.ikev2d.negotiate.ChildAlgorithms;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.negotiate.SelectorNarrowing;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.ChildLifetime;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.KernelSa;
import org.ikev2d.port.Path;
import org.ikev2d.port.PolicyPart;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.Keyed;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.ProtocolId;

/** From an agreement to a pair of SAs with keys (RFC 7296 section 2.17). */
final class ChildInstall {
  /** Packets. More than the 32 of old, no more than Linux takes through PF_KEY. */
  private static final int REPLAY_WINDOW = 32;

  private ChildInstall() {}

  /**
   * What both sides have agreed on.
   *
   * @param shared of the key exchanges of its own, in order; closed after use
   * @param initiated whether we started the exchange, which orders the keys
   * @param held if nothing may be sent on it yet: message ID of the request whose answer the peer
   *     must have first
   */
  record Agreed(
      SecurityPolicy policy,
      IpsecMode mode,
      ChildAlgorithms algorithms,
      ChildSpi ownSpi,
      ChildSpi peerSpi,
      List<AddressSelector> local,
      List<AddressSelector> remote,
      Bytes ownNonce,
      Bytes peerNonce,
      List<Secret> shared,
      boolean initiated,
      OptionalInt held) {
    Agreed {
      shared = List.copyOf(shared);
    }

    Agreed withHeld(OptionalInt messageId) {
      return with(shared, messageId);
    }

    Agreed withShared(List<Secret> all) {
      return with(all, held);
    }

    private Agreed with(List<Secret> secrets, OptionalInt messageId) {
      return new Agreed(
          policy,
          mode,
          algorithms,
          ownSpi,
          peerSpi,
          local,
          remote,
          ownNonce,
          peerNonce,
          secrets,
          initiated,
          messageId);
    }
  }

  /** Reserves an inbound SPI for a CHILD SA under a policy. */
  static KernelAnswer<SaId> reserve(
      Turn turn, ProtocolId protocol, IpsecMode mode, SecurityPolicy policy) {
    Path path = turn.sa().path();
    InetAddress peer = path.remoteAddress();
    InetAddress own = path.localAddress();
    int reqid = turn.context().bindings().reqid(policy);
    return switch (turn.context().sadb().reserve(protocol, peer, own, mode, reqid)) {
      case KernelAnswer.Done<ChildSpi> done ->
          KernelAnswer.done(new SaId(protocol, done.value(), peer, own));
      case KernelAnswer.Refused<ChildSpi> refused -> refused.as();
    };
  }

  static Refusal refusal(SecurityPolicy policy, KernelAnswer.Refused<?> refused) {
    return new Refusal.KernelRefused(
        policy.name(), refused.operation(), refused.errno(), refused.reason());
  }

  static ChildSa install(Turn turn, Keyed keyed, Agreed agreed) {
    Path path = turn.sa().path();
    ProtocolId protocol = agreed.algorithms().protocol();
    InetAddress own = path.localAddress();
    InetAddress peer = path.remoteAddress();
    ChildSa bare =
        new ChildSa(
            new SaId(protocol, agreed.ownSpi(), peer, own),
            new SaId(protocol, agreed.peerSpi(), own, peer),
            agreed.mode(),
            agreed.algorithms(),
            agreed.local(),
            agreed.remote(),
            agreed.policy(),
            reqid(turn, agreed),
            ChildSa.ChildState.INSTALLED,
            Optional.empty(),
            Optional.empty(),
            turn.context().nanos());
    ChildKeys keys = keys(keyed, agreed);
    boolean initiated = agreed.initiated();
    ChildLifetime lifetime = Lifetimes.jittered(turn);
    KernelSa inbound =
        kernelSa(
            turn,
            bare,
            lifetime,
            true,
            initiated ? keys.responderEncr() : keys.initiatorEncr(),
            initiated ? keys.responderInteg() : keys.initiatorInteg());
    KernelSa outbound =
        kernelSa(
            turn,
            bare,
            lifetime,
            false,
            initiated ? keys.initiatorEncr() : keys.responderEncr(),
            initiated ? keys.initiatorInteg() : keys.responderInteg());
    boolean hold = agreed.held().isPresent();
    ChildSa child =
        hold ? bare.holding(new ChildSa.Held(outbound, agreed.held().getAsInt())) : bare;
    turn.update(s -> s.withChildren(s.children().with(child)));
    turn.effect(new Effect.Install(child, hold ? List.of(inbound) : List.of(inbound, outbound)));
    turn.emit(
        IkeEvent.info("child.installed")
            .with("policy", agreed.policy().name())
            .with("spi_in", agreed.ownSpi())
            .with("spi_out", agreed.peerSpi())
            .with("mode", agreed.mode().name().toLowerCase(java.util.Locale.ROOT))
            .with("algorithms", agreed.algorithms())
            .with("ts_local", () -> SelectorNarrowing.text(agreed.local()))
            .with("ts_remote", () -> SelectorNarrowing.text(agreed.remote())));
    return child;
  }

  /** The same as of the CHILD SA that it replaces. */
  static int reqid(Turn turn, Agreed agreed) {
    return turn.context()
        .bindings()
        .reqid(
            new PolicyPart(agreed.policy(), agreed.local(), agreed.remote(), Movement.home(turn)));
  }

  private static ChildKeys keys(Keyed keyed, Agreed agreed) {
    ChildAlgorithms algorithms = agreed.algorithms();
    int encr =
        algorithms
            .encr()
            .map(e -> AlgorithmTable.encrKeymatOctets(e.id(), e.keyBits()).orElseThrow())
            .orElse(0);
    int integ = AlgorithmTable.integKeymatOctets(algorithms.integ()).orElseThrow();
    Bytes ni = agreed.initiated() ? agreed.ownNonce() : agreed.peerNonce();
    Bytes nr = agreed.initiated() ? agreed.peerNonce() : agreed.ownNonce();
    ChildKeys keys =
        KeyDerivation.childKeys(keyed.prf(), keyed.skD(), agreed.shared(), ni, nr, encr, integ);
    agreed.shared().forEach(Secret::close);
    return keys;
  }

  private static KernelSa kernelSa(
      Turn turn,
      ChildSa child,
      ChildLifetime lifetime,
      boolean inbound,
      Secret encrKey,
      Secret integKey) {
    return new KernelSa(
        inbound ? child.inbound() : child.outbound(),
        child.mode(),
        child.reqid(),
        child.algorithms().encr(),
        encrKey,
        child.algorithms().integ(),
        integKey,
        child.algorithms().esn(),
        REPLAY_WINDOW,
        lifetime,
        inbound ? child.remote() : child.local(),
        inbound ? child.local() : child.remote(),
        encapsulation(turn, inbound),
        inbound);
  }

  static boolean isInUdp(Turn turn) {
    return turn.sa().path().marked()
        && turn.traits().get(NatDetection.Status.class).map(NatDetection.Status::any).orElse(false);
  }

  /** With a NAT on the way both sides encapsulate (RFC 7296 section 2.23). */
  static Optional<KernelSa.Encapsulation> encapsulation(Turn turn, boolean inbound) {
    Path path = turn.sa().path();
    if (!isInUdp(turn)) {
      return Optional.empty();
    }
    int own = path.local().getPort();
    int peer = path.remote().getPort();
    return Optional.of(
        inbound ? new KernelSa.Encapsulation(peer, own) : new KernelSa.Encapsulation(own, peer));
  }
}
