package org.ikev2d.actor;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.ikev2d.exchange.Features;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.negotiate.SelectorNarrowing;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.AddressRange;
import org.ikev2d.port.Direction;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelEvent.Acquire;
import org.ikev2d.port.Path;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.PolicyAction.Protect;
import org.ikev2d.port.PolicyBase;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.sa.ChildRequest;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.IkeSaState;
import org.ikev2d.sa.Role;
import org.ikev2d.sa.SaEvent;
import org.ikev2d.sa.Traits;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.NotifyType;

/** From a packet without an SA, or a command, to an IKE SA that negotiates. */
final class Initiations {
  private final IkeEndpoint endpoint;

  Initiations(IkeEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** Two hosts, the second of which is a gateway that policy names. */
  private record Hosts(InetAddress local, InetAddress remote) {}

  /** Where gateways have sent us last; one entry for each that policy names. */
  private final Map<Hosts, InetAddress> substitutes = new ConcurrentHashMap<>();

  private final TicketStore tickets = new TicketStore();

  private static final CommandOutcome STOPPING =
      new CommandOutcome.Failed(
          new Refusal.NotPossible("IKE SA", "the daemon stops", NotifyType.TEMPORARY_FAILURE));

  /** What is to be negotiated with whom. */
  private record Plan(Path path, ChildRequest request) {}

  /** A packet met a policy and found no SA (RFC 2367 section 3.1.6). */
  void acquire(Acquire acquire) {
    IkeEvent event =
        IkeEvent.info("kernel.acquire")
            .with("src", acquire.source().getHostAddress())
            .with("dst", acquire.destination().getHostAddress());
    PolicyBase base = endpoint.surroundings().policy().get();
    Path path = path(acquire.source(), acquire.destination());
    Optional<SecurityPolicy> policy =
        endpoint
            .surroundings()
            .bindings()
            .byKernelId(acquire.policyId())
            .or(() -> covering(base, path));
    Optional<PeerRule> rule = base.candidates(path).stream().findFirst();
    if (policy.isEmpty() || rule.isEmpty()) {
      endpoint.emit(
          event
              .withSeverity(IkeEvent.Severity.WARN)
              .with("reason", policy.isEmpty() ? "no-policy" : "no-rule")
              .with(
                  "why",
                  policy.isEmpty()
                      ? "policy " + acquire.policyId() + " is not ours"
                      : "no rule of ikev2.config covers these addresses"));
      return;
    }
    endpoint.emit(event.with("policy", policy.get().name()).with("rule", rule.get().label()));
    request(policy.get(), path, OptionalLong.empty())
        .ifPresent(r -> start(rule.get(), new Plan(path, r)));
  }

  CompletableFuture<CommandOutcome> initiate(String label, Optional<String> policyName) {
    PolicyBase base = endpoint.surroundings().policy().get();
    Optional<PeerRule> rule = base.rule(label);
    if (rule.isEmpty()) {
      String known = String.join(", ", base.rules().stream().map(PeerRule::label).toList());
      return Commands.failed("rule " + label, "there is no such rule; there are: " + known);
    }
    Commands.Ticket ticket = endpoint.commands().open();
    for (SecurityPolicy policy : base.policies()) {
      if (policyName.isEmpty() || policyName.get().equals(policy.name())) {
        Optional<Plan> plan = plan(rule.get(), policy, OptionalLong.of(ticket.number()));
        if (plan.isPresent()) {
          start(rule.get(), plan.get());
          return ticket.outcome();
        }
      }
    }
    return Commands.failed(
        "rule " + label,
        policyName.isPresent()
            ? "no policy " + policyName.get() + " between the addresses of the rule"
            : "no policy protects traffic between the addresses of the rule");
  }

  private void start(PeerRule rule, Plan plan) {
    Optional<SaActor> usable =
        between(plan.path().localAddress(), plan.path().remoteAddress()).stream()
            .filter(a -> isUsable(a.sa(), rule))
            .findFirst();
    if (usable.isPresent()) {
      usable.get().post(new SaEvent.WantChild(rule, plan.request()));
    } else {
      endpoint.initiator(
          plan.path(), rule, Optional.of(plan.request()), resuming(rule, plan.path()));
    }
  }

  /** What is known from an IKE SA that was lost. */
  private Traits resuming(PeerRule rule, Path path) {
    return tickets
        .take(rule.label(), path.remoteAddress(), endpoint.surroundings().timers().nanoTime())
        .map(t -> Traits.NONE.with(Features.holding(t)))
        .orElse(Traits.NONE);
  }

  TicketStore tickets() {
    return tickets;
  }

  /** From the port where every IKE SA begins, whichever the last one has ended on. */
  void again(Effect.StartAgain again) {
    if (endpoint.stopping) {
      again
          .wanted()
          .forEach(w -> w.command().ifPresent(c -> endpoint.commands().close(c, STOPPING)));
      return;
    }
    Path path = path(again.path().localAddress(), again.path().remoteAddress());
    again.wanted().forEach(wanted -> start(again.rule(), new Plan(path, wanted)));
  }

  /** A second IKE SA with a peer, which is to take the place of the first. */
  void beside(Effect.Reauthenticate again) {
    Path path = path(again.path().localAddress(), again.path().remoteAddress());
    List<ChildRequest> wanted = again.wanted();
    SaActor actor =
        endpoint.initiator(path, again.rule(), wanted.stream().findFirst(), again.traits());
    wanted.stream().skip(1).forEach(more -> actor.post(new SaEvent.WantChild(again.rule(), more)));
  }

  /** A gateway has sent us to another one. */
  void elsewhere(Effect.StartElsewhere there) {
    InetAddress local = there.path().localAddress();
    InetAddress remote = there.path().remoteAddress();
    substitutes.put(new Hosts(local, there.origin()), remote);
    List<ChildRequest> wanted = there.wanted();
    SaActor actor =
        endpoint.initiator(
            path(local, remote), there.rule(), wanted.stream().findFirst(), there.traits());
    wanted.stream().skip(1).forEach(more -> actor.post(new SaEvent.WantChild(there.rule(), more)));
  }

  /** IKE SAs with that host, and with the one it has sent us to. */
  private List<SaActor> between(InetAddress local, InetAddress remote) {
    List<SaActor> all = new ArrayList<>(endpoint.registry().between(local, remote));
    InetAddress substitute = substitutes.get(new Hosts(local, remote));
    if (substitute != null) {
      all.addAll(endpoint.registry().between(local, substitute));
    }
    return all;
  }

  /** One that is up, or on its way there at our own bidding. */
  private static boolean isUsable(IkeSa sa, PeerRule rule) {
    return switch (sa.state()) {
      case IkeSaState.Established s -> s.rule().label().equals(rule.label());
      case IkeSaState.ResumeSent s -> s.rule().label().equals(rule.label());
      case IkeSaState.InitSent s -> s.rule().label().equals(rule.label());
      case IkeSaState.IntermediateSent s -> s.origin().rule().label().equals(rule.label());
      case IkeSaState.AuthSent s -> s.rule().label().equals(rule.label());
      case IkeSaState.Authenticating s ->
          sa.role() == Role.INITIATOR && s.job().rule().label().equals(rule.label());
      case IkeSaState.Larval s -> false;
      case IkeSaState.AuthAwaited s -> false;
      case IkeSaState.Deleting s -> false;
      case IkeSaState.Replaced s -> false;
      case IkeSaState.Dead s -> false;
    };
  }

  private Optional<Plan> plan(PeerRule rule, SecurityPolicy policy, OptionalLong command) {
    if (!(policy.action() instanceof Protect protect)
        || !policy.directions().contains(Direction.OUT)) {
      return Optional.empty();
    }
    Optional<Path> path =
        protect.endpoints().isPresent()
            ? Optional.of(
                path(protect.endpoints().get().local(), protect.endpoints().get().remote()))
            : hosts(rule, policy);
    return path.filter(rule::covers)
        .flatMap(p -> request(policy, p, command).map(r -> new Plan(p, r)));
  }

  /** In transport mode the hosts are those of the rule, or of the policy, whichever names one. */
  private Optional<Path> hosts(PeerRule rule, SecurityPolicy policy) {
    Optional<InetAddress> local = host(rule.local(), policy.local());
    Optional<InetAddress> remote = host(rule.remote(), policy.remote());
    return local.isPresent() && remote.isPresent()
        ? Optional.of(path(local.get(), remote.get()))
        : Optional.empty();
  }

  private static Optional<InetAddress> host(
      List<AddressRange> ranges, List<AddressSelector> selectors) {
    return ranges.stream()
        .filter(AddressRange::isHost)
        .findFirst()
        .or(() ->
            selectors.stream()
                .filter(AddressSelector::isHost)
                .map(s -> new AddressRange(s.start(), s.end()))
                .findFirst())
        .map(AddressRange::first);
  }

  /** The selectors to propose; in transport mode one address on each side (RFC 7296 1.3.1). */
  private static Optional<ChildRequest> request(
      SecurityPolicy policy, Path path, OptionalLong command) {
    if (!(policy.action() instanceof Protect protect)) {
      return Optional.empty();
    }
    List<AddressSelector> local = policy.local();
    List<AddressSelector> remote = policy.remote();
    if (protect.mode() == IpsecMode.TRANSPORT) {
      local = SelectorNarrowing.narrow(local, List.of(host(path.localAddress())));
      remote = SelectorNarrowing.narrow(remote, List.of(host(path.remoteAddress())));
    }
    return local.isEmpty() || remote.isEmpty()
        ? Optional.empty()
        : Optional.of(new ChildRequest(policy, local, remote, command));
  }

  private static Optional<SecurityPolicy> covering(PolicyBase base, Path path) {
    return base.policies().stream()
        .filter(p -> p.action() instanceof Protect)
        .filter(p ->
            ((Protect) p.action())
                .endpoints()
                .map(e ->
                    e.local().equals(path.localAddress())
                        && e.remote().equals(path.remoteAddress()))
                .orElseGet(() -> request(p, path, OptionalLong.empty()).isPresent()))
        .findFirst();
  }

  private static AddressSelector host(InetAddress address) {
    byte[] octets = address.getAddress();
    return AddressSelector.ofPrefix(Bytes.copyOf(octets), octets.length * 8);
  }

  private Path path(InetAddress local, InetAddress remote) {
    int port = endpoint.settings().ikePort();
    return new Path(new InetSocketAddress(local, port), new InetSocketAddress(remote, port), false);
  }
}
