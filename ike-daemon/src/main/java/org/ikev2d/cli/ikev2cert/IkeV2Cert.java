package org.ikev2d.cli.ikev2cert;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ikev2d.cli.Options;
import org.ikev2d.cli.Version;

/** The ikev2cert command: certificates and private keys of the daemon's key store. */
public final class IkeV2Cert {
  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;
  private final InstantSource clock;

  /**
   * A command with its surroundings.
   *
   * @param clock for validity of what is made
   */
  public IkeV2Cert(
      InputStream in,
      PrintStream out,
      PrintStream err,
      Map<String, String> environment,
      InstantSource clock) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.environment = environment;
    this.clock = clock;
  }

  public static void main(String[] arguments) {
    int status =
        new IkeV2Cert(System.in, System.out, System.err, System.getenv(), InstantSource.system())
            .run(arguments);
    System.out.flush();
    System.exit(status);
  }

  /** Runs the command line and gives its exit status. */
  public int run(String... arguments) {
    return switch (Options.parse(arguments, "if:h?", Set.of("--help", "--version"))) {
      case Options.Parsed.Wrong(String message) -> usage(message);
      case Options.Parsed.Good(Options options) -> run(options);
    };
  }

  private int run(Options options) {
    if (options.has("h") || options.has("?") || options.has("--help")) {
      out.print(Usage.TEXT);
      return 0;
    }
    if (options.has("--version")) {
      out.println("ikev2cert " + Version.text());
      return 0;
    }
    if (options.words().isEmpty()) {
      return usage("no subcommand");
    }
    String subcommand = options.words().getFirst();
    Optional<Set<String>> known = Usage.options(subcommand);
    if (known.isEmpty()) {
      return usage("unknown subcommand `" + subcommand + "`; the subcommands are listed below");
    }
    try {
      List<String> words = new ArrayList<>();
      if (options.value("f").isPresent()) {
        words.addAll(DiskFiles.options(DiskFiles.path(options.value("f").get())));
      }
      words.addAll(options.words().subList(1, options.words().size()));
      run(subcommand, Arguments.parse(words, known.get()), options.has("i"));
      return 0;
    } catch (Refusal refusal) {
      err.println("ikev2cert: " + subcommand + ": " + refusal.text());
      return 1;
    }
  }

  private void run(String subcommand, Arguments arguments, boolean interactive) throws Refusal {
    Secrets secrets = new Secrets(in, err);
    Tasks tasks =
        new Tasks(new StoreAccess(secrets, environment), secrets, out, err, clock, interactive);
    switch (subcommand) {
      case "gencert" -> new Generation(tasks).gencert(arguments);
      case "gencsr" -> new Generation(tasks).gencsr(arguments);
      case "signcsr" -> new Signing(tasks).signcsr(arguments);
      case "import" -> new Transfer(tasks).importFile(arguments);
      case "export" -> new Transfer(tasks).export(arguments);
      case "list" -> new Listing(tasks).list(arguments);
      case "delete" -> new Listing(tasks).delete(arguments);
      case "setpin" -> new StorePins(tasks).setpin(arguments);
      default -> new StorePins(tasks).tokens(arguments);
    }
  }

  private int usage(String message) {
    err.println("ikev2cert: " + message);
    err.print(Usage.TEXT);
    return 1;
  }
}
