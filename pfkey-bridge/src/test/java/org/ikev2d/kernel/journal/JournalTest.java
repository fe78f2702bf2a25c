package org.ikev2d.kernel.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.kernel.Samples.NO_LIMIT;
import static org.ikev2d.kernel.Samples.PEER;
import static org.ikev2d.kernel.Samples.PEER6;
import static org.ikev2d.kernel.Samples.US;
import static org.ikev2d.kernel.Samples.US6;
import static org.ikev2d.kernel.Samples.done;
import static org.ikev2d.kernel.Samples.errno;
import static org.ikev2d.kernel.Samples.id;
import static org.ikev2d.kernel.Samples.outbound;
import static org.ikev2d.kernel.Samples.reason;
import static org.ikev2d.kernel.Samples.sa;
import static org.ikev2d.kernel.Samples.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.ikev2d.kernel.ManualTimers;
import org.ikev2d.kernel.Samples;
import org.ikev2d.kernel.memory.MemoryKernel;
import org.ikev2d.port.ChildLifetime;
import org.ikev2d.port.Direction;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelEvent;
import org.ikev2d.port.KernelPolicy;
import org.ikev2d.port.ReservedReqids;
import org.ikev2d.port.SaId;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.ProtocolId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final int OURS = ReservedReqids.FIRST + 1;

  @TempDir Path folder;
  private Path path = Path.of("unset");
  private final ManualTimers timers = new ManualTimers();
  private final MemoryKernel kernel = new MemoryKernel(timers, new Random(1), Runnable::run);

  @BeforeEach
  void choosePath() {
    path = folder.resolve("journal");
  }

  private Journal open() {
    return done(Journal.open(path, Journal.Sync.ALWAYS, "boot-1"));
  }

  @Test
  void theFileIsForItsOwnerAlone() throws IOException {
    try (Journal journal = open()) {
      assertThat(journal.size()).isZero();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void afterACrashOurSasAndPoliciesGoAndAllOthersStay() {
    KernelPolicy ourPolicy = transport(Direction.OUT, OURS);
    KernelPolicy theirPolicy = transport(Direction.IN, 7);
    SaId larval;
    try (Journal journal = open()) {
      var sadb = new JournaledSadb(kernel, journal);
      var spd = new JournaledSpd(kernel, journal);
      done(kernel.install(outbound(0x9000, 7)));
      done(kernel.add(theirPolicy));
      ChildSpi spi = done(sadb.reserve(ProtocolId.ESP, PEER, US, IpsecMode.TRANSPORT, OURS));
      done(sadb.install(sa(id(spi.value(), PEER, US), true, OURS, NO_LIMIT)));
      done(sadb.install(outbound(0x2000, OURS)));
      larval =
          new SaId(
              ProtocolId.ESP,
              done(sadb.reserve(ProtocolId.ESP, PEER6, US6, IpsecMode.TUNNEL, OURS)),
              PEER6,
              US6);
      done(spd.add(ourPolicy));
    }
    try (Journal journal = open()) {
      Recovery recovery = journal.recover(kernel, kernel);
      assertThat(recovery).isEqualTo(new Recovery(3, 1, List.of()));
      assertThat(done(kernel.dump(ProtocolId.NONE)))
          .extracting(s -> s.id().spi().value())
          .containsExactly(0x9000);
      assertThat(errno(kernel.get(larval))).isEqualTo(3);
      assertThat(done(kernel.dump())).extracting(p -> p.policy()).containsExactly(theirPolicy);
      assertThat(journal.size()).isZero();
    }
    try (Journal journal = open()) {
      assertThat(journal.recover(kernel, kernel)).isEqualTo(new Recovery(0, 0, List.of()));
    }
  }

  @Test
  void anSaThatSomebodyPutInThePlaceOfOursStays() {
    try (Journal journal = open()) {
      done(new JournaledSadb(kernel, journal).install(outbound(0x2000, OURS)));
      done(new JournaledSpd(kernel, journal).add(transport(Direction.OUT, OURS)));
    }
    done(kernel.delete(id(0x2000, US, PEER)));
    done(kernel.install(outbound(0x2000, 7)));
    done(kernel.delete(transport(Direction.OUT, OURS)));
    done(kernel.add(transport(Direction.OUT, 8)));
    try (Journal journal = open()) {
      assertThat(journal.recover(kernel, kernel)).isEqualTo(new Recovery(0, 0, List.of()));
    }
    assertThat(done(kernel.dump(ProtocolId.NONE))).hasSize(1);
    assertThat(done(kernel.dump())).hasSize(1);
  }

  @Test
  void whatWeRemovedOurselvesIsForgotten() {
    try (Journal journal = open()) {
      var sadb = new JournaledSadb(kernel, journal);
      var spd = new JournaledSpd(kernel, journal);
      done(sadb.install(outbound(0x2000, OURS)));
      done(spd.add(transport(Direction.OUT, OURS)));
      done(sadb.delete(id(0x2000, US, PEER)));
      done(spd.delete(transport(Direction.OUT, OURS)));
      assertThat(journal.size()).isZero();
    }
    try (Journal journal = open()) {
      assertThat(journal.size()).isZero();
    }
  }

  @Test
  void aHardExpiryIsForgottenASoftOneIsNot() {
    var lifetime =
        new ChildLifetime(Duration.ofSeconds(1), Duration.ofSeconds(2), 0, 0, Duration.ZERO);
    List<KernelEvent> events = new ArrayList<>();
    try (Journal journal = open()) {
      var sadb = new JournaledSadb(kernel, journal);
      sadb.listen(events::add);
      done(sadb.install(sa(id(0x2000, US, PEER), false, OURS, lifetime)));
      timers.advance(Duration.ofSeconds(1));
      assertThat(journal.size()).isEqualTo(1);
      timers.advance(Duration.ofSeconds(1));
      assertThat(journal.size()).isZero();
      assertThat(events).hasSize(2);
    }
  }

  @Test
  void aRefusedInstallationLeavesNoRecord() {
    done(kernel.install(outbound(0x2000, 7)));
    try (Journal journal = open()) {
      assertThat(errno(new JournaledSadb(kernel, journal).install(outbound(0x2000, OURS))))
          .isEqualTo(17);
      done(kernel.add(transport(Direction.OUT, 7)));
      assertThat(errno(new JournaledSpd(kernel, journal).add(transport(Direction.OUT, OURS))))
          .isEqualTo(17);
      assertThat(journal.size()).isZero();
    }
  }

  @Test
  void reqidsThatAreNotOursAreNotRecorded() {
    try (Journal journal = open()) {
      done(new JournaledSadb(kernel, journal).install(outbound(0x2000, 7)));
      assertThat(journal.size()).isZero();
    }
  }

  @Test
  void policiesWithoutTemplateAreRecoveredToo() {
    var bypass =
        new KernelPolicy(
            Direction.OUT,
            Samples.service("2001:db8::", 64, 17, 500),
            Samples.net("::", 0),
            1,
            false,
            Optional.empty());
    try (Journal journal = open()) {
      done(new JournaledSpd(kernel, journal).add(bypass));
    }
    try (Journal journal = open()) {
      assertThat(journal.recover(kernel, kernel).policies()).isEqualTo(1);
    }
    assertThat(done(kernel.dump())).isEmpty();
  }

  @Test
  void aLineThatWasCutIsLeftOut() throws IOException {
    try (Journal journal = open()) {
      done(new JournaledSadb(kernel, journal).install(outbound(0x2000, OURS)));
      done(new JournaledSadb(kernel, journal).install(outbound(0x2001, OURS)));
    }
    String whole = Files.readString(path);
    for (int cut = whole.length() - 1; cut > whole.indexOf("0x00002001") - 7; cut--) {
      Files.writeString(path, whole.substring(0, cut));
      try (Journal journal = open()) {
        assertThat(journal.size()).as("cut at %d", cut).isEqualTo(1);
        journal.add(id(0x2002, US, PEER), OURS);
      }
      try (Journal journal = open()) {
        assertThat(journal.size()).isEqualTo(2);
      }
    }
  }

  @Test
  void aDamagedLineDoesNotHideTheOthers() throws IOException {
    try (Journal journal = open()) {
      journal.add(id(0x2000, US, PEER), OURS);
    }
    Files.writeString(path, "+sa 3 0xzz nowhere\n+\n\u0000\n", StandardOpenOption.APPEND);
    try (Journal journal = open()) {
      journal.add(id(0x2001, US, PEER), OURS);
      assertThat(journal.size()).isEqualTo(2);
    }
  }

  @Test
  void anotherBootHasNothingToRecover() {
    try (Journal journal = open()) {
      done(new JournaledSadb(kernel, journal).install(outbound(0x2000, OURS)));
    }
    try (Journal journal = done(Journal.open(path, Journal.Sync.NEVER, "boot-2"))) {
      assertThat(journal.size()).isZero();
      assertThat(journal.recover(kernel, kernel)).isEqualTo(new Recovery(0, 0, List.of()));
    }
    assertThat(done(kernel.dump(ProtocolId.NONE))).hasSize(1);
  }

  @Test
  void aLongHistoryIsCompacted() throws IOException {
    try (Journal journal = done(Journal.open(path, Journal.Sync.NEVER, "boot-1"))) {
      journal.add(id(0x1fff, US, PEER), OURS);
      for (int i = 0; i < 10_000; i++) {
        journal.add(id(0x2000 + i, US, PEER), OURS);
        journal.remove(id(0x2000 + i, US, PEER));
      }
      assertThat(Files.readAllLines(path)).hasSizeLessThan(4200);
      journal.add(id(0x7000, US, PEER), OURS);
    }
    try (Journal journal = open()) {
      assertThat(journal.size()).isEqualTo(2);
    }
  }

  @Test
  void twoAtATimeAreRefused() {
    try (Journal journal = open()) {
      assertThat(journal.size()).isZero();
      assertThat(reason(Journal.open(path))).isEqualTo("this process uses it already");
    }
  }

  @Test
  void aFileThatOthersMayWriteIsRefused() throws IOException {
    Files.createFile(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-r--"));
    assertThat(reason(Journal.open(path)))
        .isEqualTo("its mode is rw-rw-r--, it must be rw------- (0600)");
  }

  @Test
  void aSymbolicLinkIsRefused() throws IOException {
    Path target = Files.createFile(folder.resolve("target"));
    Files.createSymbolicLink(path, target);
    assertThat(Journal.open(path)).isInstanceOf(org.ikev2d.port.KernelAnswer.Refused.class);
    assertThat(target).isEmptyFile();
  }

  @Test
  void aFileOfSomethingElseIsRefusedAndLeftAlone() throws IOException {
    Files.writeString(path, "precious\n");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    assertThat(reason(Journal.open(path))).isEqualTo("its first line is not that of a journal");
    assertThat(path).hasContent("precious\n");
  }

  @Test
  void aMissingDirectoryIsNamed() {
    Path missing = folder.resolve("none/journal");
    assertThat(reason(Journal.open(missing)))
        .isEqualTo("the directory " + missing.getParent() + " is missing");
  }

  @Test
  void noKeyIsInTheFile() throws IOException {
    try (Journal journal = open()) {
      done(new JournaledSadb(kernel, journal).install(outbound(0x2000, OURS)));
    }
    assertThat(Files.readAllLines(path).getLast())
        .isEqualTo("+sa 3 0x00002000 10.9.0.1 10.9.0.2 12289");
  }
}
