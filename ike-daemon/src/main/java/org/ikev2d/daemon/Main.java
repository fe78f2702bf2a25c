package org.ikev2d.daemon;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.ikev2d.cli.Version;
import org.ikev2d.config.Configuration;
import org.ikev2d.config.ConfigurationLoader;
import org.ikev2d.config.check.Finding;
import org.ikev2d.config.check.Loaded;
import org.ikev2d.config.properties.DaemonSettings;
import org.ikev2d.config.properties.SettingsReader;
import org.ikev2d.config.rules.IkeSupport;
import org.ikev2d.control.DebugLevel;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.crypto.jdk.JdkCrypto;
import org.ikev2d.daemon.log.LogControl;
import org.ikev2d.pki.bc.BcCrypto;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import sun.misc.Signal;

/** The ikev2d command. */
@Command(
    name = "ikev2d",
    description = "Negotiates IPsec security associations by IKEv2 and gives them to the kernel.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    versionProvider = Main.ProductVersion.class,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:stopped in good order, or with -c: no errors",
      "1:not started, or with -c: the files have errors",
      "2:wrong options"
    })
public final class Main implements Callable<Integer> {
  @Option(names = "-c", description = "Check the configuration files and end.")
  private boolean check;

  @Option(names = "-d", description = "Debug mode: log everything, to standard error.")
  private boolean debug;

  @Option(
      names = "-f",
      paramLabel = "FILE",
      description = "Rules to use instead of config_file (/etc/inet/ike/ikev2.config).")
  private Optional<Path> rules = Optional.empty();

  @Option(
      names = {"-p", "--properties"},
      paramLabel = "FILE",
      description = "Settings to use instead of /etc/inet/ike/ikev2d.conf.")
  private Optional<Path> properties = Optional.empty();

  @Option(
      names = "-o",
      paramLabel = "KEY=VALUE",
      description = "Overrides one setting; may be given several times.")
  private List<String> options = new ArrayList<>();

  private final PrintStream err;

  Main(PrintStream err) {
    this.err = err;
  }

  /** Runs the daemon until it is told to stop. */
  public static void main(String[] arguments) {
    System.exit(run(System.err, arguments));
  }

  static int run(PrintStream err, String... arguments) {
    return new CommandLine(new Main(err)).execute(arguments);
  }

  @Override
  public Integer call() {
    rules.ifPresent(file -> options.add("config_file=" + file));
    Loaded<DaemonSettings> settings =
        ConfigurationLoader.settings(
            properties.orElse(Path.of(SettingsReader.DEFAULT_FILE)),
            properties.isPresent(),
            options);
    print(settings.findings());
    if (settings.value().isEmpty()) {
      return 1;
    }
    limitThreads(settings.value().get());
    Crypto crypto = new BcCrypto(new JdkCrypto());
    IkeSupport support =
        IkeSupport.of(crypto, true).withAnonymous(settings.value().get().extensions().nullAuth());
    if (check) {
      Loaded<Configuration> checked =
          new ConfigurationLoader(settings.value().get(), support).check();
      print(checked.findings());
      return settings.hasErrors() || checked.hasErrors() ? 1 : 0;
    }
    if (settings.hasErrors() && !settings.value().get().ignoreErrors()) {
      err.println("ikev2d: not started: repair the errors above, or set ignore_errors = true");
      return 1;
    }
    return serve(settings.value().get(), support, crypto);
  }

  private int serve(DaemonSettings settings, IkeSupport support, Crypto crypto) {
    LogControl log;
    try {
      Optional<Path> file = debug ? Optional.empty() : settings.debugLogfile();
      log = LogControl.start(file, debug ? DebugLevel.VERBOSE : settings.debugLevel());
    } catch (IOException failed) {
      err.println("ikev2d: " + failed.getMessage());
      return 1;
    }
    CountDownLatch stop = new CountDownLatch(1);
    Signal.handle(new Signal("TERM"), signal -> stop.countDown());
    Signal.handle(new Signal("INT"), signal -> stop.countDown());
    return switch (Daemon.start(new Daemon.Plan(settings, support, crypto, log, err::println))) {
      case Daemon.Started.Failed(String message) -> {
        err.println("ikev2d: not started: " + message);
        log.stop();
        yield 1;
      }
      case Daemon.Started.Running(Daemon daemon) -> {
        Signal.handle(
            new Signal("HUP"), signal -> Thread.ofVirtual().name("reload").start(daemon::reload));
        yield awaitEnd(stop, daemon, log);
      }
    };
  }

  private static int awaitEnd(CountDownLatch stop, Daemon daemon, LogControl log) {
    try (daemon) {
      stop.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    log.stop();
    return 0;
  }

  private void print(List<Finding> findings) {
    findings.forEach(err::println);
  }

  /** Virtual threads run on so many of the system; must be said before the first one starts. */
  private static void limitThreads(DaemonSettings settings) {
    int parallel = Math.min(Runtime.getRuntime().availableProcessors(), settings.maxThreads());
    System.setProperty("jdk.virtualThreadScheduler.parallelism", Integer.toString(parallel));
    System.setProperty(
        "jdk.virtualThreadScheduler.maxPoolSize", Integer.toString(settings.maxThreads()));
    System.setProperty(
        "jdk.virtualThreadScheduler.minRunnable",
        Integer.toString(Math.min(settings.minThreads(), settings.maxThreads())));
  }

  /** From the manifest of the jar. */
  static final class ProductVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"ikev2d " + Version.text()};
    }
  }
}
