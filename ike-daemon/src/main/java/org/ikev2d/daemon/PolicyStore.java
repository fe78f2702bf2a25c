package org.ikev2d.daemon;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ikev2d.actor.PolicyInstaller;
import org.ikev2d.config.Configuration;
import org.ikev2d.config.ConfigurationLoader;
import org.ikev2d.config.check.Finding;
import org.ikev2d.config.check.Loaded;
import org.ikev2d.config.properties.DaemonSettings;
import org.ikev2d.config.syntax.PresharedEntry;
import org.ikev2d.control.ErrorCode;
import org.ikev2d.control.Reply;
import org.ikev2d.crypto.Secret;
import org.ikev2d.port.EventSink;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.PolicyBase;
import org.ikev2d.port.Timers;

/** The rules, keys and policies in force, and how they are replaced while the daemon runs. */
final class PolicyStore {
  /** A negotiation that has begun may still need a key that is gone from the file. */
  private static final Duration KEY_GRACE = Duration.ofMinutes(5);

  private static final int SHOWN_FINDINGS = 10;

  private final DaemonSettings settings;
  private final ConfigurationLoader loader;
  private final KeyStores keyStores;
  private final EventSink events;
  private final Timers timers;
  private volatile Configuration current;

  PolicyStore(
      DaemonSettings settings,
      ConfigurationLoader loader,
      Configuration first,
      KeyStores keyStores,
      EventSink events,
      Timers timers) {
    this.settings = settings;
    this.loader = loader;
    this.current = first;
    this.keyStores = keyStores;
    this.events = events;
    this.timers = timers;
  }

  PolicyBase current() {
    return current;
  }

  /**
   * {@code ikeadm read rule}: the rules of the file replace those in force. They may need
   * certificates that are new as well.
   */
  synchronized Reply readRules(Optional<String> file) {
    Path path = file.map(Path::of).orElse(settings.configFile());
    keyStores.reload();
    return take("rule(s)", path, loader.rules(path), current::withRules, Configuration::rules);
  }

  /** {@code ikeadm read preshared}: the keys of the file replace those in force. */
  synchronized Reply readPreshared(Optional<String> file) {
    Path path = file.map(Path::of).orElse(settings.presharedFile());
    return take(
        "pre-shared keys", path, loader.preshared(path), current::withKeys, Configuration::entries);
  }

  /** Reads all files again and takes them if they have no errors. */
  synchronized Reply reload(PolicyInstaller installer) {
    keyStores.reload();
    Loaded<Configuration> loaded = certified(loader.load());
    if (loaded.good().isEmpty()) {
      return refused("configuration", settings.configFile(), loaded.findings());
    }
    replace(loaded.good().get());
    int refused = installer.apply(current.policies());
    events.emit(
        IkeEvent.info("config.reloaded")
            .with("rules", current.rules().size())
            .with("policies", current.policies().size())
            .with("policies_refused", refused));
    return new Reply.Done("Configuration read again", current.rules().size());
  }

  private <T> Reply take(
      String what,
      Path path,
      Loaded<T> read,
      Function<T, Loaded<Configuration>> join,
      Function<Configuration, List<?>> counted) {
    if (read.good().isEmpty()) {
      return refused(what, path, read.findings());
    }
    Loaded<Configuration> joined = certified(join.apply(read.good().get()));
    if (joined.good().isEmpty()) {
      return refused(what, path, joined.findings());
    }
    replace(joined.good().get());
    int count = counted.apply(current).size();
    events.emit(
        IkeEvent.info("config.read").with("what", what).with("file", path).with("count", count));
    return new Reply.Done("Successfully read " + count + " " + what + " from " + path, count);
  }

  /** With what the key stores have to say of it. */
  private Loaded<Configuration> certified(Loaded<Configuration> loaded) {
    List<Finding> findings = new ArrayList<>(loaded.findings());
    loaded.value().ifPresent(c -> findings.addAll(keyStores.check(c)));
    return new Loaded<>(loaded.value(), findings);
  }

  private Reply refused(String what, Path path, List<Finding> findings) {
    findings.forEach(
        f -> events.emit(IkeEvent.error("config.finding").with("at", f.at()).with("text", f)));
    events.emit(
        IkeEvent.error("config.refused")
            .with("what", what)
            .with("file", path)
            .with("findings", findings.size()));
    String text =
        findings.stream()
            .limit(SHOWN_FINDINGS)
            .map(Finding::toString)
            .collect(Collectors.joining("\n"));
    String more =
        findings.size() > SHOWN_FINDINGS
            ? "\n" + (findings.size() - SHOWN_FINDINGS) + " more findings in the daemon's log"
            : "";
    return new Reply.Refused(
        ErrorCode.INVALID_FILE, what + " not read, nothing has changed:\n" + text + more);
  }

  /** Keys that are read again are other objects, even where they say the same. */
  private void replace(Configuration next) {
    Set<Secret> dropped = secrets(current);
    dropped.removeAll(secrets(next));
    current = next;
    if (!dropped.isEmpty()) {
      timers.schedule(KEY_GRACE, () -> dropped.forEach(Secret::close));
    }
  }

  private static Set<Secret> secrets(Configuration configuration) {
    Set<Secret> secrets = Collections.newSetFromMap(new IdentityHashMap<>());
    for (PresharedEntry entry : configuration.entries()) {
      entry.local().ifPresent(secrets::add);
      entry.remote().ifPresent(secrets::add);
      entry.ppk().ifPresent(ppk -> secrets.add(ppk.key()));
    }
    return secrets;
  }
}
