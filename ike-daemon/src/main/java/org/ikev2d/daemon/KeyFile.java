package org.ikev2d.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.ikev2d.actor.KeyExposure;
import org.ikev2d.crypto.IkeKeys;
import org.ikev2d.crypto.IkeSuite;
import org.ikev2d.envelope.WiresharkKeys;
import org.ikev2d.port.EventSink;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.wire.IkeSpi;

/**
 * Writes the keys of every IKE SA to a file for Wireshark. Whoever reads that file reads all that
 * those IKE SAs carry, so it is for its owner alone and every line of it is told in the log.
 */
final class KeyFile implements KeyExposure {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final Path file;
  private final EventSink events;

  private KeyFile(Path file, EventSink events) {
    this.file = file;
    this.events = events;
  }

  /**
   * Creates the file, or takes one that nobody else can read.
   *
   * @param path the file, or a directory in which it gets the name that Wireshark looks for
   * @throws IOException in words for the administrator
   */
  static KeyFile open(Path path, EventSink events) throws IOException {
    Path file = Files.isDirectory(path) ? path.resolve("ikev2_decryption_table") : path;
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException exists) {
      checkPrivate(file);
    } catch (IOException failed) {
      throw new IOException("wireshark_keys: cannot create " + file + ": " + failed, failed);
    }
    events.emit(
        IkeEvent.warn("debug.keys.exported")
            .with("wireshark_keys", file)
            .with("meaning", "whoever reads this file can decrypt every IKE SA from now on"));
    return new KeyFile(file, events);
  }

  private static void checkPrivate(Path file) throws IOException {
    PosixFileAttributes found =
        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!found.isRegularFile() || !OWNER_ONLY.containsAll(found.permissions())) {
      throw new IOException(
          "wireshark_keys: " + file + " must be a regular file of mode 0600 or not exist");
    }
  }

  @Override
  public synchronized void expose(
      IkeSpi initiator, IkeSpi responder, IkeSuite suite, IkeKeys keys) {
    IkeEvent event =
        IkeEvent.warn("debug.keys.exported")
            .with("spi_i", initiator)
            .with("spi_r", responder)
            .with("wireshark_keys", file);
    var line = WiresharkKeys.line(initiator, responder, suite, keys);
    if (line.isEmpty()) {
      events.emit(event.with("why", "Wireshark does not know " + suite));
      return;
    }
    try {
      Files.write(
          file,
          (line.get() + "\n").getBytes(StandardCharsets.US_ASCII),
          StandardOpenOption.APPEND,
          LinkOption.NOFOLLOW_LINKS);
      events.emit(event);
    } catch (IOException failed) {
      events.emit(event.with("why", failed));
    }
  }
}
