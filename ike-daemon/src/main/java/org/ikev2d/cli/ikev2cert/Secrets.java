package org.ikev2d.cli.ikev2cert;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.ikev2d.crypto.Secret;
import org.ikev2d.pki.store.Pins;
import org.ikev2d.pki.store.StoreFiles;

/** Asks for what must not show: from a terminal without echo, else lines of the input. */
final class Secrets {
  private static final int MAX_LINE = 1024;

  private final Optional<Console> console;
  private final BufferedReader lines;
  private final PrintStream err;

  Secrets(InputStream in, PrintStream err) {
    Console attached = System.console();
    this.console =
        in == System.in && attached != null && attached.isTerminal()
            ? Optional.of(attached)
            : Optional.empty();
    this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    this.err = err;
  }

  /** The answer as a secret that the caller closes. */
  Secret pin(String prompt) throws Refusal {
    if (console.isPresent()) {
      char[] typed = console.get().readPassword("%s: ", prompt);
      if (typed == null) {
        throw new Refusal("no PIN given");
      }
      return Pins.of(typed);
    }
    String line = line(prompt);
    return Pins.of(line.toCharArray());
  }

  /** A new PIN, asked for twice. */
  Secret newPin(String prompt) throws Refusal {
    Secret first = pin(prompt);
    checked(first);
    try (Secret again = pin("Once more")) {
      if (!first.equals(again)) {
        first.close();
        throw new Refusal("the two PINs differ");
      }
    }
    return first;
  }

  /** The first line of a file that only its owner may read. */
  static Secret ofFile(Path file) throws Refusal {
    try {
      if (StoreFiles.isOpenToOthers(file)) {
        throw new Refusal(file + ": others than its owner can read this PIN; chmod 600 it");
      }
    } catch (IOException failed) {
      throw new Refusal(StoreFiles.reason(file, failed));
    }
    byte[] content = DiskFiles.read(file);
    int end = 0;
    while (end < content.length && content[end] != '\n' && content[end] != '\r') {
      end++;
    }
    Secret pin = Secret.wrap(Arrays.copyOf(content, end));
    Arrays.fill(content, (byte) 0);
    return pin;
  }

  /** Refuses, and closes, what cannot be a PIN. */
  static Secret checked(Secret pin) throws Refusal {
    Optional<String> objection = Pins.objection(pin);
    if (objection.isPresent()) {
      pin.close();
      throw new Refusal(objection.get());
    }
    return pin;
  }

  /** An answer that may show. */
  String line(String prompt) throws Refusal {
    err.print(prompt + ": ");
    err.flush();
    try {
      String line = lines.readLine();
      if (line == null || line.length() > MAX_LINE) {
        throw new Refusal("the input ended where an answer was expected");
      }
      return line.strip();
    } catch (IOException failed) {
      throw new Refusal("the input cannot be read: " + failed.getMessage());
    }
  }
}
