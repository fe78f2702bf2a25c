package org.ikev2d.daemon;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.ikev2d.actor.IkeEndpoint;
import org.ikev2d.actor.KeyExposure;
import org.ikev2d.actor.PolicyInstaller;
import org.ikev2d.actor.Surroundings;
import org.ikev2d.cli.Version;
import org.ikev2d.codec.Limits;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.config.Configuration;
import org.ikev2d.config.ConfigurationLoader;
import org.ikev2d.config.check.Finding;
import org.ikev2d.config.check.Loaded;
import org.ikev2d.config.properties.DaemonSettings;
import org.ikev2d.config.rules.IkeSupport;
import org.ikev2d.control.Reply;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.daemon.control.ControlServer;
import org.ikev2d.daemon.control.EventHub;
import org.ikev2d.daemon.log.LogControl;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.ReservedReqids;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.transport.KeepaliveSender;
import org.ikev2d.transport.UdpTransport;
import org.ikev2d.transport.WheelTimers;

/** A running daemon. */
public final class Daemon implements AutoCloseable {
  /** How long peers are given to answer our Deletes at the end. */
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  /** More would not help: tokens sign one after the other. */
  private static final int TOKEN_THREADS = 4;

  /** Outcome of a start. */
  public sealed interface Started {
    record Running(Daemon daemon) implements Started {}

    /**
     * @param message for the administrator
     */
    record Failed(String message) implements Started {}
  }

  /**
   * What the daemon is told before it starts.
   *
   * @param support what rules may ask for
   * @param findings takes what is wrong with the files at the start
   */
  public record Plan(
      DaemonSettings settings,
      IkeSupport support,
      Crypto crypto,
      LogControl log,
      Consumer<Finding> findings) {}

  private final Plan plan;
  private final Closer closer = new Closer();
  private final EventHub hub = new EventHub();
  private final Events events = new Events(hub);
  private final WheelTimers timers = closer.add(new WheelTimers());
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  /** Apart from the steps of IKE SAs: the end of the daemon does not wait for servers. */
  private final ExecutorService lookups = Executors.newVirtualThreadPerTaskExecutor();

  /** For what may take long outside Java: there it would keep a carrier of virtual threads. */
  private final ExecutorService workers;

  /** For tokens alone, so that one that does not answer keeps no worker. */
  private final ExecutorService tokens;

  private final SecureRandom random = new SecureRandom();
  private final Outlet out = new Outlet();
  private final KeyStores keyStores;
  private final PolicyStore policies;
  private final Kernel kernel;
  private final PolicyInstaller installer;
  private final IkeEndpoint endpoint;

  private Daemon(Plan plan) throws StartFailure {
    this.plan = plan;
    workers = threads("worker-", plan.settings().maxThreads());
    tokens = threads("token-", TOKEN_THREADS);
    closer.add(executor::shutdownNow);
    closer.add(lookups::shutdownNow);
    closer.add(workers::shutdownNow);
    closer.add(tokens::shutdownNow);
    try {
      this.kernel = new KernelSetup(plan.settings(), closer, events).open(timers);
      this.keyStores = closer.add(KeyStores.open(plan.settings(), events));
      keyStores.watch(timers);
      this.policies = loadPolicies();
      this.installer =
          new PolicyInstaller(kernel.spd(), events, ReservedReqids.FIRST, ReservedReqids.LAST);
      this.endpoint = new IkeEndpoint(endpointSettings(plan.settings()), surroundings());
      UdpTransport transport =
          closer.add(IkeSockets.open(plan.settings(), kernel.real(), endpoint, random));
      out.open(
          closer.add(new KeepaliveSender(timers, KeepaliveSender.DEFAULT_INTERVAL, transport)));
      installPolicies();
      kernel.sadb().listen(endpoint::kernel);
      openControl();
      closer.add(AddressWatch.start(transport, endpoint, events, timers));
      events.emit(
          IkeEvent.info("daemon.ready")
              .with("version", Version.text())
              .with("kernel", kernel.sadb().name())
              .with("sockets", transport.endpoints().size())
              .with("rules", policies.current().rules().size())
              .with("policies", policies.current().policies().size())
              .with("control", plan.settings().controlSocket()));
    } catch (StartFailure | RuntimeException failed) {
      closer.close();
      throw failed;
    }
  }

  private static ExecutorService threads(String name, int count) {
    return Executors.newFixedThreadPool(
        count, Thread.ofPlatform().daemon().name(name, 0).factory());
  }

  /** Opens everything and begins to serve. */
  public static Started start(Plan plan) {
    try {
      return new Started.Running(new Daemon(plan));
    } catch (StartFailure failure) {
      return new Started.Failed(failure.reason());
    }
  }

  /** Reads all configuration files again, as at SIGHUP. */
  public Reply reload() {
    return policies.reload(installer);
  }

  /** Tells every peer that its SAs are gone, cleans the kernel of ours, and lets go of the rest. */
  @Override
  public void close() {
    events.emit(IkeEvent.info("daemon.stopping").with("ike_sas", endpoint.snapshot().size()));
    try {
      endpoint.shutdown(FAREWELL).get(FAREWELL.toSeconds() + 2, TimeUnit.SECONDS);
      // What peers did not answer for is being taken out of the kernel now.
      executor.shutdown();
      if (!executor.awaitTermination(2, TimeUnit.SECONDS)) {
        events.emit(IkeEvent.warn("daemon.farewell.failed").with("why", "work is left"));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException failed) {
      events.emit(IkeEvent.warn("daemon.farewell.failed").with("why", failed));
    }
    closer.close();
    events.emit(IkeEvent.info("daemon.stopped"));
  }

  /** What the kernel can install bounds what policies may say. */
  private PolicyStore loadPolicies() throws StartFailure {
    ConfigurationLoader loader =
        new ConfigurationLoader(plan.settings(), plan.support(), kernel.sadb().algorithms());
    Loaded<Configuration> loaded = loader.load();
    Configuration configuration = loaded.value().orElseGet(Configuration::empty);
    List<Finding> uncertified = keyStores.check(configuration);
    loaded.findings().forEach(plan.findings());
    uncertified.forEach(plan.findings());
    boolean errors = loaded.hasErrors() || uncertified.stream().anyMatch(Finding::isError);
    if (errors && !plan.settings().ignoreErrors()) {
      throw new StartFailure("repair the errors above, or set ignore_errors = true");
    }
    return new PolicyStore(plan.settings(), loader, configuration, keyStores, events, timers);
  }

  private Surroundings surroundings() throws StartFailure {
    return new Surroundings(
        plan.crypto(),
        policies::current,
        keyStores.credentials(),
        installer,
        kernel.sadb(),
        timers,
        random,
        new MessageCodec(Limits.DEFAULT),
        out,
        events,
        keyExposure(),
        executor,
        lookups,
        workers,
        tokens);
  }

  private KeyExposure keyExposure() throws StartFailure {
    if (plan.settings().wiresharkKeys().isEmpty()) {
      return KeyExposure.NONE;
    }
    try {
      return KeyFile.open(plan.settings().wiresharkKeys().get(), events);
    } catch (IOException failed) {
      throw new StartFailure(String.valueOf(failed.getMessage()));
    }
  }

  private EndpointSettings endpointSettings(DaemonSettings settings) {
    return EndpointSettings.DEFAULT
        .withPorts(settings.ikePort(), settings.nattPort())
        .withResponseWait(settings.responseWaitTime())
        .withFragmentation(settings.fragmentationEnable(), settings.fragmentationMtu())
        .withLiveness(settings.livenessInterval())
        .withWindow(settings.windowSize())
        .withExtensions(new Extending(settings, plan.crypto(), random, events).extensions());
  }

  private void installPolicies() throws StartFailure {
    closer.add(installer::removeAll);
    int refused = installer.apply(policies.current().policies());
    if (refused > 0 && !plan.settings().ignoreErrors()) {
      throw new StartFailure(
          refused
              + " policies were refused by the kernel, and traffic would leave in the clear:"
              + " see policy.refused in the log");
    }
  }

  private void openControl() throws StartFailure {
    AdminState admin = new AdminState(plan.settings().adminPrivilege());
    DaemonCommands commands =
        new DaemonCommands(
            endpoint,
            policies,
            new TokenCommands(keyStores, workers),
            new CertCacheCommands(keyStores, InstantSource.system(), workers),
            new SadbCommands(kernel.sadb(), admin),
            new Catalogue(plan.crypto()),
            DefaultsTable.of(plan.settings(), kernel.sadb().name()),
            plan.log(),
            admin,
            timers);
    try {
      closer.add(ControlServer.start(plan.settings().controlSocket(), commands, hub));
    } catch (IOException failed) {
      throw new StartFailure(String.valueOf(failed.getMessage()));
    }
  }
}
