package org.ikev2d.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Set;
import org.ikev2d.crypto.Secret;

/** Random octets that outlive the daemon, in a file for its owner alone. */
final class SecretFile {
  private static final int OCTETS = 32;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final FileAttribute<Set<PosixFilePermission>> MODE =
      PosixFilePermissions.asFileAttribute(OWNER_ONLY);

  private SecretFile() {}

  /**
   * Reads the file, or makes one.
   *
   * @throws IOException in words for the administrator
   */
  static Secret open(Path file, SecureRandom random) throws IOException {
    try {
      return read(file);
    } catch (NoSuchFileException missing) {
      return create(file, random);
    }
  }

  private static Secret read(Path file) throws IOException {
    PosixFileAttributes found =
        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!found.isRegularFile()
        || !OWNER_ONLY.containsAll(found.permissions())
        || found.size() != OCTETS) {
      throw new IOException(
          "is no file of " + OCTETS + " octets and mode 0600; remove it, another is made");
    }
    return Secret.wrap(Files.readAllBytes(file));
  }

  /** Whole or not at all: a crash while it is written must not leave half of one. */
  private static Secret create(Path file, SecureRandom random) throws IOException {
    byte[] octets = new byte[OCTETS];
    random.nextBytes(octets);
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, MODE);
    Files.write(fresh, octets, StandardOpenOption.SYNC, LinkOption.NOFOLLOW_LINKS);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    return Secret.wrap(octets);
  }
}
