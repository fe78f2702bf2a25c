package org.ikev2d.cli.ipseckey;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ikev2d.cli.HostNames;
import org.ikev2d.cli.Interactive;
import org.ikev2d.cli.Options;
import org.ikev2d.cli.SocketPath;
import org.ikev2d.cli.Version;
import org.ikev2d.kernel.pfkey.PfKeyTool;
import org.ikev2d.port.KernelAnswer;

/** The ipseckey command. */
public final class IpsecKey {
  static final String USAGE =
      """
      usage: ipseckey [-nvp] [-s SOCKET]                                  interactive
             ipseckey [-nvp] [-s SOCKET] dump [all|ah|esp]
             ipseckey [-nvp] [-s SOCKET] flush [all|ah|esp]
             ipseckey [-nvp] [-s SOCKET] {get|delete} {ah|esp} spi SPI dst ADDRESS
             ipseckey [-np] [-s SOCKET] {monitor|passive_monitor|pmonitor}
      """;

  static final String COMMANDS =
      """
      dump [TYPE]                          show all SAs; TYPE: all, ah or esp
      get TYPE spi SPI dst ADDRESS         show one SA
      delete TYPE spi SPI dst ADDRESS      remove one SA
      flush [TYPE]                         remove all SAs, whoever installed them
      monitor                              show what goes over PF_KEY
      pmonitor                             show what the kernel tells
      help                                 show this list
      quit                                 leave the interactive mode (also exit)
      """;

  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;

  public IpsecKey(
      InputStream in, PrintStream out, PrintStream err, Map<String, String> environment) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.environment = environment;
  }

  public static void main(String[] arguments) {
    int status = new IpsecKey(System.in, System.out, System.err, System.getenv()).run(arguments);
    System.out.flush();
    System.exit(status);
  }

  /** Runs the command line and gives its exit status. */
  public int run(String... arguments) {
    return switch (Options.parse(arguments, "nvps:h", Set.of("--help", "--version"))) {
      case Options.Parsed.Wrong(String message) -> {
        err.println("ipseckey: " + message);
        err.print(USAGE);
        yield 1;
      }
      case Options.Parsed.Good(Options options) -> run(options);
    };
  }

  private int run(Options options) {
    if (options.has("h") || options.has("--help")) {
      out.print(USAGE);
      return 0;
    }
    if (options.has("--version")) {
      out.println("ipseckey " + Version.text());
      return 0;
    }
    return switch (open(options)) {
      case KernelAnswer.Refused<SadbAccess> refused -> {
        err.println("ipseckey: " + refused.operation() + ": " + refused.reason());
        yield 1;
      }
      case KernelAnswer.Done<SadbAccess>(SadbAccess sadb) -> {
        try (sadb) {
          if (options.has("v")) {
            err.println("ipseckey: using the SADB of " + sadb.name());
          }
          KeySession session =
              new KeySession(sadb, new HostNames(options.has("n")), options.has("p"), out, err);
          yield options.words().isEmpty()
              ? Interactive.run("ipseckey", in, out, err, session::run)
              : session.run(options.words());
        }
      }
    };
  }

  /**
   * The daemon that the user names, else the one at the usual place if no kernel has its SADB, else
   * the kernel.
   */
  private KernelAnswer<SadbAccess> open(Options options) {
    Optional<Path> named = SocketPath.explicit(options.value("s"), environment);
    if (named.isPresent()) {
      return KernelAnswer.done(new DaemonAccess(named.get()));
    }
    if (DaemonAccess.isMemory(SocketPath.DEFAULT)) {
      return KernelAnswer.done(new DaemonAccess(SocketPath.DEFAULT));
    }
    return switch (PfKeyTool.open()) {
      case KernelAnswer.Done<PfKeyTool>(PfKeyTool tool) ->
          KernelAnswer.done(new KernelAccess(tool));
      case KernelAnswer.Refused<PfKeyTool> refused -> refused.as();
    };
  }
}
