package org.ikev2d.actor;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.ikev2d.negotiate.SelectorNarrowing;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.payload.Identity;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.Neighbours;
import org.ikev2d.port.SaId;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.IkeSaState;
import org.ikev2d.wire.IkeSpi;

/** Finds IKE SAs: by our SPI, by the first message of a peer, by their CHILD SAs. */
final class Registry implements Neighbours {
  /** More IKE SAs between the same identities are not looked through at every handshake. */
  private static final int MOST_SIBLINGS = 16;

  private final ConcurrentMap<IkeSpi, SaActor> bySpi = new ConcurrentHashMap<>();
  private final ConcurrentMap<InitKey, SaActor> byInit = new ConcurrentHashMap<>();
  private final ConcurrentMap<SaId, SaActor> byChild = new ConcurrentHashMap<>();

  /** What a repeated first message has in common with the first (RFC 7296 section 2.1). */
  record InitKey(IkeSpi initiator, InetAddress remote) {}

  /** Identities of an established IKE SA. */
  record Pair(Identity local, Identity remote) {}

  private final Groups<Pair> byPair = new Groups<>();
  private final Groups<InetAddress> byPeer = new Groups<>();

  /** Registers a new IKE SA under a random SPI that nobody has. */
  SaActor create(SecureRandom random, Function<IkeSpi, SaActor> make) {
    while (true) {
      long value = random.nextLong();
      IkeSpi spi = new IkeSpi(value);
      if (value != 0 && !bySpi.containsKey(spi)) {
        SaActor actor = make.apply(spi);
        if (bySpi.putIfAbsent(spi, actor) == null) {
          byPeer.add(actor.peer(), actor);
          return actor;
        }
      }
    }
  }

  /** Registers an IKE SA whose SPI is agreed on already; 64 random bits do not collide. */
  SaActor enter(IkeSpi spi, SaActor actor) {
    if (bySpi.putIfAbsent(spi, actor) != null) {
      throw new IllegalStateException("two IKE SAs with SPI " + spi);
    }
    byPeer.add(actor.peer(), actor);
    return actor;
  }

  Optional<SaActor> find(IkeSpi spi) {
    return Optional.ofNullable(bySpi.get(spi));
  }

  SaActor forInit(InitKey key, Function<InitKey, SaActor> make) {
    return byInit.computeIfAbsent(key, make);
  }

  boolean knows(InitKey key) {
    return byInit.containsKey(key);
  }

  Optional<SaActor> forChild(SaId id) {
    return Optional.ofNullable(byChild.get(id));
  }

  /** Enters an SA under its owner unless it has one already. */
  boolean claim(SaId id, SaActor actor) {
    return byChild.putIfAbsent(id, actor) == null;
  }

  /** Gives an SA to another owner if it is still that one's. */
  boolean move(SaId id, SaActor from, SaActor to) {
    return byChild.replace(id, from, to);
  }

  void unbind(SaId id) {
    byChild.remove(id);
  }

  int children() {
    return byChild.size() / 2;
  }

  /** Enters an established IKE SA under the identities of its sides. */
  void established(Pair pair, SaActor actor) {
    byPair.add(pair, actor);
  }

  /** Enters an IKE SA whose peer has another address now. */
  void moved(SaActor actor, InetAddress from, InetAddress to) {
    byPeer.remove(from, actor);
    byPeer.add(to, actor);
  }

  /** The other IKE SAs between the same identities. */
  List<SaActor> others(Pair pair, SaActor actor) {
    return byPair.of(pair).stream().filter(a -> a != actor).toList();
  }

  /** The others with the same peer; none where a crowd shares its identities. */
  List<SaActor> siblings(Pair pair, IkeSpi spi) {
    Collection<SaActor> all = byPair.of(pair);
    return all.size() > MOST_SIBLINGS
        ? List.of()
        : all.stream().filter(a -> !a.sa().localSpi().equals(spi)).toList();
  }

  /** The same, as of their last completed steps. */
  List<IkeSa> beside(IkeSa sa) {
    return sa.state() instanceof IkeSaState.Established e
        ? siblings(new Pair(e.localId(), e.remoteId()), sa.localSpi()).stream()
            .map(SaActor::sa)
            .toList()
        : List.of();
  }

  /** Asked for strangers only, so that all are looked at. */
  @Override
  public boolean holdAuthenticated(List<AddressSelector> remote) {
    return bySpi.values().stream()
        .map(SaActor::sa)
        .filter(Registry::isAuthenticated)
        .flatMap(sa -> sa.children().all().stream())
        .anyMatch(child -> !SelectorNarrowing.narrow(remote, child.remote()).isEmpty());
  }

  private static boolean isAuthenticated(IkeSa sa) {
    return sa.state() instanceof IkeSaState.Established e
        && e.rule().remoteAuth() != AuthChoice.NULL;
  }

  boolean knows(Pair pair) {
    return !byPair.of(pair).isEmpty();
  }

  void forget(SaActor actor, Optional<Pair> pair, Optional<InitKey> init) {
    bySpi.remove(actor.sa().localSpi(), actor);
    init.ifPresent(key -> byInit.remove(key, actor));
    byPeer.remove(actor.peer(), actor);
    pair.ifPresent(p -> byPair.remove(p, actor));
  }

  Collection<SaActor> all() {
    return bySpi.values();
  }

  /** IKE SAs between those addresses, whatever their state. */
  List<SaActor> between(InetAddress local, InetAddress remote) {
    return byPeer.of(remote).stream()
        .filter(a -> a.sa().path().localAddress().equals(local))
        .toList();
  }
}
