package org.ikev2d.daemon;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
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
import org.ikev2d.kernel.journal.Journal;
import org.ikev2d.kernel.journal.JournaledSadb;
import org.ikev2d.kernel.journal.JournaledSpd;
import org.ikev2d.kernel.journal.Recovery;
import org.ikev2d.port.DatagramOut;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.ReservedReqids;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.transport.BindFailure;
import org.ikev2d.transport.SocketSetup;
import org.ikev2d.transport.TransportSettings;
import org.ikev2d.transport.UdpTransport;
import org.ikev2d.transport.WheelTimers;
import org.ikev2d.transport.gate.Gate;
import org.ikev2d.transport.gate.GateSettings;
import org.ikev2d.transport.gate.Load;
import org.ikev2d.transport.gate.Rate;
import org.ikev2d.wire.IkeSpi;
import org.jspecify.annotations.Nullable;

/** A running daemon. */
public final class Daemon implements AutoCloseable {
  /** How long peers are given to answer our Deletes at the end. */
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  /** How often the host's addresses are looked at. */
  private static final Duration ADDRESS_CHECK = Duration.ofSeconds(10);

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
  private final SecureRandom random = new SecureRandom();
  private final AtomicReference<DatagramOut> out = new AtomicReference<>((path, message) -> {});
  private final PolicyStore policies;
  private final Kernel kernel;
  private final PolicyInstaller installer;
  private final IkeEndpoint endpoint;

  private Daemon(Plan plan) throws StartFailure {
    this.plan = plan;
    closer.add(executor::shutdownNow);
    try {
      this.kernel = openKernel();
      this.policies = loadPolicies();
      this.installer =
          new PolicyInstaller(kernel.spd(), events, ReservedReqids.FIRST, ReservedReqids.LAST);
      this.endpoint = new IkeEndpoint(endpointSettings(plan.settings()), surroundings());
      UdpTransport transport = openTransport();
      installPolicies();
      kernel.sadb().listen(endpoint::kernel);
      openControl();
      watchAddresses(transport);
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
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException
        | java.util.concurrent.TimeoutException failed) {
      events.emit(IkeEvent.warn("daemon.farewell.failed").with("why", failed));
    }
    closer.close();
    events.emit(IkeEvent.info("daemon.stopped"));
  }

  private Kernel openKernel() throws StartFailure {
    Kernel bare =
        switch (Kernel.open(plan.settings().kernel(), timers)) {
          case Kernel.Opened.Good(Kernel opened) -> opened;
          case Kernel.Opened.Failed(String message) -> throw new StartFailure(message);
        };
    closer.add(bare.sadb());
    Kernel kept = bare.real() ? journaled(bare) : bare;
    return new Kernel(new ObservedSadb(kept.sadb(), events), kept.spd(), kept.real());
  }

  /** What a crash of an earlier process left in the kernel goes before anything new comes. */
  private Kernel journaled(Kernel bare) throws StartFailure {
    Path file = plan.settings().journalFile().toAbsolutePath();
    createDirectory(file.getParent());
    Journal journal =
        switch (Journal.open(file)) {
          case KernelAnswer.Done<Journal>(Journal opened) -> opened;
          case KernelAnswer.Refused<Journal> refused ->
              throw new StartFailure(
                  "journal_file: " + refused.operation() + ": " + refused.reason());
        };
    closer.add(journal);
    Recovery recovery = journal.recover(bare.sadb(), bare.spd());
    events.emit(
        IkeEvent.info("kernel.recovered")
            .with("sas", recovery.sas())
            .with("policies", recovery.policies()));
    for (String problem : recovery.problems()) {
      events.emit(IkeEvent.warn("kernel.recovery.failed").with("why", problem));
    }
    return new Kernel(
        new JournaledSadb(bare.sadb(), journal), new JournaledSpd(bare.spd(), journal), true);
  }

  private static void createDirectory(@Nullable Path directory) throws StartFailure {
    try {
      if (directory != null && !Files.isDirectory(directory)) {
        Files.createDirectories(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
    } catch (IOException failed) {
      throw new StartFailure("journal_file: cannot create its directory: " + failed);
    }
  }

  /** What the kernel can install bounds what policies may say. */
  private PolicyStore loadPolicies() throws StartFailure {
    ConfigurationLoader loader =
        new ConfigurationLoader(plan.settings(), plan.support(), kernel.sadb().algorithms());
    Loaded<Configuration> loaded = loader.load();
    loaded.findings().forEach(plan.findings());
    if (loaded.hasErrors() && !plan.settings().ignoreErrors()) {
      throw new StartFailure("repair the errors above, or set ignore_errors = true");
    }
    Configuration configuration = loaded.value().orElseGet(Configuration::empty);
    return new PolicyStore(plan.settings(), loader, configuration, events, timers);
  }

  private Surroundings surroundings() throws StartFailure {
    return new Surroundings(
        plan.crypto(),
        policies::current,
        installer,
        kernel.sadb(),
        timers,
        random,
        new MessageCodec(Limits.DEFAULT),
        (path, message) -> out.get().send(path, message),
        events,
        keyExposure(),
        executor);
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

  private static EndpointSettings endpointSettings(DaemonSettings settings) {
    return EndpointSettings.DEFAULT
        .withPorts(settings.ikePort(), settings.nattPort())
        .withResponseWait(settings.responseWaitTime())
        .withFragmentation(settings.fragmentationEnable(), settings.fragmentationMtu())
        .withLiveness(settings.livenessInterval())
        .withWindow(settings.windowSize());
  }

  private UdpTransport openTransport() throws StartFailure {
    DaemonSettings settings = plan.settings();
    int loops = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4);
    TransportSettings defaults = TransportSettings.defaults();
    TransportSettings transportSettings =
        new TransportSettings(
            settings.listen(),
            settings.ikePort(),
            settings.nattPort(),
            defaults.engine(),
            loops,
            defaults.receiveBuffer(),
            defaults.sendBacklog(),
            defaults.maxDatagram(),
            kernel.real() ? SocketSetup.KERNEL_IPSEC : SocketSetup.PLAIN);
    Gate gate = new Gate(gateSettings(settings), random);
    UdpTransport transport =
        closer.add(
            UdpTransport.open(
                transportSettings,
                gate.admission(load(), timers::nanoTime),
                endpoint::receive,
                Optional.empty()));
    List<BindFailure> failures = transport.failures();
    boolean all = !settings.listen().isEmpty();
    if (transport.endpoints().isEmpty() || (all && !failures.isEmpty())) {
      throw new StartFailure(
          "cannot listen on "
              + (failures.isEmpty() ? "any address" : failures.getFirst().toString()));
    }
    out.set(transport);
    return transport;
  }

  private static GateSettings gateSettings(DaemonSettings settings) {
    int threshold = settings.cookieThreshold();
    return GateSettings.DEFAULT
        .withCookies(threshold, Math.min(threshold, settings.halfOpenPerSource() / 2))
        .withHalfOpen(settings.halfOpenPerSource(), settings.halfOpenLimit())
        // Many peers may share the address of one NAT.
        .withRates(new Rate(500, 1000), new Rate(2000, 4000));
  }

  private Load load() {
    return new Load() {
      @Override
      public int halfOpenTotal() {
        return endpoint.halfOpen().total();
      }

      @Override
      public int halfOpenFrom(InetAddress source) {
        return endpoint.halfOpen().from(source);
      }

      @Override
      public boolean isKnown(IkeSpi initiatorSpi, InetAddress source) {
        return endpoint.isKnown(initiatorSpi, source);
      }
    };
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

  private void watchAddresses(UdpTransport transport) {
    timers.schedule(
        ADDRESS_CHECK,
        () -> {
          transport.rescan();
          watchAddresses(transport);
        });
  }
}
