package org.ikev2d.actor;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.ikev2d.actor.Registry.InitKey;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.exchange.Context;
import org.ikev2d.exchange.Contributor;
import org.ikev2d.exchange.Features;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.KernelEvent;
import org.ikev2d.port.Path;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.SaId;
import org.ikev2d.sa.ChildRequest;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.IkeSaSnapshot;
import org.ikev2d.sa.Role;
import org.ikev2d.sa.SaEvent;
import org.ikev2d.sa.Traits;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IkeSpi;

/**
 * All IKE SAs of one host: routes datagrams, kernel events and commands to their owners. Every
 * method may be called from any thread and none waits for a peer.
 */
public final class IkeEndpoint implements AutoCloseable {
  private final EndpointSettings settings;
  private final Surroundings surroundings;
  private final List<Contributor> features = Features.all();
  private final Registry registry = new Registry();
  private final EffectRunner runner = new EffectRunner(this);
  private final Tally tally = new Tally();
  private final HalfOpen halfOpen = new HalfOpen();
  private final Commands commands = new Commands();
  private final Graves graves = new Graves();
  private final UnknownSpi unknownSpi;
  private final Initiations initiations;
  volatile boolean stopping;
  private volatile List<InetAddress> ownAddresses = List.of();

  public IkeEndpoint(EndpointSettings settings, Surroundings surroundings) {
    this.settings = settings;
    this.surroundings = surroundings;
    this.unknownSpi = new UnknownSpi(surroundings, settings.extensions(), registry);
    this.initiations = new Initiations(this);
  }

  /** Takes a datagram, without its non-ESP marker, that the gate has let through. */
  public void receive(Path path, Bytes datagram) {
    Optional<MessageHeader> peeked = MessageCodec.peekHeader(datagram);
    if (peeked.isEmpty()) {
      return;
    }
    MessageHeader header = peeked.get();
    SaEvent.Received event = new SaEvent.Received(path, datagram);
    if (header.responderSpi().isNone() && header.fromInitiator() && !header.response()) {
      boolean begins =
          header.exchange().equals(ExchangeType.IKE_SA_INIT)
              || header.exchange().equals(ExchangeType.IKE_SESSION_RESUME);
      if (begins && !stopping) {
        responder(path, header.initiatorSpi()).post(event);
      }
      return;
    }
    registry
        .find(header.receiverSpi())
        .ifPresentOrElse(actor -> actor.post(event), () -> unknown(path, header));
  }

  private void unknown(Path path, MessageHeader header) {
    graves
        .answer(path, header, surroundings.timers().nanoTime())
        .ifPresentOrElse(
            words -> words.datagrams().forEach(d -> surroundings.out().send(words.path(), d)),
            () -> {
              tally.unknownSpi.increment();
              unknownSpi.answer(path, header);
            });
  }

  /** Takes an event of the kernel. */
  public void kernel(KernelEvent event) {
    switch (event) {
      case KernelEvent.Acquire acquire -> initiations.acquire(acquire);
      case KernelEvent.Expire expire ->
          registry
              .forChild(expire.id())
              .ifPresent(actor -> actor.post(new SaEvent.Expired(expire)));
      case KernelEvent.Mapping mapping -> {
        emit(
            IkeEvent.info("kernel.mapping")
                .with("sa", mapping.id())
                .with("address", mapping.newAddress().getHostAddress())
                .with("port", mapping.newPort()));
        registry.forChild(mapping.id()).ifPresent(actor -> actor.post(new SaEvent.Mapped(mapping)));
      }
    }
  }

  /**
   * Starts negotiation under a rule.
   *
   * @param policyName the policy to make a CHILD SA for; empty: the first that the rule's peer
   *     takes part in
   */
  public CompletableFuture<CommandOutcome> initiate(String label, Optional<String> policyName) {
    return initiations.initiate(label, policyName);
  }

  /** Deletes the IKE SA with those SPIs; a zero SPI matches any. */
  public CompletableFuture<CommandOutcome> delete(IkeSpi initiator, IkeSpi responder) {
    Optional<SaActor> actor =
        registry.all().stream()
            .filter(a -> initiator.isNone() || a.sa().initiatorSpi().equals(initiator))
            .filter(a -> responder.isNone() || a.sa().responderSpi().equals(responder))
            .findFirst();
    return command(
        actor,
        "IKE SA " + initiator + " " + responder,
        command -> new SaEvent.DeleteIke("administrator", command));
  }

  /**
   * Tells where peers can reach us from now on.
   *
   * @param own without loopback and link-local ones, which nobody can move to
   * @param source the address that the system would send from to a peer
   */
  public void addresses(
      List<InetAddress> own, Function<InetAddress, Optional<InetAddress>> source) {
    ownAddresses = List.copyOf(own);
    registry
        .all()
        .forEach(actor -> actor.post(new SaEvent.AddressesChanged(source.apply(actor.peer()))));
  }

  /** Deletes all IKE SAs. */
  public CompletableFuture<Void> deleteAll(String reason) {
    List<CompletableFuture<CommandOutcome>> all = new ArrayList<>();
    registry.all().forEach(actor -> all.add(delete(actor, reason)));
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
  }

  private CompletableFuture<CommandOutcome> delete(SaActor actor, String reason) {
    return command(Optional.of(actor), "IKE SA", command -> new SaEvent.DeleteIke(reason, command));
  }

  /** Tells every peer, then is done; peers that do not answer in time are forgotten. */
  public CompletableFuture<Void> shutdown(Duration limit) {
    stopping = true;
    return deleteAll("shutdown")
        .completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS)
        .thenRun(this::close);
  }

  /** Forgets all IKE SAs without a word to their peers; their CHILD SAs leave the kernel. */
  @Override
  public void close() {
    stopping = true;
    registry.all().forEach(actor -> actor.post(new SaEvent.Forsaken()));
  }

  /** All IKE SAs as they are now. */
  public List<IkeSaSnapshot> snapshot() {
    return registry.all().stream().map(SaActor::sa).map(Snapshots::of).toList();
  }

  public EndpointCounters counters() {
    return tally.read(halfOpen.total(), registry.children());
  }

  /** For the gate. */
  public HalfOpen halfOpen() {
    return halfOpen;
  }

  /**
   * Whether a request with that SPI from there has made an IKE SA already, for the gate: a
   * repetition that met a demand for a cookie would come back as another request.
   */
  public boolean isKnown(IkeSpi initiator, InetAddress source) {
    return registry.knows(new InitKey(initiator, source));
  }

  // What follows is for this package.

  Surroundings surroundings() {
    return surroundings;
  }

  EndpointSettings settings() {
    return settings;
  }

  Registry registry() {
    return registry;
  }

  Commands commands() {
    return commands;
  }

  EffectRunner runner() {
    return runner;
  }

  Initiations initiations() {
    return initiations;
  }

  Tally tally() {
    return tally;
  }

  Context context() {
    return new Context(
        settings,
        surroundings.crypto(),
        surroundings.policy().get(),
        surroundings.bindings(),
        surroundings.sadb(),
        surroundings.random(),
        surroundings.codec(),
        features,
        surroundings.credentials().announcement(),
        registry::beside,
        ownAddresses,
        registry,
        surroundings.timers().nanoTime(),
        surroundings.timers().epochMillis());
  }

  void emit(IkeEvent event) {
    surroundings.sink().emit(event);
  }

  private SaActor responder(Path path, IkeSpi initiatorSpi) {
    return registry.forInit(
        new InitKey(initiatorSpi, path.remoteAddress()),
        key -> {
          halfOpen.add(path.remoteAddress());
          tally.attempted(Role.RESPONDER);
          return registry.create(
              surroundings.random(),
              spi ->
                  new SaActor(
                      this,
                      IkeSa.larval(
                          spi,
                          initiatorSpi,
                          Role.RESPONDER,
                          path,
                          surroundings.timers().nanoTime())));
        });
  }

  /** Begins an IKE SA that knows something already. */
  SaActor initiator(Path path, PeerRule rule, Optional<ChildRequest> child, Traits known) {
    tally.attempted(Role.INITIATOR);
    boolean first = registry.between(path.localAddress(), path.remoteAddress()).isEmpty();
    SaActor actor =
        registry.create(
            surroundings.random(),
            spi -> {
              IkeSa sa =
                  IkeSa.larval(
                      spi, IkeSpi.NONE, Role.INITIATOR, path, surroundings.timers().nanoTime());
              return new SaActor(
                  this, sa.withTraits(first ? known.with(Features.firstContact()) : known));
            });
    actor.post(new SaEvent.Initiate(rule, child));
    return actor;
  }

  /** Replaces a CHILD SA, named by its inbound SA. */
  public CompletableFuture<CommandOutcome> rekeyChild(SaId inbound) {
    return command(
        registry.forChild(inbound),
        "CHILD SA " + inbound,
        command -> new SaEvent.RekeyChild(inbound.protocol(), inbound.spi(), command));
  }

  /** Deletes a CHILD SA, named by its inbound SA. */
  public CompletableFuture<CommandOutcome> deleteChild(SaId inbound) {
    return command(
        registry.forChild(inbound),
        "CHILD SA " + inbound,
        command -> new SaEvent.DeleteChild(inbound.protocol(), inbound.spi(), command));
  }

  /** Replaces the IKE SA with that SPI of ours. */
  public CompletableFuture<CommandOutcome> rekeyIke(IkeSpi local) {
    return command(registry.find(local), "IKE SA " + local, SaEvent.RekeyIke::new);
  }

  /** Replaces the IKE SA with that SPI of ours by one for which both sides authenticate anew. */
  public CompletableFuture<CommandOutcome> reauthenticate(IkeSpi local) {
    return command(registry.find(local), "IKE SA " + local, SaEvent.Reauthenticate::new);
  }

  /** Sends the client with that SPI of ours to another gateway. */
  public CompletableFuture<CommandOutcome> redirect(IkeSpi local, InetAddress to) {
    return command(
        registry.find(local), "IKE SA " + local, command -> new SaEvent.SendAway(to, command));
  }

  /** Asks the peer of the IKE SA with that SPI of ours for a sign of life. */
  public CompletableFuture<CommandOutcome> checkLiveness(IkeSpi local) {
    return command(registry.find(local), "IKE SA " + local, SaEvent.CheckLiveness::new);
  }

  private CompletableFuture<CommandOutcome> command(
      Optional<SaActor> actor, String what, Function<OptionalLong, SaEvent> event) {
    if (actor.isEmpty()) {
      return Commands.failed(what, "there is none with this SPI");
    }
    Commands.Ticket ticket = commands.open();
    actor.get().post(event.apply(OptionalLong.of(ticket.number())));
    return ticket.outcome();
  }

  boolean claim(SaId id, SaActor actor) {
    return registry.claim(id, actor);
  }

  boolean owns(SaActor actor, SaId id) {
    return registry.forChild(id).filter(actor::equals).isPresent();
  }

  void unbind(SaId id) {
    registry.unbind(id);
  }

  void report(Effect.Report report) {
    commands.close(
        report.command(),
        report
            .refusal()
            .<CommandOutcome>map(CommandOutcome.Failed::new)
            .orElseGet(CommandOutcome.Done::new));
  }

  void established(SaActor actor, Effect.Established established) {
    IkeSa sa = actor.sa();
    if (sa.role() == Role.RESPONDER) {
      halfOpen.remove(actor.firstRemote().getAddress());
    }
    tally.established(sa.role());
    actor.markEstablished(
        new Registry.Pair(established.local(), established.remote()),
        surroundings.timers().nanoTime());
    registry.established(actor.pair().orElseThrow(), actor);
    registry.between(sa.path().localAddress(), sa.path().remoteAddress()).stream()
        .filter(other -> other.sa().isHalfOpen())
        .forEach(other -> other.post(new SaEvent.NotAlone()));
    if (established.initialContact()) {
      registry.others(actor.pair().orElseThrow(), actor).stream()
          .filter(other -> other.mayBeForgotten(sa.createdNanos()))
          .forEach(other -> other.post(new SaEvent.Superseded()));
    }
  }

  void retired(SaActor actor, Effect.Retire retire) {
    if (!actor.markRetired()) {
      return;
    }
    IkeSa sa = actor.sa();
    Lending.release(settings, sa);
    if (actor.pair().isPresent()) {
      graves.bury(sa, surroundings.timers().nanoTime());
      tally.ended(sa.role());
    } else {
      tally.failed(sa.role());
      if (sa.role() == Role.RESPONDER) {
        halfOpen.remove(actor.firstRemote().getAddress());
      }
    }
    retire.refusal().ifPresent(refusal -> tally.refused(sa.role(), refusal));
    Optional<InitKey> init =
        sa.role() == Role.RESPONDER
            ? Optional.of(new InitKey(sa.remoteSpi(), actor.firstRemote().getAddress()))
            : Optional.empty();
    registry.forget(actor, actor.pair(), init);
  }
}
