package org.ikev2d.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.IkeSaSnapshot;

/**
 * One life of two hosts over a bad network: each side makes, replaces and deletes SAs and restarts
 * at moments that a seed chooses; then the network heals, and both sides must agree and in the end
 * have nothing left.
 */
public final class LifeCycle {
  private static final String A = "10.0.0.1";
  private static final String B = "10.0.0.2";
  private static final int POLICIES = 3;
  private static final Duration NOISE = Duration.ofSeconds(65);
  private static final Duration QUIET = Duration.ofMinutes(6);

  /** A seed is of one of these kinds. */
  private final boolean gapless;

  private final Random chance;
  private final SimNetwork network = new SimNetwork();
  private final ToyCrypto crypto = new ToyCrypto();
  private final SimNode a;
  private final SimNode b;
  private final TrafficWatch ab;
  private final TrafficWatch ba;
  private final List<String> violations = new ArrayList<>();
  private final Map<String, CompletableFuture<?>> commands = new LinkedHashMap<>();
  private boolean noisy;
  private int steps;

  /**
   * What came of a run.
   *
   * @param violations empty if all went well
   * @param story what was sent and told, in order; only after a violation
   */
  record Outcome(List<String> violations, List<String> story, int steps) {}

  private LifeCycle(long seed) {
    gapless = isGapless(seed);
    chance = new Random(seed * 31 + 7);
    EndpointSettings settings = EndpointSettings.DEFAULT.withLiveness(Duration.ofSeconds(20));
    a = network.node("A", A, settings, policy("a-b", A, B, "1", "2"), crypto, 2 * seed + 1);
    b = network.node("B", B, settings, policy("b-a", B, A, "2", "1"), crypto, 2 * seed + 2);
    ab = new TrafficWatch(a, b, network.clock(), this::violated);
    ba = new TrafficWatch(b, a, network.clock(), this::violated);
    a.watched().watch(both(ab, ba));
    b.watched().watch(both(ba, ab));
    WireWatch wire = new WireWatch(this::violated);
    network.tap(packet -> wire.sent(packet.datagram()));
    network.ear(this::heard);
    network.fault(this::fate);
  }

  static boolean isGapless(long seed) {
    return seed % 2 == 0;
  }

  /** The actions that a seed stands for. */
  static List<Action> schedule(long seed) {
    return Action.schedule(new Random(seed), isGapless(seed));
  }

  static Outcome run(long seed, List<Action> actions) {
    LifeCycle life = new LifeCycle(seed);
    try {
      life.live(actions);
    } catch (RuntimeException e) {
      life.violated("the simulation itself: " + e + " at " + e.getStackTrace()[0]);
    }
    return new Outcome(
        List.copyOf(life.violations),
        life.violations.isEmpty() && !Boolean.getBoolean("story")
            ? List.of()
            : life.network.story(),
        life.steps);
  }

  private static SimPolicy policy(
      String label, String local, String remote, String localNet, String remoteNet) {
    PeerRule rule = Rules.rule(label, local, remote, Rules.AES_SHA256_X25519);
    List<SecurityPolicy> policies = new ArrayList<>();
    policies.add(Rules.transport("p0", local, remote, Rules.ESP_AES_SHA512));
    for (int i = 1; i < POLICIES; i++) {
      policies.add(
          Rules.tunnel(
              "p" + i,
              "10." + localNet + "." + i + ".0/24",
              "10." + remoteNet + "." + i + ".0/24",
              local,
              remote,
              Rules.ESP_AES_SHA512));
    }
    return new SimPolicy(List.of(rule), policies, "a shared secret");
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

  /** While it is noisy: 30 percent are lost, 10 percent come twice, all come in any order. */
  private List<SimNetwork.Delivery> fate(SimNetwork.Packet packet) {
    if (!noisy) {
      return SimNetwork.pass(packet);
    }
    int dice = chance.nextInt(100);
    if (dice < 30) {
      return List.of();
    }
    return dice < 40 ? List.of(late(packet), late(packet)) : List.of(late(packet));
  }

  private SimNetwork.Delivery late(SimNetwork.Packet packet) {
    int millis = chance.nextInt(8) == 0 ? 5 + chance.nextInt(900) : 5 + chance.nextInt(60);
    return new SimNetwork.Delivery(packet, Duration.ofMillis(millis));
  }

  private void live(List<Action> actions) {
    command("first", a.initiate("a-b"));
    pass(Duration.ofSeconds(2));
    noisy = true;
    actions.forEach(action ->
        network.clock().schedule(Duration.ofMillis(action.atMillis()), () -> act(action)));
    pass(NOISE);
    noisy = false;
    pass(QUIET);
    agree("after the noise");
    if (!violations.isEmpty()) {
      return;
    }
    end();
    command("last", a.endpoint().initiate("a-b", Optional.of("p1")));
    pass(Duration.ofSeconds(30));
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
      steps++;
    }
    network.clock().advance(Duration.ofNanos(Math.max(0, end - network.clock().nanoTime())));
  }

  private void heard(SimNode node, IkeEvent event) {
    switch (event.name()) {
      case "ike.fault", "kernel.delete.refused", "policy.refused" ->
          violated(node + ": " + event.name() + " " + event.fields());
      // One whose messages were all lost gives up; what it had is gone then.
      case "ike.failed", "ike.stuck" -> end();
      default -> {}
    }
  }

  private void end() {
    ab.end();
    ba.end();
  }

  private void act(Action action) {
    SimNode node = action.onA() ? a : b;
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
                      node == a ? "a-b" : "b-a", Optional.of("p" + action.pick() % POLICIES)));
      case REKEY_CHILD ->
          picked(children(node), action)
              .ifPresent(c -> command(action.toString(), node.endpoint().rekeyChild(c.inbound())));
      case REKEY_IKE ->
          picked(ikeSas(node), action)
              .ifPresent(s -> command(action.toString(), node.endpoint().rekeyIke(s.localSpi())));
      case DELETE_CHILD ->
          picked(children(node), action)
              .ifPresent(c -> command(action.toString(), node.endpoint().deleteChild(c.inbound())));
      case DELETE_IKE ->
          picked(ikeSas(node), action)
              .ifPresent(s ->
                  command(
                      action.toString(),
                      node.endpoint().delete(s.initiatorSpi(), s.responderSpi())));
      case RESTART -> {
        node.restart();
        if (!node.sadb().isEmpty()) {
          violated(node + " leaves SAs behind when it restarts: " + node.sadb());
        }
      }
    }
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
    return node.ikeSas().stream()
        .map(IkeSaSnapshot::sa)
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
    Stream.of(a, b)
        .flatMap(n ->
            Stream.concat(
                    Agreement.unsettled(ikeSas(n)), Agreement.kernelDiffers(children(n), n.sadb()))
                .map(s -> when + " " + n + ": " + s))
        .forEach(this::violated);
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
