package org.ikev2d.actor;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.ikev2d.exchange.Machine;
import org.ikev2d.exchange.NatDetection;
import org.ikev2d.exchange.Step;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.Path;
import org.ikev2d.port.SaId;
import org.ikev2d.port.Timers;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.IkeSaState;
import org.ikev2d.sa.Keyed;
import org.ikev2d.sa.SaEvent;
import org.ikev2d.sa.TimerKey;
import org.jspecify.annotations.Nullable;

/**
 * The owner of one IKE SA: events wait in its mailbox and are worked off one after the other, by at
 * most one thread at a time.
 */
final class SaActor implements Runnable {
  /** A peer that sends faster than we work off waits for its own retransmission. */
  private static final int MAILBOX_BOUND = 128;

  private final IkeEndpoint endpoint;
  private final ConcurrentLinkedDeque<SaEvent> mailbox = new ConcurrentLinkedDeque<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Map<TimerKey, Timers.Handle> timers = new HashMap<>(4);
  private final InetSocketAddress firstRemote;
  private volatile IkeSa sa;

  /** The address under which the registry has it. */
  private InetAddress peer;

  private Registry.@Nullable Pair pair;
  private long establishedNanos;
  private volatile @Nullable SaActor replaced;
  private boolean retired;
  private Optional<Path> keptAlive = Optional.empty();
  private final Set<SaId> disowned = ConcurrentHashMap.newKeySet();

  SaActor(IkeEndpoint endpoint, IkeSa sa) {
    this.endpoint = endpoint;
    this.sa = sa;
    this.firstRemote = sa.path().remote();
    this.peer = sa.path().remoteAddress();
  }

  InetAddress peer() {
    return peer;
  }

  /** The IKE SA as of the last completed step. */
  IkeSa sa() {
    return sa;
  }

  void post(SaEvent event) {
    if (event instanceof SaEvent.Received && waiting.get() >= MAILBOX_BOUND) {
      endpoint.tally().overflows.increment();
      return;
    }
    mailbox.add(event);
    if (waiting.getAndIncrement() == 0) {
      endpoint.surroundings().executor().execute(this);
    }
  }

  /** For what a step brings about: nothing else is to come in between. */
  void postNext(SaEvent event) {
    mailbox.addFirst(event);
    waiting.getAndIncrement();
  }

  @Override
  public void run() {
    do {
      SaEvent event = mailbox.poll();
      if (event != null) {
        step(event);
      }
    } while (waiting.decrementAndGet() > 0);
  }

  /** A fault in one IKE SA ends that IKE SA and no other. */
  private void step(SaEvent event) {
    try {
      Step step = Machine.step(sa, event, endpoint.context());
      sa = step.next();
      follow(sa.path().remoteAddress());
      for (Effect effect : step.effects()) {
        endpoint.runner().run(this, effect);
      }
      keepAlive();
    } catch (RuntimeException | Error fault) {
      Faults.met(endpoint, this, event, fault);
    }
  }

  /** Behind a NAT we keep its mapping alive (RFC 3948 section 4). */
  private void keepAlive() {
    Optional<Path> wanted = retired ? Optional.empty() : NatDetection.toKeepAlive(sa);
    if (!wanted.equals(keptAlive)) {
      keptAlive.ifPresent(endpoint.surroundings().out()::letGo);
      wanted.ifPresent(endpoint.surroundings().out()::keepAlive);
      keptAlive = wanted;
    }
  }

  private void follow(InetAddress address) {
    if (!address.equals(peer)) {
      endpoint.registry().moved(this, peer, address);
      peer = address;
    }
  }

  void arm(Effect.Arm arm) {
    Timers.Handle old =
        timers.put(
            arm.key(),
            endpoint
                .surroundings()
                .timers()
                .schedule(arm.delay(), () -> post(new SaEvent.TimerFired(arm.key()))));
    if (old != null) {
      old.cancel();
    }
  }

  void disarm(TimerKey key) {
    Timers.Handle handle = timers.remove(key);
    if (handle != null) {
      handle.cancel();
    }
  }

  /** SAs that wait for their last packets. */
  List<SaId> draining() {
    return drains().map(TimerKey.Drain::id).toList();
  }

  private Stream<TimerKey.Drain> drains() {
    return timers.keySet().stream()
        .filter(TimerKey.Drain.class::isInstance)
        .map(TimerKey.Drain.class::cast);
  }

  /** What lingers for late packets lingers under another IKE SA, for its whole time once more. */
  void bequeath(SaActor heir) {
    for (TimerKey.Drain drain : drains().toList()) {
      disarm(drain);
      heir.post(new SaEvent.Drain(drain.id(), drain.rest()));
    }
  }

  void disarmAll() {
    timers.values().forEach(Timers.Handle::cancel);
    timers.clear();
  }

  /** Once this one is established, the other one is to go. */
  void replaces(SaActor other) {
    replaced = other;
  }

  /** Identities once established. */
  Optional<Registry.Pair> pair() {
    return Optional.ofNullable(pair);
  }

  void markEstablished(Registry.Pair identities, long nanos) {
    pair = identities;
    establishedNanos = nanos;
    SaActor old = replaced;
    if (old != null) {
      old.post(new SaEvent.DeleteIke("replaced after a move", OptionalLong.empty()));
      replaced = null;
    }
  }

  /**
   * Whether a peer that lost its memory may have forgotten this one when it began another: not if
   * both agreed on this one later.
   *
   * @param nanos when the other one began
   */
  boolean mayBeForgotten(long nanos) {
    return establishedNanos - nanos < 0;
  }

  /** Tells whether this is the first time. */
  boolean markRetired() {
    boolean first = !retired;
    retired = true;
    return first;
  }

  /** Whether the registry has forgotten it. */
  boolean isRetired() {
    return retired;
  }

  /** An outbound SA of a CHILD SA of ours is not in the kernel, or it is somebody else's. */
  void disown(SaId id) {
    disowned.add(id);
  }

  /** It is in the kernel, and ours. */
  void own(SaId id) {
    disowned.remove(id);
  }

  boolean isDisowned(SaId id) {
    return disowned.contains(id);
  }

  /** Where the first message came from, or went to. */
  InetSocketAddress firstRemote() {
    return firstRemote;
  }

  /** Ends the IKE SA without asking it: for faults of ours. */
  void forsake(EffectRunner runner, Refusal refusal) {
    List<SaId> gone =
        sa.children().all().stream().flatMap(c -> Stream.of(c.inbound(), c.outbound())).toList();
    Optional<Keyed> keyed = sa.keyed();
    sa = sa.withState(new IkeSaState.Dead(refusal.reason()));
    try {
      runner.run(this, new Effect.Remove(gone));
    } finally {
      runner.run(this, new Effect.Retire(refusal.reason(), Optional.of(refusal)));
      keepAlive();
      keyed.ifPresent(Keyed::close);
    }
  }

  void emit(IkeEvent event) {
    endpoint.surroundings().sink().emit(event);
  }
}
