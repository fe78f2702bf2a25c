package org.ikev2d.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.TicketMarks;
import org.ikev2d.port.TicketMarks.Mark;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TicketMarkFileTest {
  private static final long LATER = System.currentTimeMillis() + 3_600_000;

  @TempDir Path directory;
  private final List<IkeEvent> events = new ArrayList<>();

  private Path file() {
    return directory.resolve("ticket_marks");
  }

  private TicketMarkFile marks() {
    return new TicketMarkFile(file(), events::add);
  }

  private List<Mark> read() {
    List<Mark> all = new ArrayList<>();
    marks().read(all::add);
    return all;
  }

  private static Mark mark(int id, long until) {
    byte[] octets = new byte[TicketMarks.ID_OCTETS];
    octets[0] = (byte) id;
    return new Mark(Bytes.wrap(octets), until);
  }

  @Test
  void whatIsWrittenIsReadAgainInItsOrder() throws IOException {
    assertThat(read()).isEmpty();
    marks().append(mark(2, LATER));
    marks().append(mark(1, LATER + 1));
    assertThat(read()).containsExactly(mark(2, LATER), mark(1, LATER + 1));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(events).isEmpty();
  }

  @Test
  void marksThatCountNoMoreAreLeftOut() {
    marks().append(mark(1, 1_000));
    marks().append(new Mark(TicketMarks.ALL, 1_000));
    assertThat(read()).containsExactly(new Mark(TicketMarks.ALL, 1_000));
  }

  @Test
  void rewritingReplacesEverything() {
    marks().append(mark(1, LATER));
    marks().rewrite(List.of(mark(2, LATER)));
    assertThat(read()).containsExactly(mark(2, LATER));
    assertThat(directory).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void halfALineAtTheEndIsWhatACrashLeaves() throws IOException {
    marks().append(mark(1, LATER));
    Files.writeString(file(), "02000000", StandardOpenOption.APPEND);
    assertThat(read()).containsExactly(mark(1, LATER));
    marks().append(mark(3, LATER));
    assertThat(read()).containsExactly(mark(1, LATER), mark(3, LATER));
    assertThat(events).isEmpty();
  }

  @Test
  void aFileThatIsNoListOfMarksVoidsAllTickets() throws IOException {
    Files.writeString(file(), "what is this\nand this\n");
    long before = System.currentTimeMillis();
    assertThat(read())
        .hasSize(1)
        .allMatch(m -> m.id().equals(TicketMarks.ALL) && m.epochMillis() >= before);
    assertThat(events).singleElement().matches(e -> e.toString().contains("ticket_marks"));
    assertThat(read()).as("and the next start finds that").hasSize(1);
    assertThat(events).hasSize(1);
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsReported() throws IOException {
    Files.createDirectory(file());
    marks().append(mark(1, LATER));
    assertThat(events).hasSize(1);
    assertThat(read()).hasSize(1);
  }
}
