package org.ikev2d.actor;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.Direction;
import org.ikev2d.port.EventSink;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.KernelPolicy;
import org.ikev2d.port.KernelPolicy.Template;
import org.ikev2d.port.Path;
import org.ikev2d.port.PolicyAction;
import org.ikev2d.port.PolicyAction.Protect;
import org.ikev2d.port.PolicyBindings;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.port.Spd;

/**
 * Puts the administrator's policies into a kernel's SPD and takes exactly those out again. Policies
 * that others have installed are not touched.
 */
public final class PolicyInstaller implements PolicyBindings {
  /** Behind the policies of administrators, whose priority is 0 unless they say otherwise. */
  private static final int FIRST_PRIORITY = 100_000;

  private final Spd spd;
  private final EventSink sink;
  private final int firstReqid;
  private final int lastReqid;
  private final Map<KernelPolicy, Integer> installed = new LinkedHashMap<>();

  /** Those whose outer addresses have changed since, as they are in the kernel. */
  private final Map<KernelPolicy, KernelPolicy> displaced = new HashMap<>();

  private final ConcurrentMap<String, Integer> reqids = new ConcurrentHashMap<>();
  private final ConcurrentMap<Integer, SecurityPolicy> byKernelId = new ConcurrentHashMap<>();

  /**
   * @param firstReqid of the range that is ours alone
   * @param lastReqid of that range, included
   */
  public PolicyInstaller(Spd spd, EventSink sink, int firstReqid, int lastReqid) {
    this.spd = spd;
    this.sink = sink;
    this.firstReqid = firstReqid;
    this.lastReqid = lastReqid;
  }

  /**
   * Makes the kernel hold these policies and no other ones of ours. What is there already stays
   * without interruption.
   *
   * @return how many kernel policies were refused; each is reported as an event
   */
  public synchronized int apply(List<SecurityPolicy> policies) {
    Map<KernelPolicy, SecurityPolicy> wanted = new LinkedHashMap<>();
    for (SecurityPolicy policy : policies) {
      kernelPolicies(policy).forEach(k -> wanted.putIfAbsent(k, policy));
    }
    List.copyOf(installed.keySet()).stream()
        .filter(k -> !wanted.containsKey(k))
        .forEach(this::remove);
    reqids.keySet().retainAll(policies.stream().map(SecurityPolicy::name).toList());
    int refused = 0;
    for (Map.Entry<KernelPolicy, SecurityPolicy> entry : wanted.entrySet()) {
      Integer id = installed.get(entry.getKey());
      if (id != null) {
        byKernelId.put(id, entry.getValue());
      } else if (!add(entry.getKey(), entry.getValue())) {
        refused++;
      }
    }
    return refused;
  }

  /** Takes all of ours out. */
  public synchronized void removeAll() {
    List.copyOf(installed.keySet()).forEach(this::remove);
  }

  @Override
  public int reqid(SecurityPolicy policy) {
    return reqids.getOrDefault(policy.name(), 0);
  }

  @Override
  public Optional<SecurityPolicy> byKernelId(int kernelId) {
    return Optional.ofNullable(byKernelId.get(kernelId));
  }

  @Override
  public synchronized List<KernelPolicy> installed(SecurityPolicy policy) {
    return known(policy).map(this::now).toList();
  }

  /** What is in the kernel of it, as it was put in. */
  private Stream<KernelPolicy> known(SecurityPolicy policy) {
    boolean hasReqid = !(policy.action() instanceof Protect) || reqids.containsKey(policy.name());
    return hasReqid
        ? kernelPolicies(policy).stream().filter(installed::containsKey)
        : Stream.empty();
  }

  /** As it is in the kernel. */
  private KernelPolicy now(KernelPolicy policy) {
    return displaced.getOrDefault(policy, policy);
  }

  @Override
  public synchronized void moved(List<KernelPolicy> policies, Path path) {
    for (KernelPolicy p : List.copyOf(installed.keySet())) {
      if (policies.contains(now(p))) {
        KernelPolicy there = between(p, path);
        if (there.equals(p)) {
          displaced.remove(p);
        } else {
          displaced.put(p, there);
        }
      }
    }
  }

  @Override
  public synchronized void lead(SecurityPolicy policy, Path home, Path path) {
    known(policy)
        .filter(p -> p.equals(between(p, home)))
        .filter(p -> !now(p).equals(between(p, path)))
        .toList()
        .forEach(p -> put(p, between(p, path)));
  }

  @Override
  public synchronized void leadBack(Path home) {
    displaced.entrySet().stream()
        .filter(d -> d.getKey().equals(between(d.getKey(), home)))
        .map(Map.Entry::getKey)
        .toList()
        .forEach(p -> put(p, p));
  }

  private static KernelPolicy between(KernelPolicy policy, Path path) {
    InetAddress local = path.localAddress();
    InetAddress remote = path.remoteAddress();
    boolean out = policy.direction() == Direction.OUT;
    return policy.between(out ? local : remote, out ? remote : local);
  }

  private void put(KernelPolicy policy, KernelPolicy there) {
    if (spd.replace(there) instanceof KernelAnswer.Refused<Integer> refused) {
      sink.emit(
          IkeEvent.error("policy.refused")
              .with("direction", there.direction())
              .with("src", there.source())
              .with("dst", there.destination())
              .with("operation", refused.operation())
              .with("errno", refused.errno())
              .with("why", refused.reason()));
    } else if (there.equals(policy)) {
      displaced.remove(policy);
    } else {
      displaced.put(policy, there);
    }
  }

  private boolean add(KernelPolicy policy, SecurityPolicy from) {
    switch (spd.add(policy)) {
      case KernelAnswer.Done<Integer> done -> {
        installed.put(policy, done.value());
        byKernelId.put(done.value(), from);
        return true;
      }
      case KernelAnswer.Refused<Integer> refused -> {
        sink.emit(
            IkeEvent.error("policy.refused")
                .with("policy", from.name())
                .with("direction", policy.direction())
                .with("src", policy.source())
                .with("dst", policy.destination())
                .with("operation", refused.operation())
                .with("errno", refused.errno())
                .with("why", refused.reason()));
        return false;
      }
    }
  }

  private void remove(KernelPolicy policy) {
    Integer id = installed.remove(policy);
    displaced.remove(policy);
    if (id != null) {
      byKernelId.remove(id);
    }
    if (spd.delete(policy) instanceof KernelAnswer.Refused<KernelPolicy> refused) {
      sink.emit(
          IkeEvent.warn("policy.delete.refused")
              .with("direction", policy.direction())
              .with("src", policy.source())
              .with("dst", policy.destination())
              .with("operation", refused.operation())
              .with("errno", refused.errno())
              .with("why", refused.reason()));
    }
  }

  private List<KernelPolicy> kernelPolicies(SecurityPolicy policy) {
    List<KernelPolicy> all = new ArrayList<>();
    for (AddressSelector local : policy.local()) {
      for (AddressSelector remote : policy.remote()) {
        if (local.start().length() == remote.start().length()) {
          for (Direction direction : directions(policy)) {
            all.add(kernelPolicy(policy, local, remote, direction));
          }
        }
      }
    }
    return all;
  }

  /**
   * What a gateway forwards to its networks is checked in a third direction on Linux. Transport
   * mode is between hosts, which forward nothing.
   */
  private static List<Direction> directions(SecurityPolicy policy) {
    List<Direction> all = new ArrayList<>();
    boolean betweenHosts =
        policy.action() instanceof Protect protect && protect.mode() == IpsecMode.TRANSPORT;
    if (policy.directions().contains(Direction.OUT)) {
      all.add(Direction.OUT);
    }
    if (policy.directions().contains(Direction.IN)) {
      all.add(Direction.IN);
      if (!betweenHosts) {
        all.add(Direction.FORWARD);
      }
    }
    return all;
  }

  private KernelPolicy kernelPolicy(
      SecurityPolicy policy, AddressSelector local, AddressSelector remote, Direction direction) {
    boolean out = direction == Direction.OUT;
    Optional<Template> template =
        policy.action() instanceof Protect protect
            ? Optional.of(template(policy, protect, out))
            : Optional.empty();
    return new KernelPolicy(
        direction,
        out ? local : remote,
        out ? remote : local,
        FIRST_PRIORITY + policy.order(),
        policy.action() instanceof PolicyAction.Discard,
        template);
  }

  private Template template(SecurityPolicy policy, Protect protect, boolean out) {
    Optional<InetAddress> own = protect.endpoints().map(PolicyAction.Endpoints::local);
    Optional<InetAddress> peer = protect.endpoints().map(PolicyAction.Endpoints::remote);
    return new Template(
        protect.alternatives().getFirst().protocol(),
        protect.mode(),
        out ? own : peer,
        out ? peer : own,
        assignReqid(policy.name()));
  }

  private int assignReqid(String policyName) {
    Integer known = reqids.get(policyName);
    if (known != null) {
      return known;
    }
    int reqid = freeReqid();
    reqids.put(policyName, reqid);
    return reqid;
  }

  private int freeReqid() {
    for (int reqid = firstReqid; reqid <= lastReqid; reqid++) {
      if (!reqids.containsValue(reqid)) {
        return reqid;
      }
    }
    throw new IllegalStateException(
        "more than " + (lastReqid - firstReqid + 1) + " policies need a reqid");
  }
}
