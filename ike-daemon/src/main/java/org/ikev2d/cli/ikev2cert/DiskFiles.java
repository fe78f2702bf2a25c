package org.ikev2d.cli.ikev2cert;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ikev2d.pki.store.StoreFiles;

/** Files named by options. */
final class DiskFiles {
  private DiskFiles() {}

  static Path path(String text) throws Refusal {
    try {
      return Path.of(text);
    } catch (InvalidPathException malformed) {
      throw new Refusal("`" + text + "` is no path");
    }
  }

  static byte[] read(Path file) throws Refusal {
    try {
      return StoreFiles.read(file);
    } catch (IOException failed) {
      throw new Refusal(StoreFiles.reason(file, failed));
    }
  }

  /** Creates a file; one that exists is not touched. */
  static void create(Path file, byte[] content, boolean secret) throws Refusal {
    try {
      StoreFiles.create(file, content, secret);
    } catch (IOException failed) {
      throw new Refusal(StoreFiles.reason(file, failed));
    }
  }

  /** Options of a file, one a line; lines that begin with {@code #} are comments. */
  static List<String> options(Path file) throws Refusal {
    List<String> options = new ArrayList<>();
    for (String line : new String(read(file), StandardCharsets.UTF_8).split("\r?\n")) {
      String option = line.strip();
      if (!option.isEmpty() && !option.startsWith("#")) {
        int equals = option.indexOf('=');
        String value = option.substring(equals + 1);
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        options.add(
            quoted
                ? option.substring(0, equals + 1) + value.substring(1, value.length() - 1)
                : option);
      }
    }
    return options;
  }
}
