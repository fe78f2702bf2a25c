package org.ikev2d.kernel.memory;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.ikev2d.crypto.AlgorithmTable;
import org.ikev2d.crypto.EncrAlgorithm;
import org.ikev2d.kernel.msg.SadbErrno;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.Direction;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelAlgorithms;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.KernelEvent;
import org.ikev2d.port.KernelPolicy;
import org.ikev2d.port.KernelPolicy.Template;
import org.ikev2d.port.KernelSa;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaMove;
import org.ikev2d.port.SaStatus;
import org.ikev2d.port.Sadb;
import org.ikev2d.port.Spd;
import org.ikev2d.port.Timers;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.ProtocolId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A SADB and SPD that protect nothing but behave like a kernel's: larval and mature SAs, lifetimes,
 * refusals with the error numbers of Linux, ACQUIRE. Safe for use from any thread; bounded.
 */
public final class MemoryKernel implements Sadb, Spd {
  /** At most so many SAs, and so many policies. */
  public static final int CAPACITY = 1 << 17;

  /** How long a reservation, and the question of an ACQUIRE, stand. */
  public static final Duration LARVAL_LIFETIME = Duration.ofSeconds(165);

  private static final Logger LOG = LoggerFactory.getLogger(MemoryKernel.class);
  private static final KernelAlgorithms ALGORITHMS = everything();

  private final Timers timers;
  private final Executor executor;
  private final SaTable sas;
  private final PolicyTable policies = new PolicyTable(CAPACITY);
  private final Map<Template, Long> asked = new HashMap<>();
  private int sequence;
  private volatile Consumer<KernelEvent> listener = event -> {};

  /** With a thread of its own for events. */
  public MemoryKernel(Timers timers) {
    this(
        timers,
        new SecureRandom(),
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("memory-kernel").factory()));
  }

  /**
   * @param random of SPIs
   * @param events runs one task at a time; {@code Runnable::run} suits a simulation
   */
  public MemoryKernel(Timers timers, RandomGenerator random, Executor events) {
    this.timers = timers;
    this.executor = events;
    this.sas = new SaTable(timers, random, ALGORITHMS, CAPACITY, LARVAL_LIFETIME, this::post);
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public KernelAlgorithms algorithms() {
    return ALGORITHMS;
  }

  @Override
  public KernelAnswer<ChildSpi> reserve(
      ProtocolId protocol, InetAddress source, InetAddress destination, IpsecMode mode, int reqid) {
    return sas.reserve(protocol, source, destination, mode, reqid);
  }

  @Override
  public KernelAnswer<SaId> install(KernelSa sa) {
    KernelAnswer<SaId> answer = sas.install(sa);
    if (answer instanceof KernelAnswer.Done && !sa.inbound()) {
      answered(sa);
    }
    return answer;
  }

  @Override
  public KernelAnswer<List<SaId>> move(SaMove move) {
    KernelAnswer<List<SaId>> answer = sas.move(move);
    if (answer instanceof KernelAnswer.Done) {
      policies.move(move);
    }
    return answer;
  }

  @Override
  public KernelAnswer<SaId> delete(SaId id) {
    return sas.delete(id);
  }

  @Override
  public KernelAnswer<SaStatus> get(SaId id) {
    return sas.get(id);
  }

  @Override
  public KernelAnswer<List<SaStatus>> dump(ProtocolId protocol) {
    return KernelAnswer.done(sas.dump(protocol));
  }

  @Override
  public KernelAnswer<Integer> add(KernelPolicy policy) {
    return policies.add(policy);
  }

  @Override
  public KernelAnswer<Integer> replace(KernelPolicy policy) {
    return policies.replace(policy);
  }

  @Override
  public KernelAnswer<KernelPolicy> delete(KernelPolicy policy) {
    return policies.delete(policy);
  }

  @Override
  public KernelAnswer<List<Installed>> dump() {
    return KernelAnswer.done(policies.dump());
  }

  @Override
  public void listen(Consumer<KernelEvent> listener) {
    this.listener = listener;
  }

  /** Everything in it is gone afterwards, as after a restart of the machine. */
  @Override
  public void close() {
    sas.clear();
    policies.clear();
    if (executor instanceof ExecutorService service) {
      service.shutdown();
    }
  }

  /**
   * Lets the policy ask for an SA as if a packet between those addresses had met it.
   *
   * @return the label of the event
   */
  public KernelAnswer<Integer> acquire(int policyId, InetAddress source, InetAddress destination) {
    Optional<Template> template =
        policies
            .get(policyId)
            .filter(p -> p.direction() == Direction.OUT)
            .flatMap(KernelPolicy::template);
    if (template.isEmpty()) {
      return new KernelAnswer.Refused<>(
          "SADB_ACQUIRE", SadbErrno.ENOENT, "no outbound policy " + policyId + " with a template");
    }
    return KernelAnswer.done(ask(policyId, template.get(), source, destination));
  }

  /**
   * Sends a packet as far as IPsec sees it: finds its policy and its SA and counts it.
   *
   * @param ipProtocol of the packet, such as 1 or 17
   * @param octets of the packet
   */
  public Verdict send(
      InetAddress source,
      int sourcePort,
      InetAddress destination,
      int destinationPort,
      int ipProtocol,
      int octets) {
    Optional<Installed> found =
        policies.outbound(
            packetSide(source, ipProtocol, sourcePort),
            packetSide(destination, ipProtocol, destinationPort));
    if (found.isEmpty() || found.get().policy().template().isEmpty()) {
      boolean discard = found.filter(p -> p.policy().discard()).isPresent();
      return discard ? Verdict.DISCARD : Verdict.PASS;
    }
    Template template = found.get().policy().template().get();
    InetAddress outerSource = template.source().orElse(source);
    InetAddress outerDestination = template.destination().orElse(destination);
    Optional<SaId> sa = sas.outbound(template, outerSource, outerDestination);
    if (sa.isPresent() && sas.count(sa.get(), 1, octets)) {
      return Verdict.PROTECT;
    }
    if (mayAsk(template)) {
      ask(found.get().id(), template, outerSource, outerDestination);
    }
    return Verdict.WAIT;
  }

  /** Counts traffic of an SA, which may end a lifetime; false if there is no such SA. */
  public boolean count(SaId id, long packets, long bytes) {
    return sas.count(id, packets, bytes);
  }

  /** Reports that packets of an inbound SA come from elsewhere. */
  public void mapping(SaId id, InetAddress newAddress, int newPort) {
    post(new KernelEvent.Mapping(id, newAddress, newPort));
  }

  private int ask(int policyId, Template template, InetAddress source, InetAddress destination) {
    int label;
    synchronized (asked) {
      label = ++sequence;
    }
    post(
        new KernelEvent.Acquire(
            label,
            template.protocol(),
            template.source().orElse(source),
            template.destination().orElse(destination),
            policyId));
    return label;
  }

  /** A kernel asks once and then waits for the answer or for the larval SA to end. */
  private boolean mayAsk(Template template) {
    synchronized (asked) {
      long now = timers.nanoTime();
      asked.values().removeIf(t -> now - t >= LARVAL_LIFETIME.toNanos());
      return asked.putIfAbsent(template, now) == null;
    }
  }

  private void answered(KernelSa sa) {
    synchronized (asked) {
      asked
          .keySet()
          .removeIf(t ->
              t.protocol().equals(sa.id().protocol())
                  && (t.reqid() == 0 || t.reqid() == sa.reqid()));
    }
  }

  private void post(KernelEvent event) {
    executor.execute(() -> {
      try {
        listener.accept(event);
      } catch (RuntimeException e) {
        LOG.error("kernel.listener.failed event={}", event.getClass().getSimpleName(), e);
      }
    });
  }

  private static AddressSelector packetSide(InetAddress address, int ipProtocol, int port) {
    return AddressSelector.ofPrefix(
        Bytes.wrap(address.getAddress()), address.getAddress().length * 8, ipProtocol, port, port);
  }

  private static KernelAlgorithms everything() {
    var ciphers = new HashMap<EncrId, Set<Integer>>();
    for (EncrAlgorithm cipher : AlgorithmTable.encrs()) {
      ciphers.put(
          cipher.id(), cipher.keyLengthAttribute() ? Set.copyOf(cipher.keyBits()) : Set.of());
    }
    var integrities = new HashSet<IntegId>();
    AlgorithmTable.integs().forEach(integrity -> integrities.add(integrity.id()));
    return new KernelAlgorithms(ciphers, integrities, true);
  }
}
