package org.ikev2d.load;

import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ikev2d.sim.Rules;

/**
 * A responder under measurement, written {@code NAME=ADDRESS,PID}.
 *
 * @param pid of its process on this machine
 */
public record Target(String name, InetAddress address, long pid) {
  private static final Pattern FORM = Pattern.compile("([^=,]+)=([0-9a-fA-F.:]+),([0-9]{1,9})");

  /**
   * @throws IllegalArgumentException if it has another form
   */
  public static Target of(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a target: write NAME=ADDRESS,PID, such as ours=10.9.0.2,4711");
    }
    return new Target(
        matcher.group(1), Rules.address(matcher.group(2)), Long.parseLong(matcher.group(3)));
  }
}
