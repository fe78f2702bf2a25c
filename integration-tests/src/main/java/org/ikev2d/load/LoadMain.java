package org.ikev2d.load;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.ikev2d.crypto.jdk.JdkCrypto;
import org.ikev2d.pki.bc.BcCrypto;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sim.Rules;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** The load generator as a command. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    description = "Negotiates IKE SAs with responders in turn and tells what that costs them.")
public final class LoadMain implements Callable<Integer> {
  private static final Duration RESPONSE_WAIT = Duration.ofSeconds(10);

  private final PrintStream out;

  @Option(
      names = "--local",
      required = true,
      split = ",",
      description = "our addresses, used in turn")
  private List<String> locals = new ArrayList<>();

  @Option(
      names = "--target",
      required = true,
      converter = TargetConverter.class,
      description = "NAME=ADDRESS,PID; repeated for several responders, the last is the reference")
  private List<Target> targets = new ArrayList<>();

  @Option(
      names = "--suite",
      split = ",",
      converter = SuiteConverter.class,
      description = "x25519, ecp256, ecp384, modp2048 (default: x25519,ecp256)")
  private List<Suite> suites = List.of(Suite.X25519, Suite.ECP256);

  @Option(names = "--key", required = true, description = "pre-shared key, as text")
  private String key = "";

  @Option(names = "--ike-port", description = "of both sides (default: ${DEFAULT-VALUE})")
  private int ikePort = 500;

  @Option(names = "--natt-port", description = "of both sides (default: ${DEFAULT-VALUE})")
  private int nattPort = 4500;

  @Option(
      names = "--warm-up",
      description = "handshakes before the first round, each suite (default: ${DEFAULT-VALUE})")
  private int warmUp = 0;

  @Option(names = "--count", description = "handshakes in a round (default: ${DEFAULT-VALUE})")
  private int count = 1000;

  @Option(names = "--rounds", description = "(default: ${DEFAULT-VALUE})")
  private int rounds = 1;

  @Option(
      names = "--concurrency",
      description = "handshakes under way at once (default: ${DEFAULT-VALUE})")
  private int concurrency = 4;

  @Option(names = "--per-second", description = "handshakes begun in a second at most; 0: no limit")
  private int perSecond = 0;

  @Option(
      names = "--limit",
      description = "seconds after which a round begins no more (default: ${DEFAULT-VALUE})")
  private int limitSeconds = 60;

  @Option(names = "--keep", description = "leave the IKE SAs with the responder")
  private boolean keep;

  private LoadMain(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] args) {
    System.exit(run(System.out, args));
  }

  /** Exit status 0 if every handshake came about, 1 if some failed, 2 for a wrong command line. */
  static int run(PrintStream out, String... args) {
    return new CommandLine(new LoadMain(out)).execute(args);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Measurement measurement = new Measurement();
    EndpointSettings settings =
        EndpointSettings.DEFAULT.withPorts(ikePort, nattPort).withResponseWait(RESPONSE_WAIT);
    List<InetAddress> addresses = locals.stream().map(Rules::address).toList();
    try (LoadGenerator generator =
        new LoadGenerator(addresses, key, settings, new BcCrypto(new JdkCrypto()))) {
      for (Suite suite : suites) {
        for (Target target : targets) {
          warmUp(generator, target, suite);
        }
        for (int round = 0; round < rounds; round++) {
          for (Target target : targets) {
            measurement.add(suite, target.name(), round(generator, target, suite));
          }
        }
      }
    }
    out.print(measurement.table());
    return measurement.failed() == 0 ? 0 : 1;
  }

  private void warmUp(LoadGenerator generator, Target target, Suite suite)
      throws InterruptedException {
    if (warmUp > 0) {
      generator.run(plan(target, suite, warmUp, true));
    }
  }

  private Measurement.Round round(LoadGenerator generator, Target target, Suite suite)
      throws IOException, InterruptedException {
    ProcessCost before = ProcessCost.of(target.pid());
    LoadResult load = generator.run(plan(target, suite, count, !keep));
    ProcessCost after = ProcessCost.of(target.pid());
    if (load.failed() > 0) {
      out.println(target.name() + " " + suite.label() + " failures: " + load.failures());
    }
    return new Measurement.Round(load, after.since(before));
  }

  private LoadPlan plan(Target target, Suite suite, int handshakes, boolean delete) {
    return new LoadPlan(
        target.address(),
        suite,
        handshakes,
        concurrency,
        perSecond,
        Duration.ofSeconds(limitSeconds),
        delete);
  }

  private static final class TargetConverter implements ITypeConverter<Target> {
    @Override
    public Target convert(String value) {
      try {
        return Target.of(value);
      } catch (IllegalArgumentException e) {
        throw new CommandLine.TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  private static final class SuiteConverter implements ITypeConverter<Suite> {
    @Override
    public Suite convert(String value) {
      return Suite.of(value)
          .orElseThrow(() ->
              new CommandLine.TypeConversionException(
                  "'" + value + "' is no suite; there are: " + Suite.labels()));
    }
  }
}
