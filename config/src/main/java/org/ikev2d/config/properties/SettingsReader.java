package org.ikev2d.config.properties;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Loaded;
import org.ikev2d.config.check.Suggestion;
import org.ikev2d.config.properties.PropertiesText.Value;
import org.ikev2d.control.DebugLevel;
import org.ikev2d.control.Privilege;

/** Reads ikev2d.conf: every key with its default and its range. */
public final class SettingsReader {
  /** Where the daemon looks for the file. */
  public static final String DEFAULT_FILE = "/etc/inet/ike/ikev2d.conf";

  private static final String PIN = "pkcs11_token/pin";
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private SettingsReader() {}

  /** The settings without a file. */
  public static DaemonSettings defaults() {
    return read("defaults", "", List.of()).value().orElseThrow();
  }

  /**
   * Reads a whole file.
   *
   * @param name for findings
   * @param options each {@code key=value}; they replace what the file says, the last one counts
   * @return always with a value, in which the default stands for what is wrong
   */
  public static Loaded<DaemonSettings> read(String name, String text, List<String> options) {
    FindingLog log = new FindingLog();
    PropertiesText properties = new PropertiesText(log);
    properties.file(name, text);
    options.forEach(properties::option);
    TypedValues in = new TypedValues(properties.values(), log);
    DaemonSettings settings = settings(in);
    unknown(properties.values(), in.known(), log);
    return Loaded.of(settings, log);
  }

  /** Whether the text has a value that nobody else may read. */
  public static boolean holdsSecret(String text) {
    PropertiesText properties = new PropertiesText(new FindingLog());
    properties.file("", text);
    return properties.values().containsKey(PIN)
        || properties.values().containsKey(KeyStoreSettings.PIN);
  }

  private static DaemonSettings settings(TypedValues in) {
    int minThreads = in.number("min_threads", 2, 1, 1024);
    return new DaemonSettings(
        in.path("config_file", "/etc/inet/ike/ikev2.config"),
        in.path("preshared_file", "/etc/inet/ike/ikev2.preshared"),
        in.path("policy_file", "/etc/inet/ipsecinit.conf"),
        in.debugLevel("debug_level", DebugLevel.OPERATOR),
        in.path("debug_logfile"),
        in.flag("ignore_errors", false),
        minThreads,
        in.number("max_threads", Math.max(minThreads, 4 * PROCESSORS), minThreads, 4096),
        in.seconds("response_wait_time", 30, 1, 3600),
        in.flag("fragmentation_enable", false),
        in.number("fragmentation_mtu", 1350, 576, 9216),
        in.text("pkcs11_token/uri"),
        in.secret(PIN),
        KeyStoreSettings.read(in),
        in.choice("kernel", KernelChoice.AUTO, List.of(KernelChoice.values())),
        in.path("control_socket", "/run/ikev2d/control"),
        in.choice("admin_privilege", Privilege.BASE, List.of(Privilege.values())),
        in.number("ike_port", 500, 1, 65_535),
        in.number("natt_port", 4500, 1, 65_535),
        in.path("journal_file", "/var/lib/ikev2d/journal"),
        in.addresses("listen"),
        in.path("wireshark_keys"),
        in.text("config_owner"),
        in.tunnels("tunnel."),
        in.number("cookie_threshold", 64, 0, 1_000_000),
        in.number("half_open_limit", 4096, 1, 1_000_000),
        in.number("half_open_per_source", 256, 1, 1_000_000),
        in.seconds("liveness_interval", 60, 0, 86_400),
        in.number("window_size", 4, 1, 64),
        ExtensionSettings.read(in));
  }

  private static void unknown(Map<String, Value> values, Set<String> known, FindingLog log) {
    List<String> suggestions = new ArrayList<>(known);
    suggestions.removeIf(k -> k.startsWith("tunnel.") || k.startsWith("virtual_address."));
    suggestions.add("tunnel.NAME");
    suggestions.add("virtual_address.LABEL");
    values.forEach((key, value) -> {
      if (!known.contains(key)) {
        log.error(
            value.at(),
            "unknown key " + Suggestion.quote(key),
            Suggestion.remedy(key, suggestions));
      }
    });
  }
}
