package org.ikev2d.cli.ikeadm;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.ikev2d.cli.HostNames;
import org.ikev2d.cli.Interactive;
import org.ikev2d.cli.Options;
import org.ikev2d.cli.SocketPath;
import org.ikev2d.cli.Version;

/** The ikeadm command. */
public final class IkeAdm {
  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;

  public IkeAdm(InputStream in, PrintStream out, PrintStream err, Map<String, String> environment) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.environment = environment;
  }

  public static void main(String[] arguments) {
    int status = new IkeAdm(System.in, System.out, System.err, System.getenv()).run(arguments);
    System.out.flush();
    System.exit(status);
  }

  /** Runs the command line and gives its exit status. */
  public int run(String... arguments) {
    return switch (Options.parse(arguments, "npv:s:h", Set.of("--json", "--help", "--version"))) {
      case Options.Parsed.Wrong(String message) -> usage(message);
      case Options.Parsed.Good(Options options) -> run(options);
    };
  }

  private int run(Options options) {
    if (options.has("h") || options.has("--help")) {
      out.print(HelpText.USAGE);
      out.print(HelpText.of(""));
      return 0;
    }
    if (options.has("--version")) {
      out.println("ikeadm " + Version.text());
      return 0;
    }
    String daemon = options.value("v").orElse("2");
    if (!daemon.equals("2")) {
      return usage(
          daemon.equals("1")
              ? "option -v 1: there is no IKEv1 daemon here; leave it out or give -v 2"
              : "option -v: expected 2, not \"" + daemon + "\"");
    }
    Path socket = SocketPath.choose(options.value("s"), environment);
    Session session =
        new Session(
            socket,
            options.has("--json"),
            new HostNames(options.has("n")),
            new PinPrompt(in, err),
            out,
            err);
    return options.words().isEmpty()
        ? Interactive.run("ikeadm", in, out, err, session::run)
        : session.run(options.words());
  }

  private int usage(String message) {
    err.println("ikeadm: " + message);
    err.print(HelpText.USAGE);
    return 1;
  }
}
