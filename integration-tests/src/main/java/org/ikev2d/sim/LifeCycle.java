package org.ikev2d.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.IkeSa;

/**
 * One life of two hosts over a bad network: each side makes, replaces and deletes SAs and restarts
 * at moments that a seed chooses; then the network heals, and both sides must agree and in the end
 * have nothing left.
 */
public final class LifeCycle {
  private static final int CIPHERS_OF_AN_IKE_SA = 2;
  private static final Duration NOISE = Duration.ofSeconds(65);
  private static final Duration QUIET = Duration.ofMinutes(6);

  private final LifePlan plan;
  private final SimNetwork network = new SimNetwork();
  private final ToyCrypto crypto = new ToyCrypto();
  private final SimNode a;
  private final SimNode b;
  private final LifeNat nat = new LifeNat(LifeHosts.A);
  private final TrafficWatch ab;
  private final TrafficWatch ba;
  private final Census census = new Census();
  private final List<String> violations = new ArrayList<>();
  private final Map<String, CompletableFuture<?>> commands = new LinkedHashMap<>();
  private boolean noisy;
  private boolean disrupted;
  private int noisyDatagrams;

  /**
   * What came of a life.
   *
   * @param violations empty if all went well
   * @param story what was sent and told, in order; only after a violation
   */
  record Outcome(List<String> violations, List<String> story, Census census) {}

  private LifeCycle(LifePlan plan) {
    this.plan = plan;
    LifeHosts hosts = new LifeHosts(plan, network, crypto);
    a = hosts.a();
    b = hosts.b();
    ab = new TrafficWatch(a, b, network.clock(), this::violated);
    ba = new TrafficWatch(b, a, network.clock(), this::violated);
    a.watched().watch(both(ab, ba));
    b.watched().watch(both(ba, ab));
    WireWatch wire = new WireWatch(this::violated);
    network.tap(packet -> wire.sent(packet.datagram()));
    network.ear(this::heard);
    network.fault(this::fate);
    network.idle(this::quiet);
  }

  /** Lives the life of that plan. */
  static Outcome run(LifePlan plan) {
    return run(plan, life -> {});
  }

  /** The same, tampered with beforehand. */
  static Outcome run(LifePlan plan, Consumer<LifeCycle> tampering) {
    LifeCycle life = new LifeCycle(plan);
    tampering.accept(life);
    try {
      life.live();
    } catch (RuntimeException e) {
      life.violated("the simulation itself: " + e + " at " + e.getStackTrace()[0]);
    }
    life.census.lives = 1;
    return new Outcome(
        List.copyOf(life.violations),
        life.violations.isEmpty() ? List.of() : life.network.story(),
        life.census);
  }

  SimNetwork network() {
    return network;
  }

  SimNode a() {
    return a;
  }

  ToyCrypto crypto() {
    return crypto;
  }

  private static WatchedKernel.Watcher both(TrafficWatch from, TrafficWatch to) {
    return new WatchedKernel.Watcher() {
      @Override
      public void outboundChanged(int reqid) {
        from.outboundChanged(reqid);
      }

      @Override
      public void inboundRemoved(org.ikev2d.port.SaId id) {
        to.receiverRemoved(id);
      }
    };
  }

  private void violated(String what) {
    violations.add("%.3f ms: %s".formatted(network.clock().nanoTime() / 1e6, what));
  }

  private List<SimNetwork.Delivery> fate(SimNetwork.Packet packet) {
    census.datagrams++;
    Optional<SimNetwork.Packet> translated =
        plan.nat() ? nat.translate(packet) : Optional.of(packet);
    return translated.map(this::weather).orElse(List.of());
  }

  private List<SimNetwork.Delivery> weather(SimNetwork.Packet packet) {
    if (!noisy) {
      return SimNetwork.pass(packet);
    }
    int number = noisyDatagrams++;
    if (plan.spared().contains(number)) {
      return SimNetwork.pass(packet);
    }
    List<SimNetwork.Delivery> fate = plan.weather().fate(packet, plan.seed(), number);
    census.lost += fate.isEmpty() ? 1 : 0;
    census.repeated += fate.size() > 1 ? 1 : 0;
    return fate;
  }

  /** No datagram is on its way: if nobody waits for anything either, both sides must agree. */
  private void quiet() {
    if (disrupted || !violations.isEmpty()) {
      return;
    }
    List<IkeSa> ofA = a.sas();
    List<IkeSa> ofB = b.sas();
    if (ofA.stream().allMatch(Agreement::isQuiet) && ofB.stream().allMatch(Agreement::isQuiet)) {
      census.quietMoments++;
      Agreement.differs(ofA, ofB).ifPresent(d -> violated("in a quiet moment " + d));
    }
  }

  private void live() {
    command("first", a.initiate("a-b"));
    pass(Duration.ofSeconds(2));
    noisy = true;
    plan.actions()
        .forEach(action ->
            network.clock().schedule(Duration.ofMillis(action.atMillis()), () -> act(action)));
    pass(NOISE);
    noisy = false;
    pass(QUIET);
    settle();
    agree("after the noise");
    if (!violations.isEmpty()) {
      return;
    }
    end();
    command("last", a.endpoint().initiate("a-b", Optional.of("p1")));
    pass(Duration.ofSeconds(30));
    settle();
    agree("after one more command");
    if (children(b).stream().noneMatch(c -> c.policy().name().equals("p1"))) {
      violated("no new CHILD SA can be made");
    }
    commands.put("end of A", a.endpoint().deleteAll("end"));
    commands.put("end of B", b.endpoint().deleteAll("end"));
    pass(Duration.ofMinutes(2));
    nothingLeft();
  }

  private void pass(Duration duration) {
    long end = network.clock().nanoTime() + duration.toNanos();
    while (violations.isEmpty() && network.clock().runNext(end)) {
      census.steps++;
    }
    // After a violation the story ends.
    if (violations.isEmpty()) {
      network.clock().advance(Duration.ofNanos(Math.max(0, end - network.clock().nanoTime())));
    }
  }

  /** Lifetimes that end go on starting exchanges, so that a pause between them has to be found. */
  private void settle() {
    for (int i = 0; plan.hasty() && i < 240 && unsettled().findAny().isPresent(); i++) {
      pass(Duration.ofMillis(500));
    }
  }

  private Stream<String> unsettled() {
    return Stream.of(a, b)
        .flatMap(n ->
            Stream.concat(
                    Agreement.unsettled(ikeSas(n)), Agreement.kernelDiffers(children(n), n.sadb()))
                .map(s -> n + ": " + s));
  }

  private void heard(SimNode node, IkeEvent event) {
    switch (event.name()) {
      case "ike.fault", "kernel.delete.refused", "policy.refused" ->
          violated(node + ": " + event.name() + " " + event.fields());
      // One whose messages were all lost gives up; what it had is gone then.
      case "ike.failed", "ike.stuck", "ike.expired" -> {
        disrupted = true;
        end();
      }
      case "child.rekeyed", "ike.rekeyed" -> census.rekeys++;
      case "child.rekey.collision", "ike.rekey.collision" -> census.collisions++;
      case "exchange.postponed" -> census.putOff++;
      case "ke.additional" -> census.additional++;
      case "ke.additional.dropped" -> census.unfinished++;
      default -> {}
    }
  }

  /** From now on gaps in the traffic are to be expected. */
  void end() {
    ab.end();
    ba.end();
  }

  private void act(Action action) {
    // Nobody finds a host behind a NAT that has not spoken yet.
    boolean onlyA = plan.nat() && action.kind() == Action.Kind.NEW_CHILD;
    SimNode node = action.onA() || onlyA ? a : b;
    if (!action.kind().gapless) {
      end();
    }
    network.mark(action.toString());
    switch (action.kind()) {
      case NEW_CHILD ->
          command(
              action.toString(),
              node.endpoint()
                  .initiate(
                      node == a ? "a-b" : "b-a",
                      Optional.of("p" + action.pick() % LifeHosts.POLICIES)));
      case REKEY_CHILD ->
          picked(children(node), action)
              .ifPresent(c -> command(action.toString(), node.endpoint().rekeyChild(c.inbound())));
      case REKEY_IKE ->
          picked(ikeSas(node), action)
              .ifPresent(s -> command(action.toString(), node.endpoint().rekeyIke(s.localSpi())));
      case MOVE -> move(action);
      case DELETE_CHILD ->
          picked(children(node), action)
              .ifPresent(c -> {
                census.deletes++;
                command(action.toString(), node.endpoint().deleteChild(c.inbound()));
              });
      case DELETE_IKE ->
          picked(ikeSas(node), action)
              .ifPresent(s -> {
                census.deletes++;
                command(
                    action.toString(), node.endpoint().delete(s.initiatorSpi(), s.responderSpi()));
              });
      case RESTART -> {
        census.restarts++;
        disrupted = true;
        node.restart();
        if (!node.sadb().isEmpty()) {
          violated(node + " leaves SAs behind when it restarts: " + node.sadb());
        }
      }
    }
  }

  private void move(Action action) {
    census.moves++;
    boolean newAddress = !plan.gapless() && action.pick() % 2 == 0;
    if (newAddress) {
      end();
    }
    nat.rebind(newAddress);
  }

  private void command(String name, CompletableFuture<CommandOutcome> outcome) {
    commands.put(name + " (" + commands.size() + ")", outcome);
  }

  private void commandsWait(String when) {
    List<String> waiting =
        commands.entrySet().stream()
            .filter(c -> !c.getValue().isDone())
            .map(Map.Entry::getKey)
            .toList();
    if (!waiting.isEmpty()) {
      violated(when + " commands still wait: " + waiting);
    }
  }

  private static <T> Optional<T> picked(List<T> from, Action action) {
    return from.isEmpty() ? Optional.empty() : Optional.of(from.get(action.pick() % from.size()));
  }

  private static List<IkeSa> ikeSas(SimNode node) {
    return node.sas().stream()
        .sorted(Comparator.comparing(s -> s.initiatorSpi().toString()))
        .toList();
  }

  private static List<ChildSa> children(SimNode node) {
    return ikeSas(node).stream().flatMap(s -> s.children().all().stream()).toList();
  }

  /** Both sides hold the same SAs, each complete, and each kernel exactly those. */
  private void agree(String when) {
    if (!violations.isEmpty()) {
      return;
    }
    Map<String, List<String>> ofA = Agreement.asSeenBy(ikeSas(a), false);
    Map<String, List<String>> ofB = Agreement.asSeenBy(ikeSas(b), true);
    if (!ofA.equals(ofB)) {
      violated(when + " A has " + ofA + " but B has " + ofB);
    }
    unsettled().forEach(s -> violated(when + " " + s));
    int ciphers = CIPHERS_OF_AN_IKE_SA * (a.sas().size() + b.sas().size());
    if (crypto.open() != ciphers || crypto.openSecrets() != 0) {
      violated(
          when
              + " "
              + crypto.open()
              + " keys and "
              + crypto.openSecrets()
              + " shared secrets are open, not "
              + ciphers
              + " and none");
    }
    commandsWait(when);
  }

  private void nothingLeft() {
    if (!violations.isEmpty()) {
      return;
    }
    for (SimNode node : List.of(a, b)) {
      if (!node.ikeSas().isEmpty() || !node.sadb().isEmpty()) {
        violated(node + " has left " + Agreement.asSeenBy(ikeSas(node), false) + node.sadb());
      }
      if (!node.keptAlive().isEmpty()) {
        violated(node + " keeps alive " + node.keptAlive());
      }
      if (node.endpoint().halfOpen().total() != 0 || node.endpoint().counters().children() != 0) {
        violated(node + " still counts half-open IKE SAs or CHILD SAs");
      }
    }
    if (network.clock().pending() != 0) {
      violated(network.clock().pending() + " timers are left");
    }
    commandsWait("at the end");
    if (crypto.open() != 0 || crypto.openSecrets() != 0) {
      violated(
          crypto.open() + " keys and " + crypto.openSecrets() + " shared secrets are not closed");
    }
  }
}
