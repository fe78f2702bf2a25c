package org.ikev2d.kernel.text;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.ikev2d.kernel.msg.ExtKind;
import org.ikev2d.kernel.msg.SadbExtension.Lifetime;
import org.ikev2d.kernel.msg.SadbMessage;

/** The lifetimes of an SA, printed last and together. */
final class LifetimeText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss uuuu", Locale.ROOT);

  private final SadbMessage message;
  private final long now;
  private final ZoneId zone;
  private final StringBuilder out;

  LifetimeText(SadbMessage message, long now, ZoneId zone, StringBuilder out) {
    this.message = message;
    this.now = now;
    this.zone = zone;
    this.out = out;
  }

  void print() {
    Optional<Lifetime> current = find(ExtKind.LIFETIME_CURRENT);
    Optional<Lifetime> soft = find(ExtKind.LIFETIME_SOFT);
    Optional<Lifetime> hard = find(ExtKind.LIFETIME_HARD);
    if (current.isEmpty() && soft.isEmpty() && hard.isEmpty()) {
      return;
    }
    line("LT", "Lifetime information");
    current.ifPresent(this::current);
    soft.ifPresent(l -> limit("SLT", "Soft", l, current));
    hard.ifPresent(l -> limit("HLT", "Hard", l, current));
  }

  private void current(Lifetime life) {
    line("CLT", "Current lifetime information:");
    line(
        "CLT",
        bytes(life.bytes())
            + " protected, "
            + Integer.toUnsignedString(life.allocations())
            + " allocations used.");
    line("CLT", "SA added at time: " + time(life.addTime()));
    if (life.useTime() != 0) {
      line("CLT", "SA first used at time: " + time(life.useTime()));
    }
    line("CLT", "Time now is: " + time(now));
  }

  private void limit(String prefix, String name, Lifetime limit, Optional<Lifetime> current) {
    line(prefix, name + " lifetime information:");
    line(
        prefix,
        bytes(limit.bytes())
            + " of lifetime, "
            + Integer.toUnsignedString(limit.allocations())
            + " allocations.");
    line(prefix, seconds(limit.addTime()) + " of post-add lifetime.");
    line(prefix, seconds(limit.useTime()) + " of post-use lifetime.");
    current.ifPresent(c -> remaining(prefix, limit, c));
  }

  private void remaining(String prefix, Lifetime limit, Lifetime current) {
    if (limit.bytes() != 0) {
      long left = limit.bytes() - current.bytes();
      line(
          prefix,
          left > 0 ? bytes(left) + " of lifetime left." : "Byte lifetime has been reached.");
    }
    remaining(prefix, "post-add", limit.addTime(), current.addTime());
    remaining(prefix, "post-use", limit.useTime(), current.useTime());
  }

  private void remaining(String prefix, String what, long limit, long since) {
    if (limit != 0 && since != 0) {
      long end = since + limit;
      line(
          prefix,
          end > now
              ? seconds(end - now) + " of " + what + " lifetime left, until " + time(end)
              : what + " expiration occurred " + seconds(now - end) + " ago, at " + time(end));
    }
  }

  private static String bytes(long count) {
    String plain = Long.toUnsignedString(count) + " bytes";
    return count >= 1024 ? plain + " (" + scaled(count) + ")" : plain;
  }

  private static String scaled(long count) {
    double value = count;
    String[] units = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    int unit = -1;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.2f %s", value, units[unit]);
  }

  private static String seconds(long count) {
    String plain = Long.toUnsignedString(count) + " seconds";
    if (count <= 60) {
      return plain;
    }
    String clock =
        String.format(
            Locale.ROOT, "%02d:%02d:%02d", count % 86_400 / 3600, count % 3600 / 60, count % 60);
    long days = count / 86_400;
    return plain + " (" + (days > 0 ? days + "d " : "") + clock + ")";
  }

  /** Kernels give what they like; a time outside the calendar stays a number. */
  private String time(long epochSeconds) {
    return epochSeconds < 0 || epochSeconds > 253_402_300_799L
        ? Long.toUnsignedString(epochSeconds)
        : time(Instant.ofEpochSecond(epochSeconds), zone);
  }

  static String time(Instant instant, ZoneId zone) {
    return TIME.format(instant.atZone(zone));
  }

  private Optional<Lifetime> find(ExtKind kind) {
    return message.find(Lifetime.class, kind);
  }

  private void line(String prefix, String text) {
    out.append(prefix).append(": ").append(text).append('\n');
  }
}
