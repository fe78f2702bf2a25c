package org.ikev2d.kernel.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The file of a journal: mode 0600 from the moment it exists, one process at a time, appended to or
 * replaced as a whole.
 */
final class JournalFile implements AutoCloseable {
  private static final long MAX_SIZE = 64 << 20;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(OWNER_ONLY);
  private static final Path SELF = Path.of("/proc/self");

  private final Path path;

  /** Beside the journal and never replaced, since a lock ends with the file that it is on. */
  private final FileChannel lockChannel;

  private FileChannel channel;

  private JournalFile(Path path, FileChannel lockChannel, FileChannel channel) {
    this.path = path;
    this.lockChannel = lockChannel;
    this.channel = channel;
  }

  /**
   * @throws IOException with a text for people
   */
  static JournalFile open(Path path) throws IOException {
    FileChannel lockChannel = openPrivate(path.resolveSibling(path.getFileName() + ".lock"));
    try {
      FileLock lock = lockChannel.tryLock();
      if (lock == null) {
        throw new IOException("another process uses it");
      }
      return new JournalFile(path, lockChannel, openPrivate(path));
    } catch (OverlappingFileLockException e) {
      lockChannel.close();
      throw new IOException("this process uses it already", e);
    } catch (IOException e) {
      lockChannel.close();
      throw e;
    }
  }

  private static FileChannel openPrivate(Path path) throws IOException {
    FileChannel channel;
    try {
      channel =
          FileChannel.open(
              path,
              Set.of(
                  StandardOpenOption.CREATE,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE,
                  LinkOption.NOFOLLOW_LINKS),
              PRIVATE);
    } catch (NoSuchFileException e) {
      throw new IOException(
          "the directory " + path.toAbsolutePath().getParent() + " is missing", e);
    }
    Optional<String> problem = problem(path);
    if (problem.isPresent()) {
      channel.close();
      throw new IOException(problem.get());
    }
    return channel;
  }

  /** Whoever may write the file may make us remove SAs. */
  private static Optional<String> problem(Path path) throws IOException {
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of("it is not a regular file");
    }
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
    if (!OWNER_ONLY.containsAll(mode)) {
      return Optional.of(
          "its mode is " + PosixFilePermissions.toString(mode) + ", it must be rw------- (0600)");
    }
    Object owner = Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    return !Files.exists(SELF) || owner.equals(Files.getAttribute(SELF, "unix:uid"))
        ? Optional.empty()
        : Optional.of("it belongs to user id " + owner + ", not to this process");
  }

  /** All whole lines. A last line without an end was being written when its writer died. */
  List<String> readLines() throws IOException {
    if (channel.size() > MAX_SIZE) {
      throw new IOException("it has more than " + MAX_SIZE + " octets");
    }
    ByteBuffer content = ByteBuffer.allocate((int) channel.size());
    while (content.hasRemaining() && channel.read(content, content.position()) >= 0) {}
    String text = new String(content.array(), 0, content.position(), StandardCharsets.UTF_8);
    int end = text.lastIndexOf('\n') + 1;
    return text.substring(0, end).lines().toList();
  }

  void append(String line, boolean sync) throws IOException {
    ByteBuffer octets = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    long at = channel.size();
    while (octets.hasRemaining()) {
      at += channel.write(octets, at);
    }
    if (sync) {
      channel.force(false);
    }
  }

  /** Replaces the content so that a crash leaves the old or the new, never a part. */
  void replace(List<String> lines) throws IOException {
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    FileChannel next = openPrivate(fresh);
    try {
      ByteBuffer octets =
          ByteBuffer.wrap((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
      while (octets.hasRemaining()) {
        next.write(octets);
      }
      next.force(true);
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      next.close();
      throw e;
    }
    channel.close();
    channel = next;
  }

  @Override
  public void close() throws IOException {
    try (FileChannel first = channel;
        FileChannel second = lockChannel) {
      // Closing a channel ends its lock.
    }
  }
}
