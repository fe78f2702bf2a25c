package org.ikev2d.cli.ikeadm;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Asks for a PIN: on a terminal without echo, else as a line of the input. */
final class PinPrompt {
  private static final int MAX = 256;

  private final InputStream in;
  private final PrintStream err;

  PinPrompt(InputStream in, PrintStream err) {
    this.in = in;
    this.err = err;
  }

  /** The PIN, which the caller zeroes; empty if none was given. */
  Optional<char[]> ask(String prompt) {
    Console console = System.console();
    if (in == System.in && console != null && console.isTerminal()) {
      return Optional.ofNullable(console.readPassword("%s", prompt)).filter(p -> p.length > 0);
    }
    err.print(prompt);
    err.flush();
    // Octet by octet, so that nothing of the commands behind it is taken.
    byte[] line = new byte[MAX];
    int length = 0;
    try {
      for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
        if (length == MAX) {
          return Optional.empty();
        }
        line[length++] = (byte) octet;
      }
    } catch (IOException failed) {
      return Optional.empty();
    }
    err.println();
    String text = new String(line, 0, length, StandardCharsets.UTF_8).stripTrailing();
    return text.isEmpty() ? Optional.empty() : Optional.of(text.toCharArray());
  }
}
