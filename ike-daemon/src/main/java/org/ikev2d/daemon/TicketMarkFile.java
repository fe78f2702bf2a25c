package org.ikev2d.daemon;

import java.io.BufferedReader;
import java.io.IOException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ikev2d.port.EventSink;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.TicketMarks;
import org.ikev2d.wire.Bytes;

/**
 * Void tickets in a file of lines, {@code ID MILLISECONDS}. A crash of the daemon loses none; one
 * of the machine may lose the last few, for lines are not forced to the disk one by one.
 */
final class TicketMarkFile implements TicketMarks {
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{32}) ([0-9]{1,15})");
  private static final FileAttribute<Set<PosixFilePermission>> MODE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path file;
  private final EventSink events;

  TicketMarkFile(Path file, EventSink events) {
    this.file = file;
    this.events = events;
  }

  /**
   * Marks that cannot be read cannot be honoured: then all tickets made so far are void. Only the
   * end of the last line may be missing, which is what a crash leaves.
   */
  @Override
  public void read(Reader reader) {
    long now = System.currentTimeMillis();
    List<Mark> all = new ArrayList<>();
    boolean cut = false;
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
      for (String line = lines.readLine(); line != null; ) {
        String next = lines.readLine();
        Optional<Mark> mark = mark(line);
        mark.filter(m -> m.id().equals(ALL) || m.epochMillis() > now).ifPresent(all::add);
        cut = mark.isEmpty();
        if (cut && next != null) {
          throw new IOException("a line is not ID MILLISECONDS");
        }
        line = next;
      }
    } catch (NoSuchFileException none) {
      // The first start, or the administrator has removed it.
      return;
    } catch (IOException failed) {
      warn(failed, "all tickets made so far are void");
      all.clear();
      all.add(new Mark(ALL, now));
      cut = true;
    }
    all.forEach(reader::take);
    if (cut) {
      rewrite(all);
    }
  }

  private static Optional<Mark> mark(String line) {
    Matcher parts = LINE.matcher(line);
    return parts.matches()
        ? Optional.of(new Mark(Bytes.ofHex(parts.group(1)), Long.parseLong(parts.group(2))))
        : Optional.empty();
  }

  private static String line(Mark mark) {
    return mark.id().toHex() + ' ' + mark.epochMillis() + '\n';
  }

  @Override
  public void append(Mark mark) {
    try {
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        Files.createFile(file, MODE);
      }
      Files.writeString(
          file,
          line(mark),
          StandardCharsets.US_ASCII,
          StandardOpenOption.APPEND,
          LinkOption.NOFOLLOW_LINKS);
    } catch (IOException failed) {
      warn(failed, "a restart forgets that a ticket is void");
    }
  }

  @Override
  public void rewrite(Iterable<Mark> all) {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(fresh);
      Files.createFile(fresh, MODE);
      StringBuilder text = new StringBuilder();
      all.forEach(mark -> text.append(line(mark)));
      Files.writeString(fresh, text, StandardCharsets.US_ASCII, LinkOption.NOFOLLOW_LINKS);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failed) {
      warn(failed, "void tickets are not written down");
    }
  }

  private void warn(IOException why, String then) {
    events.emit(
        IkeEvent.warn("daemon.tickets.failed")
            .with("file", file)
            .with("why", why)
            .with("then", then));
  }
}
