package org.ikev2d.exchange;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.Path;
import org.ikev2d.sa.ChildRequest;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.ChildSa.ChildState;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.Home;
import org.ikev2d.sa.IkeSaState.Established;
import org.ikev2d.sa.Outbound.Pending;
import org.ikev2d.sa.SaEvent;
import org.ikev2d.sa.Task;

/** Looks for a path that works when the one in use does not (RFC 4555 sections 3.10 and 3.12). */
final class PathSearch {
  /** Unanswered so often, a request goes over all paths at once. */
  private static final int DOUBTFUL_TRIES = 3;

  private static final int MOST_PATHS = 8;

  /** The side that does not choose the path has to wait for the other (section 3.10). */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private PathSearch() {}

  /** Our addresses that the rule allows, the preferred first. */
  static List<InetAddress> own(Turn turn) {
    return turn.context().own().stream()
        .filter(a ->
            turn.sa()
                .rule()
                .filter(r -> r.local().stream().anyMatch(range -> range.contains(a)))
                .isPresent())
        .toList();
  }

  /** Pairs of addresses other than the one in use, best first. */
  private static List<Path> candidates(Turn turn) {
    Path path = turn.sa().path();
    Set<InetAddress> peers = new LinkedHashSet<>();
    peers.add(path.remoteAddress());
    Mobike.agreed(turn).ifPresent(a -> peers.addAll(a.peers()));
    List<Path> all = new ArrayList<>();
    for (InetAddress peer : peers) {
      for (InetAddress own : own(turn)) {
        Path pair = Mobike.between(path, own, peer);
        if (own.getClass().equals(peer.getClass())
            && !pair.equals(path)
            && Movement.isAllowed(turn, pair)) {
          all.add(pair);
        }
      }
    }
    return all;
  }

  /**
   * A request that stays unanswered is also sent over other paths; the answer tells which works.
   */
  static void widen(Turn turn, Pending pending) {
    if (Mobike.decides(turn) && pending.tries() >= DOUBTFUL_TRIES) {
      candidates(turn).stream()
          .limit(MOST_PATHS)
          .forEach(p -> turn.effect(new Effect.Send(p, pending.datagrams())));
    }
  }

  /** How long a request may stay unanswered. */
  static Duration patience(Turn turn, EndpointSettings settings) {
    boolean waits =
        turn.sa().isEstablished() && Mobike.agreed(turn).filter(a -> !a.decides()).isPresent();
    return waits && settings.responseWait().compareTo(PATIENCE) < 0
        ? PATIENCE
        : settings.responseWait();
  }

  /** An answer that came over another path than the one in use has shown that this one works. */
  static void answered(Turn turn, Pending pending, Path seen) {
    if (Mobike.decides(turn)
        && pending.tries() > DOUBTFUL_TRIES
        && turn.sa().state() instanceof Established
        && !seen.equals(turn.sa().path())
        && candidates(turn).contains(seen)) {
      AddressUpdate.moveTo(turn, seen, "path");
    }
  }

  /** The path in use is lost: over to the best of the others. */
  static void leave(Turn turn, String noticed) {
    Path used = turn.sa().path();
    List<Path> all = candidates(turn);
    Optional<Path> best =
        noticed.equals("peer")
            ? all.stream()
                .filter(p -> !p.remoteAddress().equals(used.remoteAddress()))
                .min(
                    Comparator.comparing(p -> p.localAddress().equals(used.localAddress()) ? 0 : 1))
            : all.stream().findFirst();
    best.ifPresentOrElse(
        p -> AddressUpdate.moveTo(turn, p, noticed),
        () -> turn.emit(IkeEvent.warn("peer.move.failed").with("why", "there is no other path")));
  }

  /** Addresses of ours have come or gone. */
  static void addressesChanged(Turn turn, SaEvent.AddressesChanged event) {
    if (!(turn.sa().state() instanceof Established state)) {
      return;
    }
    boolean gone = !turn.context().own().contains(turn.sa().path().localAddress());
    Optional<Mobike.Agreed> agreed = Mobike.agreed(turn);
    if (agreed.isPresent()) {
      if (gone && agreed.get().decides()) {
        preferred(turn, event)
            .ifPresentOrElse(
                p -> AddressUpdate.moveTo(turn, p, "address"), () -> leave(turn, "address"));
      } else if (gone) {
        // Only the other side may choose the path. It learns of it from where we still are; and as
        // nothing can leave from an address that is gone, our SAs need not wait for its choice.
        candidates(turn).stream()
            .findFirst()
            .ifPresent(p -> {
              Movement.to(turn, p, "address");
              // The list is of what there is besides the address that it comes from.
              AddressUpdate.queue(turn, Task.Addresses.What.LIST);
            });
      }
      announce(turn);
    } else if (gone) {
      beginAnew(turn, state, event);
    }
  }

  private static Optional<Path> preferred(Turn turn, SaEvent.AddressesChanged event) {
    Path path = turn.sa().path();
    return event
        .preferred()
        .map(a -> Mobike.between(path, a, path.remoteAddress()))
        .filter(p -> candidates(turn).contains(p));
  }

  private static void announce(Turn turn) {
    boolean news =
        turn.traits()
            .get(Mobike.Told.class)
            .filter(t -> Set.copyOf(t.own()).equals(Set.copyOf(Mobike.more(turn))))
            .isEmpty();
    if (news) {
      AddressUpdate.queue(turn, Task.Addresses.What.LIST);
    }
  }

  /** Without MOBIKE the only way from a new address is a new IKE SA. */
  private static void beginAnew(Turn turn, Established state, SaEvent.AddressesChanged event) {
    Optional<Path> path = preferred(turn, event).or(() -> candidates(turn).stream().findFirst());
    if (path.isEmpty()) {
      return;
    }
    List<ChildRequest> wanted =
        turn.sa().children().all().stream()
            .filter(c -> c.state() == ChildState.INSTALLED || c.state() == ChildState.REKEYING)
            .filter(c -> c.mode() == org.ikev2d.port.IpsecMode.TUNNEL)
            .map(PathSearch::again)
            .toList();
    turn.emit(IkeEvent.info("ike.renewed").with("from", path.get()));
    turn.effect(new Effect.Renew(path.get(), state.rule(), wanted, new Home(Movement.home(turn))));
    // The old one can only say its farewell from there.
    Movement.redirect(turn, path.get(), "address");
  }

  private static ChildRequest again(ChildSa child) {
    return new ChildRequest(
        child.policy(), child.local(), child.remote(), java.util.OptionalLong.empty());
  }
}
