package org.ikev2d.actor;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.ikev2d.port.Direction;
import org.ikev2d.port.EventSink;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.KernelPolicy;
import org.ikev2d.port.Path;
import org.ikev2d.port.PolicyAction.Protect;
import org.ikev2d.port.PolicyBindings;
import org.ikev2d.port.PolicyPart;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.port.Spd;

/**
 * Puts the administrator's policies into a kernel's SPD and takes exactly those out again. Policies
 * that others have installed are not touched.
 */
public final class PolicyInstaller implements PolicyBindings {
  private final Spd spd;
  private final EventSink sink;
  private final ReqidPool pool;
  private final Guests guests;
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
    this.pool = new ReqidPool(firstReqid, lastReqid);
    this.guests = new Guests(spd, sink, pool, this::like);
  }

  /**
   * Makes the kernel hold these policies and no other ones of ours. What is there already stays
   * without interruption.
   *
   * @return how many kernel policies were refused; each is reported as an event
   */
  public synchronized int apply(List<SecurityPolicy> policies) {
    Map<KernelPolicy, SecurityPolicy> wanted = new LinkedHashMap<>();
    int refused = 0;
    for (SecurityPolicy policy : policies) {
      if (hasReqid(policy)) {
        KernelPolicies.of(policy, reqid(policy)).forEach(k -> wanted.putIfAbsent(k, policy));
      } else {
        refused++;
      }
    }
    List.copyOf(installed.keySet()).stream()
        .filter(k -> !wanted.containsKey(k))
        .forEach(this::remove);
    forgetReqids(policies.stream().map(SecurityPolicy::name).toList());
    for (Map.Entry<KernelPolicy, SecurityPolicy> entry : wanted.entrySet()) {
      Integer id = installed.get(entry.getKey());
      if (id != null) {
        byKernelId.put(id, entry.getValue());
      } else if (!add(entry.getKey(), entry.getValue())) {
        refused++;
      }
    }
    guests.putBack();
    return refused;
  }

  /** Takes all of ours out. */
  public synchronized void removeAll() {
    guests.removeAll();
    List.copyOf(installed.keySet()).forEach(this::remove);
  }

  @Override
  public int reqid(SecurityPolicy policy) {
    return reqids.getOrDefault(policy.name(), 0);
  }

  @Override
  public synchronized int reqid(PolicyPart part) {
    int common = reqid(part.policy());
    return common != 0 && part.isElsewhere() ? guests.reqid(part, common) : common;
  }

  @Override
  public synchronized void hold(PolicyPart part, SaId sa, boolean inbound) {
    int common = reqid(part.policy());
    if (common != 0 && part.isElsewhere()) {
      guests.hold(part, common, sa, inbound);
    }
  }

  @Override
  public synchronized void renamed(SaId from, SaId to) {
    guests.renamed(from, to);
  }

  @Override
  public synchronized void release(SaId sa) {
    guests.release(sa);
  }

  @Override
  public Optional<SecurityPolicy> byKernelId(int kernelId) {
    return Optional.ofNullable(byKernelId.get(kernelId));
  }

  @Override
  public synchronized List<KernelPolicy> installed(SecurityPolicy policy) {
    return Stream.concat(known(policy).map(this::now), guests.installed(policy)).toList();
  }

  /** What is in the kernel of it, as it was put in. */
  private Stream<KernelPolicy> known(SecurityPolicy policy) {
    boolean installable = !(policy.action() instanceof Protect) || reqid(policy) != 0;
    return installable
        ? KernelPolicies.of(policy, reqid(policy)).stream().filter(installed::containsKey)
        : Stream.empty();
  }

  /** As it is in the kernel. */
  private KernelPolicy now(KernelPolicy policy) {
    return displaced.getOrDefault(policy, policy);
  }

  @Override
  public synchronized void moved(List<KernelPolicy> policies, Path path) {
    guests.moved(policies, path);
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

  static KernelPolicy between(KernelPolicy policy, Path path) {
    InetAddress local = path.localAddress();
    InetAddress remote = path.remoteAddress();
    boolean out = policy.direction() == Direction.OUT;
    return policy.between(out ? local : remote, out ? remote : local);
  }

  private void put(KernelPolicy policy, KernelPolicy there) {
    if (spd.replace(there) instanceof KernelAnswer.Refused<Integer> refused) {
      report(sink, "policy.refused", there, refused);
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
      report(sink, "policy.delete.refused", policy, refused);
    }
  }

  /** It gets one if it needs one, and there is one. */
  private boolean hasReqid(SecurityPolicy policy) {
    if (policy.action() instanceof Protect && !reqids.containsKey(policy.name())) {
      OptionalInt reqid = pool.take();
      if (reqid.isEmpty()) {
        sink.emit(
            IkeEvent.error("policy.refused")
                .with("policy", policy.name())
                .with("why", "all " + pool.size() + " reqids are in use by policies and peers"));
        return false;
      }
      reqids.put(policy.name(), reqid.getAsInt());
    }
    return true;
  }

  /** An entry of ours with the same selectors, as it is in the kernel where no peer's is. */
  private Optional<KernelPolicy> like(KernelPolicy policy) {
    return installed.keySet().stream()
        .filter(p -> Guests.sameSelectors(p, policy))
        .findFirst()
        .map(this::now);
  }

  private void forgetReqids(List<String> names) {
    for (String name : List.copyOf(reqids.keySet())) {
      Integer reqid = names.contains(name) ? null : reqids.remove(name);
      if (reqid != null) {
        pool.giveBack(reqid);
      }
    }
  }

  static void report(
      EventSink sink, String name, KernelPolicy policy, KernelAnswer.Refused<?> refused) {
    IkeEvent event = name.equals("policy.refused") ? IkeEvent.error(name) : IkeEvent.warn(name);
    sink.emit(
        event
            .with("direction", policy.direction())
            .with("src", policy.source())
            .with("dst", policy.destination())
            .with("operation", refused.operation())
            .with("errno", refused.errno())
            .with("why", refused.reason()));
  }
}
