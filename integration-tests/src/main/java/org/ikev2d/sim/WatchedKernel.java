package org.ikev2d.sim;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.ikev2d.kernel.memory.MemoryKernel;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelAlgorithms;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.KernelEvent;
import org.ikev2d.port.KernelSa;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaMove;
import org.ikev2d.port.SaStatus;
import org.ikev2d.port.Sadb;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.ProtocolId;

/** The SADB of a node, seen as its kernel uses it: which SA packets leave on, which it takes. */
final class WatchedKernel implements Sadb {
  private final MemoryKernel kernel;
  private final Map<SaId, Integer> outbound = new LinkedHashMap<>();
  private final Set<SaId> inbound = new HashSet<>();
  private boolean immovable;
  private Watcher watcher = new Watcher() {};

  /** Hears of each change after it. */
  interface Watcher {
    default void outboundChanged(int reqid) {}

    default void inboundRemoved(SaId id) {}

    default void moved(SaMove move) {}
  }

  WatchedKernel(MemoryKernel kernel) {
    this.kernel = kernel;
  }

  void watch(Watcher newWatcher) {
    watcher = newWatcher;
  }

  /** Linux takes the newest outbound SA of a policy's reqid. */
  Optional<SaId> choice(int reqid) {
    SaId newest = null;
    for (Map.Entry<SaId, Integer> entry : outbound.entrySet()) {
      if (entry.getValue() == reqid) {
        newest = entry.getKey();
      }
    }
    return Optional.ofNullable(newest);
  }

  Set<Integer> reqids() {
    return Set.copyOf(outbound.values());
  }

  /** By whatever address the sender knows the SA. */
  boolean takes(ChildSpi spi) {
    return inbound.stream().anyMatch(id -> id.spi().equals(spi));
  }

  @Override
  public KernelAnswer<SaId> install(KernelSa sa) {
    KernelAnswer<SaId> answer = kernel.install(sa);
    if (answer instanceof KernelAnswer.Done) {
      if (sa.inbound()) {
        inbound.add(sa.id());
      } else {
        outbound.put(sa.id(), sa.reqid());
        watcher.outboundChanged(sa.reqid());
      }
    }
    return answer;
  }

  /** From now on it moves no SA, as a kernel whose interface has no way to. */
  void holdFast() {
    immovable = true;
  }

  @Override
  public KernelAnswer<List<SaId>> move(SaMove move) {
    if (immovable) {
      return new KernelAnswer.Refused<>("move", 0, "SAs stay where they are");
    }
    KernelAnswer<List<SaId>> answer = kernel.move(move);
    if (answer instanceof KernelAnswer.Done) {
      renamed(move);
    }
    return answer;
  }

  /** Which SA is the newest stays as it was. */
  private void renamed(SaMove move) {
    Map<SaId, Integer> old = new LinkedHashMap<>(outbound);
    outbound.clear();
    old.forEach(
        (id, reqid) -> outbound.put(move.sas().contains(id) ? move.renamed(id) : id, reqid));
    for (SaId id : move.sas()) {
      if (inbound.remove(id)) {
        inbound.add(move.renamed(id));
      }
    }
    watcher.moved(move);
  }

  @Override
  public KernelAnswer<SaId> delete(SaId id) {
    KernelAnswer<SaId> answer = kernel.delete(id);
    gone(id);
    return answer;
  }

  private void gone(SaId id) {
    Integer reqid = outbound.remove(id);
    if (reqid != null) {
      watcher.outboundChanged(reqid);
    }
    if (inbound.remove(id)) {
      watcher.inboundRemoved(id);
    }
  }

  @Override
  public void listen(Consumer<KernelEvent> listener) {
    kernel.listen(event -> {
      if (event instanceof KernelEvent.Expire expire && expire.hard()) {
        gone(expire.id());
      }
      listener.accept(event);
    });
  }

  @Override
  public String name() {
    return kernel.name();
  }

  @Override
  public KernelAlgorithms algorithms() {
    return kernel.algorithms();
  }

  @Override
  public KernelAnswer<ChildSpi> reserve(
      ProtocolId protocol, InetAddress source, InetAddress destination, IpsecMode mode, int reqid) {
    return kernel.reserve(protocol, source, destination, mode, reqid);
  }

  @Override
  public KernelAnswer<SaStatus> get(SaId id) {
    return kernel.get(id);
  }

  @Override
  public KernelAnswer<List<SaStatus>> dump(ProtocolId protocol) {
    return kernel.dump(protocol);
  }

  @Override
  public void close() {
    kernel.close();
  }
}
