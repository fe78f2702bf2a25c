package org.ikev2d.sim;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.actor.IkeEndpoint;
import org.ikev2d.actor.KeyExposure;
import org.ikev2d.actor.PolicyInstaller;
import org.ikev2d.actor.Surroundings;
import org.ikev2d.codec.Limits;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.kernel.memory.MemoryKernel;
import org.ikev2d.port.Credentials;
import org.ikev2d.port.DatagramOut;
import org.ikev2d.port.Direction;
import org.ikev2d.port.EapMethod;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.KernelPolicy;
import org.ikev2d.port.Path;
import org.ikev2d.port.SaStatus;
import org.ikev2d.port.Spd;
import org.ikev2d.port.TlsRole;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.IkeSaSnapshot;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ProtocolId;

/** A host in the simulation: the real endpoint over a SADB in memory. */
public final class SimNode {
  private static final int FIRST_REQID = 12_288;
  private static final int LAST_REQID = 16_383;

  private final String name;
  private final SimNetwork network;
  private final EndpointSettings settings;
  private final Crypto crypto;
  private final SeededRandom random;
  private final List<IkeEvent> events = new ArrayList<>();
  private final List<Path> keptAlive = new ArrayList<>();
  private final MemoryKernel kernel;
  private final WatchedKernel watched;
  private final PolicyInstaller installer;
  private IkeEndpoint endpoint;
  private SimPolicy policy;
  private Credentials credentials = Credentials.NONE;
  private Executor workers = Runnable::run;

  SimNode(
      String name,
      SimNetwork network,
      EndpointSettings settings,
      SimPolicy policy,
      Crypto crypto,
      long seed) {
    this.name = name;
    this.network = network;
    this.settings = settings;
    this.policy = policy;
    this.crypto = crypto;
    random = new SeededRandom(seed);
    kernel = new MemoryKernel(network.clock(), random, Runnable::run);
    watched = new WatchedKernel(kernel);
    installer = new PolicyInstaller(kernel, this::tell, FIRST_REQID, LAST_REQID);
    installer.apply(policy.policies());
    endpoint = start();
  }

  private IkeEndpoint start() {
    IkeEndpoint started =
        new IkeEndpoint(
            settings,
            new Surroundings(
                crypto,
                () -> this.policy,
                new Delegate(),
                installer,
                watched,
                network.clock(),
                random,
                new MessageCodec(Limits.DEFAULT),
                new Outlet(),
                this::tell,
                KeyExposure.NONE,
                Runnable::run,
                work -> this.workers.execute(work),
                work -> this.workers.execute(work),
                work -> this.workers.execute(work)));
    watched.listen(started::kernel);
    return started;
  }

  /** To the network. */
  private final class Outlet implements DatagramOut {
    @Override
    public void send(Path path, Bytes datagram) {
      network.send(SimNode.this, path, datagram);
    }

    @Override
    public void keepAlive(Path path) {
      keptAlive.add(path);
    }

    @Override
    public void letGo(Path path) {
      if (!keptAlive.remove(path)) {
        throw new IllegalStateException("was not kept alive: " + path);
      }
    }
  }

  /** Paths through NATs in front of the node whose mappings it keeps alive. */
  List<Path> keptAlive() {
    return List.copyOf(keptAlive);
  }

  private void tell(IkeEvent event) {
    events.add(event);
    network.note(this, event);
  }

  /** From now on it has these certificates and keys. */
  public void use(Credentials newCredentials) {
    credentials = newCredentials;
  }

  /** From now on each proof that is judged or made takes its time, on the network's clock. */
  public void delayProofs(Duration delay) {
    workers = work -> network.clock().schedule(delay, work);
  }

  /** What the node has at the time of the call. */
  private final class Delegate implements Credentials {
    @Override
    public Announcement announcement() {
      return credentials.announcement();
    }

    @Override
    public Optional<EapMethod> eapTls(TlsRole role) {
      return credentials.eapTls(role);
    }

    @Override
    public boolean waitsForToken(Claim claim) {
      return credentials.waitsForToken(claim);
    }

    @Override
    public Proof prove(Claim claim) {
      return credentials.prove(claim);
    }

    @Override
    public Verdict judge(Evidence evidence) {
      return credentials.judge(evidence);
    }
  }

  /** Forgets everything without a word to anybody and begins afresh, as after a power failure. */
  public void restart() {
    endpoint.close();
    endpoint = start();
  }

  WatchedKernel watched() {
    return watched;
  }

  /** The one it has on the network. */
  InetAddress address() {
    return network.addressOf(this);
  }

  /** Where its nonces come from. */
  SeededRandom random() {
    return random;
  }

  public String name() {
    return name;
  }

  public IkeEndpoint endpoint() {
    return endpoint;
  }

  public MemoryKernel kernel() {
    return kernel;
  }

  SimPolicy policy() {
    return policy;
  }

  public void replace(SimPolicy newPolicy) {
    policy = newPolicy;
    installer.apply(newPolicy.policies());
  }

  public CompletableFuture<CommandOutcome> initiate(String label) {
    return endpoint.initiate(label, Optional.empty());
  }

  /** A packet meets the first outbound policy and finds no SA. */
  public void acquire(String source, String destination) {
    Spd.Installed policy =
        installed().stream()
            .filter(i -> i.policy().direction() == Direction.OUT)
            .findFirst()
            .orElseThrow();
    kernel.acquire(policy.id(), Rules.address(source), Rules.address(destination));
  }

  /** What the node has told, in order. */
  public List<IkeEvent> events() {
    return List.copyOf(events);
  }

  public List<IkeEvent> events(String eventName) {
    return events.stream().filter(e -> e.name().equals(eventName)).toList();
  }

  public List<IkeSaSnapshot> ikeSas() {
    return endpoint.snapshot();
  }

  /** All IKE SAs, as they are now. */
  List<IkeSa> sas() {
    return endpoint.snapshot().stream().map(IkeSaSnapshot::sa).toList();
  }

  /** Everything in its SADB, reservations included. */
  public List<SaStatus> sadb() {
    return switch (kernel.dump(ProtocolId.NONE)) {
      case KernelAnswer.Done<List<SaStatus>> done -> done.value();
      case KernelAnswer.Refused<List<SaStatus>> refused ->
          throw new IllegalStateException(refused.reason());
    };
  }

  /** The kernel's policies. */
  public List<KernelPolicy> spd() {
    return installed().stream().map(Spd.Installed::policy).toList();
  }

  private List<Spd.Installed> installed() {
    return switch (kernel.dump()) {
      case KernelAnswer.Done<List<Spd.Installed>> done -> done.value();
      case KernelAnswer.Refused<List<Spd.Installed>> refused ->
          throw new IllegalStateException(refused.reason());
    };
  }

  /** Tells the node which addresses it has, the preferred first. */
  public void addresses(String... all) {
    List<InetAddress> own = Stream.of(all).map(Rules::address).toList();
    endpoint.addresses(
        own, peer -> own.stream().filter(a -> a.getClass() == peer.getClass()).findFirst());
  }

  void deliver(InetSocketAddress from, InetSocketAddress to, boolean marked, Bytes datagram) {
    endpoint.receive(new Path(to, from, marked), datagram);
  }

  @Override
  public String toString() {
    return name;
  }
}
