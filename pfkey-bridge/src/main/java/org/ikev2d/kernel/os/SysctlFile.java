package org.ikev2d.kernel.os;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A setting below {@code /proc/sys}. Such a file gives all of its content to the first read and
 * nothing to the next, so that {@code Files.readString}, which begins with one octet because the
 * size is told as zero, gets the first digit alone.
 */
public final class SysctlFile {
  private static final int MAX = 4096;

  private SysctlFile() {}

  /** The content without the line end. */
  public static String read(Path setting) throws IOException {
    try (var file = new FileInputStream(setting.toFile())) {
      byte[] content = new byte[MAX];
      int size = file.read(content);
      return new String(content, 0, Math.max(size, 0), StandardCharsets.US_ASCII).strip();
    }
  }

  /** Writes the whole value at once, as the kernel wants it. */
  public static void write(Path setting, String value) throws IOException {
    try (var file = new FileOutputStream(setting.toFile())) {
      file.write((value + "\n").getBytes(StandardCharsets.US_ASCII));
    }
  }
}
