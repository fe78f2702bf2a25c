package org.ikev2d.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.ikev2d.config.properties.DaemonSettings;
import org.ikev2d.kernel.journal.Journal;
import org.ikev2d.kernel.journal.JournaledSadb;
import org.ikev2d.kernel.journal.JournaledSpd;
import org.ikev2d.kernel.journal.Recovery;
import org.ikev2d.port.EventSink;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.Timers;
import org.jspecify.annotations.Nullable;

/** Opens the kernel backend, with a journal where there is a kernel, and events for each change. */
record KernelSetup(DaemonSettings settings, Closer closer, EventSink events) {
  /** Opens it; what is opened goes to the closer. */
  Kernel open(Timers timers) throws StartFailure {
    Kernel bare =
        switch (Kernel.open(settings.kernel(), timers)) {
          case Kernel.Opened.Good(Kernel opened) -> opened;
          case Kernel.Opened.Failed(String message) -> throw new StartFailure(message);
        };
    closer.add(bare.sadb());
    Kernel kept = bare.real() ? journaled(bare) : bare;
    return new Kernel(new ObservedSadb(kept.sadb(), events), kept.spd(), kept.real());
  }

  /** What a crash of an earlier process left in the kernel goes before anything new comes. */
  private Kernel journaled(Kernel bare) throws StartFailure {
    Path file = settings.journalFile().toAbsolutePath();
    createDirectory(file.getParent());
    Journal journal =
        switch (Journal.open(file)) {
          case KernelAnswer.Done<Journal>(Journal opened) -> opened;
          case KernelAnswer.Refused<Journal> refused ->
              throw new StartFailure(
                  "journal_file: " + refused.operation() + ": " + refused.reason());
        };
    closer.add(journal);
    recover(journal, bare);
    // At the end there should be nothing to remove; if there is, it goes.
    closer.add(() -> recover(journal, bare));
    return new Kernel(
        new JournaledSadb(bare.sadb(), journal), new JournaledSpd(bare.spd(), journal), true);
  }

  private void recover(Journal journal, Kernel bare) {
    Recovery recovery = journal.recover(bare.sadb(), bare.spd());
    if (recovery.sas() + recovery.policies() > 0) {
      events.emit(
          IkeEvent.info("kernel.recovered")
              .with("sas", recovery.sas())
              .with("policies", recovery.policies()));
    }
    for (String problem : recovery.problems()) {
      events.emit(IkeEvent.warn("kernel.recovery.failed").with("why", problem));
    }
  }

  private static void createDirectory(@Nullable Path directory) throws StartFailure {
    try {
      if (directory != null && !Files.isDirectory(directory)) {
        Files.createDirectories(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
    } catch (IOException failed) {
      throw new StartFailure("journal_file: cannot create its directory: " + failed);
    }
  }
}
