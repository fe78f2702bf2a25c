package org.ikev2d.pki.make;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a certificate is to live.
 *
 * @param amount at least 1; all in all 50 years at most
 * @param unit hours, days or calendar years
 */
public record Lifetime(int amount, ChronoUnit unit) {
  /** A year, as pktool has it. */
  public static final Lifetime DEFAULT = new Lifetime(1, ChronoUnit.YEARS);

  private static final int MAX_YEARS = 50;
  private static final Pattern FORM = Pattern.compile("([0-9]{1,6})-(hour|day|year)s?");

  /** Reads {@code N-hour}, {@code N-day} or {@code N-year}. */
  public static Optional<Lifetime> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    int amount = Integer.parseInt(form.group(1));
    ChronoUnit unit =
        switch (form.group(2)) {
          case "hour" -> ChronoUnit.HOURS;
          case "day" -> ChronoUnit.DAYS;
          default -> ChronoUnit.YEARS;
        };
    boolean fits =
        amount > 0 && unit.getDuration().multipliedBy(amount).toDays() <= MAX_YEARS * 366;
    return fits ? Optional.of(new Lifetime(amount, unit)) : Optional.empty();
  }

  /** The end, counted from a moment. */
  public Instant from(Instant start) {
    return start.atZone(ZoneOffset.UTC).plus(amount, unit).toInstant();
  }
}
