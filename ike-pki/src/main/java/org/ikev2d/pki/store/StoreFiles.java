package org.ikev2d.pki.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Files of key stores: bounded reading, and writing that leaves the old file or the new one. */
public final class StoreFiles {
  /** Octets of one file at most. */
  static final int MAX_FILE = 16 << 20;

  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_@+-][A-Za-z0-9_@+. -]{0,63}");
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  private StoreFiles() {}

  /** Why text cannot be a label, which here names files. */
  static Optional<String> labelObjection(String label) {
    return LABEL.matcher(label).matches()
        ? Optional.empty()
        : Optional.of(
            "label `"
                + label
                + "`: use 1 to 64 letters, digits, blanks and _ @ + - . , no dot in front");
  }

  /** The whole file. */
  public static byte[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] octets = in.readNBytes(MAX_FILE + 1);
      if (octets.length > MAX_FILE) {
        throw new IOException("larger than " + MAX_FILE + " octets");
      }
      return octets;
    }
  }

  /** Whether somebody other than the owner may read or change the file. */
  public static boolean isOpenToOthers(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return false;
    }
    return Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains);
  }

  /** Creates a file; one that exists is not touched. */
  public static void create(Path file, byte[] content, boolean secret) throws IOException {
    try {
      Path made =
          Files.createFile(
              file,
              PosixFilePermissions.asFileAttribute(
                  PosixFilePermissions.fromString(secret ? "rw-------" : "rw-r--r--")));
      Files.write(made, content, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException exists) {
      throw new IOException("exists already; delete it first", exists);
    }
  }

  /** Replaces a file as one; readable by its owner only. */
  static void replace(Path file, byte[] content) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(temporary);
    create(temporary, content, true);
    try {
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException notHere) {
      Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** What went wrong, without the path that the message gives already. */
  public static String reason(Path file, IOException failed) {
    return switch (failed) {
      case NoSuchFileException none -> file + ": does not exist";
      case java.nio.file.AccessDeniedException denied -> file + ": permission denied";
      case java.nio.file.FileSystemException system ->
          file + ": " + Optional.ofNullable(system.getReason()).orElse("cannot be read or written");
      default -> file + ": " + failed.getMessage();
    };
  }
}
