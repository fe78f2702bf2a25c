package org.ikev2d.actor;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.ikev2d.exchange.Reauthentication;
import org.ikev2d.port.Path;
import org.ikev2d.sa.ChildRequest;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.ChildTable;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.IkeSaState;
import org.ikev2d.sa.Role;
import org.ikev2d.sa.SaEvent;
import org.ikev2d.sa.Traits;
import org.ikev2d.wire.IkeSpi;

/** Hands over from an IKE SA to the one that replaces it. */
final class Succession {
  private static final Path NOWHERE =
      new Path(new InetSocketAddress(0), new InetSocketAddress(0), false);

  private final IkeEndpoint endpoint;

  Succession(IkeEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** An IKE SA that came out of a rekey gets an owner; its CHILD SAs answer to that one now. */
  void adopt(SaActor old, IkeSa sa) {
    SaActor actor = endpoint.registry().enter(sa.localSpi(), new SaActor(endpoint, sa));
    Lending.hold(endpoint.settings(), sa);
    if (sa.state() instanceof IkeSaState.Established e) {
      actor.markEstablished(
          new Registry.Pair(e.localId(), e.remoteId()),
          endpoint.surroundings().timers().nanoTime());
      endpoint.registry().established(actor.pair().orElseThrow(), actor);
      endpoint.tally().established(sa.role());
    }
    rebind(sa.children(), old, actor);
    actor.post(new SaEvent.Adopted());
  }

  /** One more IKE SA with the same peer, from another address of ours. */
  void renew(SaActor old, Effect.Renew renew) {
    int port = endpoint.settings().ikePort();
    Path path =
        new Path(
            new InetSocketAddress(renew.path().localAddress(), port),
            new InetSocketAddress(renew.path().remoteAddress(), port),
            false);
    List<ChildRequest> wanted = renew.wanted();
    SaActor actor =
        endpoint.initiator(
            path, renew.rule(), wanted.stream().findFirst(), Traits.NONE.with(renew.home()));
    actor.replaces(old);
    wanted.stream().skip(1).forEach(w -> actor.post(new SaEvent.WantChild(renew.rule(), w)));
  }

  /** Hands an event on to the IKE SA that it is for, with the CHILD SAs that go there. */
  void forward(SaActor old, Effect.Forward forward) {
    Optional<SaActor> actor =
        endpoint
            .registry()
            .find(forward.to())
            .or(() ->
                endpoint.registry().all().stream()
                    .filter(a -> Reauthentication.continues(a.sa(), forward.to()))
                    .findFirst());
    if (forward.event() instanceof SaEvent.Inherit inherit) {
      actor.ifPresent(a -> rebind(inherit.children(), old, a));
    }
    // An heir that is gone has nobody to ask: the event goes to an owner that says so.
    actor.ifPresentOrElse(a -> a.post(forward.event()), () -> orphaned(forward.event()));
  }

  /** SAs that wait for their last packets; without an heir they go with the IKE SA. */
  void bequeath(SaActor old, IkeSpi to) {
    endpoint
        .registry()
        .find(to)
        .ifPresent(heir -> {
          old.draining().stream()
              .filter(id -> !endpoint.registry().move(id, old, heir))
              .forEach(heir::disown);
          old.bequeath(heir);
        });
  }

  /** What others with the peer hold back for the sake of this one is needed now. */
  void tellSiblings(SaActor gone) {
    gone.pair().stream()
        .flatMap(pair -> endpoint.registry().siblings(pair, gone.sa().localSpi()).stream())
        .filter(a -> a.sa().children().all().stream().anyMatch(c -> c.held().isPresent()))
        .forEach(a -> a.post(new SaEvent.Alone(Optional.empty())));
  }

  private void orphaned(SaEvent event) {
    IkeSa gone =
        IkeSa.larval(
                IkeSpi.NONE,
                IkeSpi.NONE,
                Role.INITIATOR,
                NOWHERE,
                endpoint.surroundings().timers().nanoTime())
            .withState(new IkeSaState.Dead("gone"));
    new SaActor(endpoint, gone).post(event);
  }

  private void rebind(ChildTable children, SaActor old, SaActor heir) {
    for (ChildSa child : children.all()) {
      endpoint.registry().move(child.inbound(), old, heir);
      if (child.held().isEmpty() && !endpoint.registry().move(child.outbound(), old, heir)) {
        heir.disown(child.outbound());
      }
    }
  }
}
