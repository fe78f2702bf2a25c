package org.ikev2d.sa;

import java.util.Map;
import java.util.Optional;
import org.ikev2d.port.KernelSa;
import org.ikev2d.port.SaId;

/** New names of SAs, whose outer addresses are part of their names, wherever an IKE SA has them. */
public record Renaming(Map<SaId, SaId> names) {
  public Renaming {
    names = Map.copyOf(names);
  }

  public SaId of(SaId id) {
    return names.getOrDefault(id, id);
  }

  public ChildSa of(ChildSa child) {
    ChildSa named = child.named(of(child.inbound()), of(child.outbound()));
    Optional<ChildSa.Rival> rival =
        child.rival().map(r -> new ChildSa.Rival(of(r.inbound()), r.lowestNonce()));
    return rival.isPresent() ? named.withRival(rival.get()) : named;
  }

  /** All that an IKE SA knows of its CHILD SAs. */
  public IkeSa of(IkeSa sa) {
    ChildTable children = new ChildTable(sa.children().all().stream().map(this::of).toList());
    return sa.withChildren(children).withOutbound(sa.outbound().map(p -> p.with(of(p.purpose()))));
  }

  private Purpose of(Purpose purpose) {
    if (purpose instanceof Purpose.RekeyChild p) {
      return new Purpose.RekeyChild(of(p.old()), p.draft(), p.own(), p.command());
    }
    if (purpose instanceof Purpose.FollowUp p) {
      return new Purpose.FollowUp(of(p.origin()), p.answer(), p.group(), p.keyExchange());
    }
    if (purpose instanceof Purpose.DeleteChildren p) {
      return new Purpose.DeleteChildren(p.children().stream().map(this::of).toList(), p.command());
    }
    return purpose;
  }

  /** A held outbound SA, which no kernel has yet, as it is to be installed. */
  public static KernelSa readdressed(
      KernelSa sa, SaId id, Optional<KernelSa.Encapsulation> encapsulation) {
    return new KernelSa(
        id,
        sa.mode(),
        sa.reqid(),
        sa.encr(),
        sa.encrKey(),
        sa.integ(),
        sa.integKey(),
        sa.esn(),
        sa.replayWindow(),
        sa.lifetime(),
        sa.source(),
        sa.destination(),
        encapsulation,
        sa.inbound());
  }
}
