package org.ikev2d.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ikev2d.config.check.CheckedFile;
import org.ikev2d.config.check.CheckedFile.Access;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Loaded;
import org.ikev2d.config.check.Owners;
import org.ikev2d.config.check.Position;
import org.ikev2d.config.properties.DaemonSettings;
import org.ikev2d.config.properties.SettingsReader;
import org.ikev2d.config.rules.IkeSupport;
import org.ikev2d.config.rules.NetworkNames;
import org.ikev2d.config.rules.PolicyContext;
import org.ikev2d.config.rules.PolicyFile;
import org.ikev2d.config.rules.PolicyReader;
import org.ikev2d.config.rules.RuleFile;
import org.ikev2d.config.rules.RuleReader;
import org.ikev2d.config.rules.SystemNames;
import org.ikev2d.config.syntax.PresharedEntry;
import org.ikev2d.config.syntax.PresharedParser;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.KernelAlgorithms;
import org.ikev2d.port.PolicyAction.Endpoints;

/** Loads the files that the settings name. */
public final class ConfigurationLoader {
  private final DaemonSettings settings;
  private final IkeSupport support;
  private final PolicyContext context;

  /** For checks without a kernel: every algorithm of the table may be named in policies. */
  public ConfigurationLoader(DaemonSettings settings, IkeSupport support) {
    this(settings, support, PolicyContext.everything());
  }

  /**
   * @param support what the daemon can do for IKE SAs
   * @param kernel what the backend can install
   */
  public ConfigurationLoader(DaemonSettings settings, IkeSupport support, KernelAlgorithms kernel) {
    this(settings, support, kernel, new SystemNames());
  }

  ConfigurationLoader(
      DaemonSettings settings, IkeSupport support, KernelAlgorithms kernel, NetworkNames names) {
    this.settings = settings;
    this.support = support;
    Map<String, Endpoints> tunnels = new HashMap<>();
    settings
        .tunnels()
        .forEach((name, ends) -> tunnels.put(name, new Endpoints(ends.local(), ends.remote())));
    this.context = new PolicyContext(kernel, tunnels, names);
  }

  /**
   * Reads ikev2d.conf; a file that is not there is an error only if {@code required}.
   *
   * @param options of the command line, each {@code key=value}
   * @return always with a value, in which defaults stand for what is wrong
   */
  public static Loaded<DaemonSettings> settings(Path file, boolean required, List<String> options) {
    if (!required && !Files.exists(file)) {
      return SettingsReader.read(file.toString(), "", options);
    }
    FindingLog log = new FindingLog();
    Optional<Owners> owners = owners(Optional.empty(), log);
    String text =
        owners
            .flatMap(o -> CheckedFile.read(file, Access.READABLE, o, log))
            .map(ConfigurationLoader::text)
            .orElse("");
    Loaded<DaemonSettings> read = SettingsReader.read(file.toString(), text, options);
    if (SettingsReader.holdsSecret(text)) {
      owners.ifPresent(o -> CheckedFile.check(file, Access.SECRET, o, log));
    }
    log.addAll(read.findings());
    return new Loaded<>(read.value(), log.sorted());
  }

  public DaemonSettings settings() {
    return settings;
  }

  /** Everything, for the daemon. The value holds what is good even where there are errors. */
  public Loaded<Configuration> load() {
    FindingLog log = new FindingLog();
    RuleFile rules = collect(rules(settings.configFile()), log).orElse(RuleFile.EMPTY);
    boolean keysNeeded =
        rules.rules().stream().anyMatch(r -> needsKeys(r.localAuth()) || needsKeys(r.remoteAuth()));
    List<PresharedEntry> keys = List.of();
    if (keysNeeded || Files.exists(settings.presharedFile())) {
      keys = collect(preshared(settings.presharedFile()), log).orElse(List.of());
    }
    PolicyFile policies = PolicyFile.EMPTY;
    if (Files.exists(settings.policyFile())) {
      policies = collect(policies(settings.policyFile()), log).orElse(PolicyFile.EMPTY);
    } else {
      log.warning(
          Position.ofFile(settings.policyFile().toString()),
          "no such file: no traffic is protected",
          "create it, or name another one as policy_file");
    }
    return Loaded.of(Configuration.of(rules, keys, policies, true, log), log);
  }

  private static boolean needsKeys(AuthChoice choice) {
    return choice == AuthChoice.PRESHARED || choice == AuthChoice.EAP_MSCHAPV2;
  }

  /**
   * The check of {@code ikev2d -c}: the syntax of the rules, and of the other files as far as they
   * are there and may be read. Keys need not be there.
   */
  public Loaded<Configuration> check() {
    FindingLog log = new FindingLog();
    RuleFile rules = collect(rules(settings.configFile()), log).orElse(RuleFile.EMPTY);
    List<PresharedEntry> keys = List.of();
    if (Files.isReadable(settings.presharedFile())) {
      keys = collect(preshared(settings.presharedFile()), log).orElse(List.of());
    }
    PolicyFile policies = PolicyFile.EMPTY;
    if (Files.isReadable(settings.policyFile())) {
      policies = collect(policies(settings.policyFile()), log).orElse(PolicyFile.EMPTY);
    }
    return Loaded.of(Configuration.of(rules, keys, policies, false, log), log);
  }

  /** An ikev2.config. */
  public Loaded<RuleFile> rules(Path file) {
    FindingLog log = new FindingLog();
    Optional<byte[]> text = read(file, Access.READABLE, log);
    return text.isEmpty()
        ? Loaded.failed(log)
        : RuleReader.read(file.toString(), text(text.get()), support);
  }

  /** An ikev2.preshared. */
  public Loaded<List<PresharedEntry>> preshared(Path file) {
    FindingLog log = new FindingLog();
    Optional<byte[]> text = read(file, Access.SECRET, log);
    if (text.isEmpty()) {
      return Loaded.failed(log);
    }
    try {
      return PresharedParser.parse(file.toString(), text.get());
    } finally {
      Arrays.fill(text.get(), (byte) 0);
    }
  }

  /** An ipsecinit.conf. */
  public Loaded<PolicyFile> policies(Path file) {
    FindingLog log = new FindingLog();
    Optional<byte[]> text = read(file, Access.READABLE, log);
    return text.isEmpty()
        ? Loaded.failed(log)
        : PolicyReader.read(file.toString(), text(text.get()), context);
  }

  private Optional<byte[]> read(Path file, Access access, FindingLog log) {
    return owners(settings.configOwner(), log)
        .flatMap(owners -> CheckedFile.read(file, access, owners, log));
  }

  private static Optional<Owners> owners(Optional<String> configured, FindingLog log) {
    try {
      return Optional.of(Owners.of(configured));
    } catch (IOException e) {
      log.error(
          Position.ofFile("config_owner"),
          "no user `" + configured.orElse("") + "` on this host",
          "name the user who owns the configuration files");
      return Optional.empty();
    }
  }

  private static String text(byte[] octets) {
    return new String(octets, StandardCharsets.UTF_8);
  }

  private static <T> Optional<T> collect(Loaded<T> loaded, FindingLog log) {
    log.addAll(loaded.findings());
    return loaded.value();
  }
}
