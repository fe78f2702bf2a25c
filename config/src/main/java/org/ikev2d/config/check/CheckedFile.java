package org.ikev2d.config.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a file of the daemon if owner and mode allow to trust it. */
public final class CheckedFile {
  /** No configuration is larger, in octets. */
  public static final int LARGEST = 16 << 20;

  /** Who but the owner may do what. */
  public enum Access {
    /** Nobody: mode 0600 or less. */
    SECRET(EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE)),
    /** Everybody may read it. */
    READABLE(
        EnumSet.complementOf(
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE)));

    private final Set<PosixFilePermission> allowed;

    Access(Set<PosixFilePermission> allowed) {
      this.allowed = allowed;
    }
  }

  private CheckedFile() {}

  /**
   * The content of the file, or empty if it cannot be read or must not be trusted, which the log
   * says. The caller zeroes the content of a secret file.
   */
  public static Optional<byte[]> read(Path path, Access access, Owners owners, FindingLog log) {
    Position at = Position.ofFile(path.toString());
    try {
      Path target = path.toRealPath();
      if (Files.isSymbolicLink(path) && !Objects.equals(target.getParent(), realParent(path))) {
        log.error(at, "symbolic link to " + target, "name that file itself");
        return Optional.empty();
      }
      PosixFileAttributes before = attributes(target);
      if (!trusted(at, before, access, owners, log)) {
        return Optional.empty();
      }
      byte[] content = content(target);
      // The checks are worth nothing if another file took its place in between.
      if (!Objects.equals(before.fileKey(), attributes(target).fileKey())) {
        Arrays.fill(content, (byte) 0);
        log.error(at, "the file was replaced while it was read", "try again");
        return Optional.empty();
      }
      if (content.length > LARGEST) {
        Arrays.fill(content, (byte) 0);
        log.error(at, "the file is too large", "it may have " + LARGEST + " octets");
        return Optional.empty();
      }
      return Optional.of(content);
    } catch (NoSuchFileException e) {
      log.error(at, "no such file", "create it, or name another one");
    } catch (IOException | UnsupportedOperationException e) {
      String reason = e.getMessage() == null ? e.toString() : e.getMessage();
      log.error(at, "cannot be read: " + reason, "it must be readable by " + owners);
    }
    return Optional.empty();
  }

  /** Whether owner and mode are right, else the log says what is wrong. */
  public static boolean check(Path path, Access access, Owners owners, FindingLog log) {
    Position at = Position.ofFile(path.toString());
    try {
      return trusted(at, attributes(path.toRealPath()), access, owners, log);
    } catch (IOException | UnsupportedOperationException e) {
      log.error(at, "cannot be read", "it must be readable by " + owners);
      return false;
    }
  }

  private static @Nullable Path realParent(Path path) throws IOException {
    Path parent = path.toAbsolutePath().getParent();
    return parent == null ? null : parent.toRealPath();
  }

  private static PosixFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static byte[] content(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
      return in.readNBytes(LARGEST + 1);
    }
  }

  private static boolean trusted(
      Position at, PosixFileAttributes file, Access access, Owners owners, FindingLog log) {
    if (!file.isRegularFile()) {
      log.error(at, "is not a regular file", "name a regular file");
      return false;
    }
    boolean owner = owners.accepted().contains(file.owner());
    if (!owner) {
      log.error(
          at,
          "is owned by " + file.owner().getName(),
          "it must be owned by " + owners + ": chown " + owners + " " + at.file());
    }
    Set<PosixFilePermission> excess = EnumSet.noneOf(PosixFilePermission.class);
    excess.addAll(file.permissions());
    excess.removeAll(access.allowed);
    if (!excess.isEmpty()) {
      String mode = access == Access.SECRET ? "0600" : "0644";
      log.error(
          at,
          "has mode " + PosixFilePermissions.toString(file.permissions()),
          "it must have " + mode + " or less: chmod " + mode + " " + at.file());
    }
    return owner && excess.isEmpty();
  }
}
