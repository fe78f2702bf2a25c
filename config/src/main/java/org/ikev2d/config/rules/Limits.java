package org.ikev2d.config.rules;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.syntax.Keyword;
import org.ikev2d.port.ChildLifetime;

/**
 * The numeric parameters of ikev2.config that hold at one point of the file. Immutable.
 *
 * @param settings those that were set, by keyword
 */
public record Limits(Map<Keyword, Setting> settings) {
  /** Four hours, which the manual's sample of the older file uses. */
  static final Duration IKE_LIFETIME = Duration.ofSeconds(14_400);

  /** A soft limit that is not given is this part of the hard one. */
  private static final double SOFT_PART = 0.9;

  static final Limits NONE = new Limits(Map.of());

  public Limits {
    settings = Map.copyOf(settings);
  }

  Limits with(Keyword keyword, Setting setting) {
    Map<Keyword, Setting> changed = new EnumMap<>(Keyword.class);
    changed.putAll(settings);
    changed.put(keyword, setting);
    return new Limits(changed);
  }

  /** These, and where they say nothing, those of {@code outer}. */
  Limits over(Limits outer) {
    Map<Keyword, Setting> merged = new EnumMap<>(Keyword.class);
    merged.putAll(outer.settings);
    // A hard limit of our own makes the outer soft limit meaningless.
    if (settings.containsKey(Keyword.CHILDSA_LIFETIME_SECS)) {
      merged.remove(Keyword.CHILDSA_SOFTLIFE_SECS);
    }
    if (settings.containsKey(Keyword.CHILDSA_LIFETIME_KB)) {
      merged.remove(Keyword.CHILDSA_SOFTLIFE_KB);
    }
    merged.putAll(settings);
    return new Limits(merged);
  }

  Optional<Setting> get(Keyword keyword) {
    return Optional.ofNullable(settings.get(keyword));
  }

  Optional<Duration> ikeLifetime() {
    return get(Keyword.IKESA_LIFETIME_SECS).map(s -> Duration.ofSeconds(s.value()));
  }

  /** Zero: an authentication is good for ever. */
  Duration authLifetime() {
    return Duration.ofSeconds(get(Keyword.AUTH_LIFETIME_SECS).map(Setting::value).orElse(0L));
  }

  ChildLifetime childLifetime(FindingLog log) {
    Optional<Setting> hard = get(Keyword.CHILDSA_LIFETIME_SECS);
    Optional<Setting> hardKb = get(Keyword.CHILDSA_LIFETIME_KB);
    long soft =
        soft(hard, Keyword.CHILDSA_SOFTLIFE_SECS, ChildLifetime.DEFAULT.soft().toSeconds(), log);
    long softKb = soft(hardKb, Keyword.CHILDSA_SOFTLIFE_KB, 0, log);
    long hardSeconds = hard.map(Setting::value).orElse(ChildLifetime.DEFAULT.hard().toSeconds());
    return new ChildLifetime(
        Duration.ofSeconds(soft),
        Duration.ofSeconds(hardSeconds),
        softKb * 1024,
        hardKb.map(Setting::value).orElse(0L) * 1024,
        Duration.ofSeconds(idle(soft == 0 ? hardSeconds : soft, log)));
  }

  /** Equal to the hard limit means that there is no soft one. */
  private long soft(Optional<Setting> hard, Keyword keyword, long fallback, FindingLog log) {
    Optional<Setting> soft = get(keyword);
    if (hard.isEmpty()) {
      soft.ifPresent(s ->
          log.warning(
              s.at(),
              "`" + keyword + "` without its hard limit is ignored",
              "set " + keyword.text().replace("softlife", "lifetime") + " too"));
      return fallback;
    }
    long most = hard.get().value();
    if (soft.isEmpty()) {
      return (long) (most * SOFT_PART);
    }
    if (most != 0 && soft.get().value() > most) {
      log.error(
          soft.get().at(),
          "`" + keyword + "` " + soft.get().value() + " is above the hard limit " + most,
          "write at most " + most);
    }
    return soft.get().value() == most ? 0 : soft.get().value();
  }

  private long idle(long most, FindingLog log) {
    Optional<Setting> idle = get(Keyword.CHILDSA_IDLETIME_SECS);
    if (idle.isPresent() && most != 0 && idle.get().value() > most) {
      log.error(
          idle.get().at(),
          "`childsa_idletime_secs` " + idle.get().value() + " is above the soft limit " + most,
          "write at most " + most);
    }
    return idle.map(Setting::value).orElse(0L);
  }
}
