package org.ikev2d.actor;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ikev2d.port.Direction;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.KernelPolicy;
import org.ikev2d.port.KernelSa;
import org.ikev2d.port.KernelSa.Encapsulation;
import org.ikev2d.port.Path;
import org.ikev2d.port.PolicyBindings;
import org.ikev2d.port.PolicyPart;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaMove;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.ChildSa.ChildState;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.Home;
import org.ikev2d.sa.Renaming;
import org.ikev2d.sa.SaEvent;
import org.ikev2d.wire.ProtocolId;

/** Moves SAs of CHILD SAs, with the policies that they belong to, to other addresses or ports. */
final class Mover {
  private static final int EEXIST = 17;

  private final IkeEndpoint endpoint;

  Mover(IkeEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** SAs that a kernel moves in one go. */
  private record Group(
      SecurityPolicy policy,
      int reqid,
      IpsecMode mode,
      ProtocolId protocol,
      boolean inbound,
      InetAddress source,
      InetAddress destination) {}

  /** What comes of it is the next event of the IKE SA. */
  void move(SaActor actor, Effect.Move move) {
    Map<SaId, SaId> names = new HashMap<>();
    List<Effect.Stayed> stayed = new ArrayList<>();
    groups(actor, move).forEach((group, ids) -> move(actor, move, group, ids, names, stayed));
    if (!names.isEmpty() || !stayed.isEmpty()) {
      actor.postNext(new SaEvent.Moved(new Renaming(names), stayed));
    }
  }

  private static Map<Group, List<SaId>> groups(SaActor actor, Effect.Move move) {
    Map<Group, List<SaId>> groups = new LinkedHashMap<>();
    List<ChildSa> newestFirst = new ArrayList<>(move.children());
    newestFirst.sort(Comparator.comparingLong(ChildSa::installedNanos).reversed());
    for (ChildSa c : newestFirst) {
      boolean sends =
          c.held().isEmpty() && c.state() != ChildState.DELETING && !actor.isDisowned(c.outbound());
      if (sends) {
        groups.computeIfAbsent(group(c, false), g -> new ArrayList<>()).add(c.outbound());
      }
      groups.computeIfAbsent(group(c, true), g -> new ArrayList<>()).add(c.inbound());
    }
    return groups;
  }

  private static Group group(ChildSa c, boolean inbound) {
    SaId id = inbound ? c.inbound() : c.outbound();
    return new Group(
        c.policy(), c.reqid(), c.mode(), c.protocol(), inbound, id.source(), id.destination());
  }

  private void move(
      SaActor actor,
      Effect.Move effect,
      Group group,
      List<SaId> ids,
      Map<SaId, SaId> names,
      List<Effect.Stayed> stayed) {
    SaMove wanted = wanted(effect, group, ids);
    if (!wanted.changesAddresses() && wanted.encapsulation().isEmpty()) {
      return;
    }
    if (wanted.changesAddresses()) {
      // A kernel that finds SAs by their addresses could take one that only lingers instead.
      endpoint.runner().run(actor, new Effect.Remove(actor.draining()));
    }
    List<SaId> claimed = new ArrayList<>();
    KernelAnswer<List<SaId>> answer =
        claim(actor, wanted, claimed)
            ? endpoint.surroundings().sadb().move(wanted)
            : new KernelAnswer.Refused<>(
                "move", EEXIST, "another CHILD SA has an SPI of these at the new address");
    switch (answer) {
      case KernelAnswer.Done<List<SaId>> done -> {
        for (SaId id : ids) {
          SaId renamed = wanted.renamed(id);
          if (!renamed.equals(id)) {
            endpoint.unbind(id);
            names.put(id, renamed);
            bindings().renamed(id, renamed);
          }
        }
        if (!wanted.policies().isEmpty()) {
          bindings().moved(wanted.policies(), effect.path());
        }
        // Templates may still name where SAs were before that have been replaced since.
        home(actor)
            .filter(h -> group.mode() == IpsecMode.TUNNEL)
            .ifPresent(h -> bindings().lead(group.policy(), h, effect.path()));
      }
      case KernelAnswer.Refused<List<SaId>> refused -> {
        claimed.forEach(endpoint::unbind);
        for (SaId id : ids) {
          stayed.add(new Effect.Stayed(id, refused.operation(), refused.errno(), refused.reason()));
        }
      }
    }
  }

  /** Its new name must be nobody else's. */
  private boolean claim(SaActor actor, SaMove wanted, List<SaId> claimed) {
    for (SaId id : wanted.sas()) {
      SaId renamed = wanted.renamed(id);
      if (!renamed.equals(id)) {
        if (!endpoint.claim(renamed, actor)) {
          return false;
        }
        claimed.add(renamed);
      }
    }
    return true;
  }

  private SaMove wanted(Effect.Move effect, Group group, List<SaId> ids) {
    Path path = effect.path();
    InetAddress own = path.localAddress();
    InetAddress peer = path.remoteAddress();
    int ownPort = path.local().getPort();
    int peerPort = path.remote().getPort();
    boolean in = group.inbound();
    Optional<Encapsulation> encapsulation =
        effect.inUdp()
            ? Optional.of(
                in ? new Encapsulation(peerPort, ownPort) : new Encapsulation(ownPort, peerPort))
            : Optional.empty();
    SaId first = ids.getFirst();
    return new SaMove(
        ids,
        group.mode(),
        group.reqid(),
        in ? peer : own,
        in ? own : peer,
        encapsulation,
        policies(group, first));
  }

  /** Those of its direction whose templates name the addresses that the SAs have now. */
  private List<KernelPolicy> policies(Group group, SaId sa) {
    return bindings().installed(group.policy()).stream()
        .filter(p -> (p.direction() != Direction.OUT) == group.inbound())
        .filter(p -> p.template().filter(t -> t.reqid() == group.reqid()).isPresent())
        .filter(p ->
            p.template()
                .filter(t -> t.source().filter(sa.source()::equals).isPresent())
                .filter(t -> t.destination().filter(sa.destination()::equals).isPresent())
                .isPresent())
        .toList();
  }

  /** What the SPD has for peers that policies do not name. */
  void hold(SaActor actor, ChildSa child, KernelSa sa) {
    Path made = home(actor).orElse(actor.sa().path());
    PolicyPart part = new PolicyPart(child.policy(), child.local(), child.remote(), made);
    bindings().hold(part, sa.id(), sa.inbound());
  }

  /** After a move the templates of policies are to name where new SAs lead, as MIGRATE would. */
  void installed(SaActor actor, ChildSa child) {
    Path path = actor.sa().path();
    home(actor)
        .filter(h -> child.mode() == IpsecMode.TUNNEL)
        .ifPresent(h -> bindings().lead(child.policy(), h, path));
  }

  /** The last one of those that have moved there is gone. */
  void retired(SaActor actor) {
    Path path = actor.sa().path();
    home(actor)
        .filter(h ->
            endpoint.registry().between(path.localAddress(), path.remoteAddress()).stream()
                .noneMatch(a -> a != actor && home(a).filter(h::equals).isPresent()))
        .ifPresent(h -> bindings().leadBack(h));
  }

  private static Optional<Path> home(SaActor actor) {
    return actor.sa().traits().get(Home.class).map(Home::path);
  }

  private PolicyBindings bindings() {
    return endpoint.surroundings().bindings();
  }
}
