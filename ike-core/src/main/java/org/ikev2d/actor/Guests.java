package org.ikev2d.actor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.EventSink;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.KernelPolicy;
import org.ikev2d.port.Path;
import org.ikev2d.port.PolicyPart;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.port.Spd;

/**
 * Peers that are not where a tunnel's policy says, such as clients of a gateway: each part of the
 * traffic that a CHILD SA protects has entries of its own in the SPD, which lead to that peer, for
 * as long as there are SAs of it. Their reqids differ, because peers behind one NAT have the same
 * address. Not safe for several threads: {@link PolicyInstaller} is.
 */
final class Guests {
  private final Spd spd;
  private final EventSink sink;
  private final ReqidPool reqids;
  private final Standing standing;
  private final Map<Key, Guest> guests = new HashMap<>();
  private final Map<SaId, Guest> holders = new HashMap<>();

  private record Key(String policy, List<AddressSelector> local, List<AddressSelector> remote) {
    static Key of(PolicyPart part) {
      return new Key(part.policy().name(), part.local(), part.remote());
    }
  }

  /** The SAs of one direction, the newest last, and what the kernel has for them. */
  private static final class Way {
    private final boolean inbound;
    private final LinkedHashSet<SaId> sas = new LinkedHashSet<>();
    private List<KernelPolicy> entries = List.of();

    Way(boolean inbound) {
      this.inbound = inbound;
    }
  }

  /** One part of a policy, its SAs and what the kernel has of it. */
  private static final class Guest {
    private final int reqid;
    private final boolean ownReqid;
    private PolicyPart part;
    private final Way in = new Way(true);
    private final Way out = new Way(false);

    Guest(PolicyPart part, int reqid, boolean ownReqid) {
      this.part = part;
      this.reqid = reqid;
      this.ownReqid = ownReqid;
    }

    List<Way> ways() {
      return List.of(in, out);
    }

    boolean isHeld() {
      return ways().stream().anyMatch(w -> !w.sas.isEmpty());
    }
  }

  /** What the administrator's policies have in the kernel when no guest is in its place. */
  interface Standing {
    /** The entry with the direction and selectors of that one. */
    Optional<KernelPolicy> like(KernelPolicy policy);
  }

  Guests(Spd spd, EventSink sink, ReqidPool reqids, Standing standing) {
    this.spd = spd;
    this.sink = sink;
    this.reqids = reqids;
    this.standing = standing;
  }

  /**
   * The reqid for that part, the same for CHILD SAs that follow each other.
   *
   * @param common of the whole policy, for when there is no other left
   */
  int reqid(PolicyPart part, int common) {
    return guest(part, common).reqid;
  }

  private Guest guest(PolicyPart part, int common) {
    Guest known = guests.get(Key.of(part));
    if (known != null) {
      return known;
    }
    // Policies of the administrator must find some, however many peers there are.
    int others = reqids.size() / 8;
    OptionalInt own = reqids.takeLeaving(others);
    if (own.isEmpty()) {
      forgetUnheld();
      own = reqids.takeLeaving(others);
    }
    if (own.isEmpty()) {
      sink.emit(
          IkeEvent.warn("policy.reqid.shared")
              .with("policy", part.policy().name())
              .with("why", "none is left; peers behind one NAT may be mixed up"));
    }
    Guest guest = new Guest(part, own.orElse(common), own.isPresent());
    guests.put(Key.of(part), guest);
    return guest;
  }

  /** CHILD SAs that were not made after all. */
  private void forgetUnheld() {
    guests.values().stream()
        .filter(g -> !g.isHeld() && g.ownReqid)
        .forEach(g -> reqids.giveBack(g.reqid));
    guests.values().removeIf(g -> !g.isHeld());
  }

  void hold(PolicyPart part, int common, SaId sa, boolean inbound) {
    Guest guest = guest(part, common);
    guest.part = part;
    (inbound ? guest.in : guest.out).sas.add(sa);
    holders.put(sa, guest);
    settle(guest);
  }

  void renamed(SaId from, SaId to) {
    Guest guest = holders.remove(from);
    if (guest != null) {
      holders.put(to, guest);
      for (Way way : guest.ways()) {
        if (way.sas.remove(from)) {
          way.sas.add(to);
        }
      }
      settle(guest);
    }
  }

  void release(SaId sa) {
    Guest guest = holders.remove(sa);
    if (guest == null) {
      return;
    }
    guest.ways().forEach(way -> way.sas.remove(sa));
    settle(guest);
    if (!guest.isHeld()) {
      guests.remove(Key.of(guest.part), guest);
      if (guest.ownReqid) {
        reqids.giveBack(guest.reqid);
      }
    }
  }

  /** What is in the kernel for peers of that policy. */
  Stream<KernelPolicy> installed(SecurityPolicy policy) {
    return guests.values().stream()
        .filter(g -> g.part.policy().name().equals(policy.name()))
        .flatMap(g -> g.ways().stream())
        .flatMap(w -> w.entries.stream());
  }

  /** The kernel has moved some of them together with their SAs. */
  void moved(Collection<KernelPolicy> policies, Path path) {
    ways()
        .forEach(way ->
            way.entries =
                way.entries.stream()
                    .map(e -> policies.contains(e) ? PolicyInstaller.between(e, path) : e)
                    .toList());
  }

  void removeAll() {
    ways().forEach(way -> way.entries.forEach(this::delete));
    guests.clear();
    holders.clear();
  }

  private Stream<Way> ways() {
    return guests.values().stream().flatMap(g -> g.ways().stream());
  }

  /** The newest SA of each way says where packets go to and come from. */
  private void settle(Guest guest) {
    for (Way way : guest.ways()) {
      List<KernelPolicy> wanted =
          way.sas.isEmpty() ? List.of() : entries(guest, way.inbound, way.sas.getLast());
      if (!wanted.equals(way.entries)) {
        way.entries = change(way.entries, wanted);
      }
    }
  }

  private static List<KernelPolicy> entries(Guest guest, boolean inbound, SaId sa) {
    return KernelPolicies.of(
        guest.part,
        inbound,
        inbound ? sa.destination() : sa.source(),
        inbound ? sa.source() : sa.destination(),
        guest.reqid);
  }

  /** What the kernel has then. */
  private List<KernelPolicy> change(List<KernelPolicy> there, List<KernelPolicy> wanted) {
    there.stream()
        .filter(t -> wanted.stream().noneMatch(w -> sameSelectors(t, w)))
        .forEach(this::delete);
    List<KernelPolicy> done = new ArrayList<>();
    for (KernelPolicy policy : wanted) {
      boolean taken =
          there.stream().anyMatch(t -> sameSelectors(t, policy))
              || standing.like(policy).isPresent();
      KernelAnswer<Integer> answer = taken ? spd.replace(policy) : spd.add(policy);
      switch (answer) {
        case KernelAnswer.Done<Integer> ok -> done.add(policy);
        case KernelAnswer.Refused<Integer> refused ->
            PolicyInstaller.report(sink, "policy.refused", policy, refused);
      }
    }
    return done;
  }

  static boolean sameSelectors(KernelPolicy one, KernelPolicy other) {
    return one.direction() == other.direction()
        && one.source().equals(other.source())
        && one.destination().equals(other.destination());
  }

  /** A kernel has one entry for the same selectors: what was there before comes back. */
  private void delete(KernelPolicy policy) {
    Optional<KernelPolicy> before = standing.like(policy);
    KernelAnswer<?> answer = before.isPresent() ? spd.replace(before.get()) : spd.delete(policy);
    if (answer instanceof KernelAnswer.Refused<?> refused) {
      PolicyInstaller.report(sink, "policy.delete.refused", policy, refused);
    }
  }

  /** After a change of the administrator's policies, which may have put theirs in the place. */
  void putBack() {
    ways()
        .flatMap(w -> w.entries.stream())
        .filter(e -> standing.like(e).isPresent())
        .forEach(e -> {
          if (spd.replace(e) instanceof KernelAnswer.Refused<Integer> refused) {
            PolicyInstaller.report(sink, "policy.refused", e, refused);
          }
        });
  }
}
