package org.ikev2d.daemon.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Creates the socket's file so that nobody else can reach it at any moment. */
final class SocketFile {
  /** sun_path of unix(7) has 108 octets with its final zero. */
  private static final int PATH_LIMIT = 107;

  private static final int BACKLOG = 16;

  private SocketFile() {}

  /**
   * Listens at that path.
   *
   * @throws IOException in words for the administrator
   */
  static ServerSocketChannel bind(Path path) throws IOException {
    Path file = path.toAbsolutePath();
    Path directory = file.getParent();
    if (directory == null) {
      throw new IOException("control socket " + file + ": not the path of a file");
    }
    if (file.toString().getBytes(StandardCharsets.UTF_8).length > PATH_LIMIT) {
      throw new IOException(
          "control socket " + file + ": the path is longer than " + PATH_LIMIT + " octets");
    }
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    removeStale(file);
    return bindPrivately(file, directory);
  }

  /**
   * Java has no umask: the socket is bound inside a directory that only we can enter, gets its mode
   * there, and is moved to its place.
   */
  private static ServerSocketChannel bindPrivately(Path file, Path directory) throws IOException {
    Path closet = Files.createTempDirectory(directory, ".c");
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      Path hidden = closet.resolve("s");
      server.bind(UnixDomainSocketAddress.of(hidden), BACKLOG);
      Files.setPosixFilePermissions(hidden, PosixFilePermissions.fromString("rw-------"));
      Files.move(hidden, file, StandardCopyOption.ATOMIC_MOVE);
      return server;
    } catch (IOException failed) {
      server.close();
      throw failed;
    } finally {
      Files.deleteIfExists(closet.resolve("s"));
      Files.deleteIfExists(closet);
    }
  }

  private static void removeStale(Path file) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    var attributes =
        Files.readAttributes(
            file, java.nio.file.attribute.BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isOther()) {
      throw new IOException("control socket " + file + ": something that is no socket is there");
    }
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.connect(UnixDomainSocketAddress.of(file));
    } catch (IOException nobodyAnswers) {
      Files.deleteIfExists(file);
      return;
    }
    throw new IOException("control socket " + file + ": another daemon answers there");
  }
}
