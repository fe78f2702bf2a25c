package org.ikev2d.kernel.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ikev2d.kernel.journal.JournalEntry.Policy;
import org.ikev2d.kernel.journal.JournalEntry.Sa;
import org.ikev2d.kernel.os.SysctlFile;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.KernelPolicy;
import org.ikev2d.port.ReservedReqids;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaStatus;
import org.ikev2d.port.Sadb;
import org.ikev2d.port.Spd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps on disk which SAs and policies of the kernel are ours.
 *
 * <p>SAs outlive the process that installed them. After a crash the next process removes those that
 * the journal names and that still carry our reqid, and no others. Text, one record a line: {@code
 * +} for what is about to be added, {@code -} for what is gone. Holds no keys.
 */
public final class Journal implements AutoCloseable {
  /**
   * When the disk must have what was written. The kernel's own tables do not survive a power loss.
   */
  public enum Sync {
    NEVER,
    /** After records of policies, which are few and have no lifetime. */
    POLICIES,
    ALWAYS
  }

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final String HEAD = "ikev2d-journal 1 boot=";
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final int ESRCH = 3;
  private static final int COMPACT_AT = 4096;

  private final Path path;
  private final JournalFile file;
  private final Sync sync;
  private final String boot;
  private final Map<Object, JournalEntry> live = new LinkedHashMap<>();
  private int lines;

  private Journal(Path path, JournalFile file, Sync sync, String boot) {
    this.path = path;
    this.file = file;
    this.sync = sync;
    this.boot = boot;
  }

  public static KernelAnswer<Journal> open(Path path) {
    return open(path, Sync.POLICIES);
  }

  /** Opens or creates a journal. Its directory must exist; no two processes can have it open. */
  public static KernelAnswer<Journal> open(Path path, Sync sync) {
    return open(path, sync, bootId());
  }

  static KernelAnswer<Journal> open(Path path, Sync sync, String boot) {
    try {
      JournalFile file = JournalFile.open(path);
      var journal = new Journal(path, file, sync, boot);
      journal.load(file.readLines());
      return KernelAnswer.done(journal);
    } catch (IOException e) {
      return new KernelAnswer.Refused<>("open " + path, 0, String.valueOf(e.getMessage()));
    }
  }

  private static String bootId() {
    try {
      return SysctlFile.read(BOOT_ID);
    } catch (IOException e) {
      return "unknown";
    }
  }

  private void load(List<String> content) throws IOException {
    if (content.isEmpty()) {
      file.replace(List.of(HEAD + boot));
      lines = 1;
      return;
    }
    if (!content.getFirst().startsWith("ikev2d-journal 1 ")) {
      throw new IOException("its first line is not that of a journal");
    }
    if (!content.getFirst().equals(HEAD + boot)) {
      LOG.info("journal.outdated path={} reason=\"the machine was started again\"", path);
      file.replace(List.of(HEAD + boot));
      lines = 1;
      return;
    }
    for (String line : content.subList(1, content.size())) {
      replay(line);
    }
    // Also ends a line that was cut, before something is appended to it.
    compact();
  }

  private void replay(String line) {
    Optional<JournalEntry> record =
        line.length() < 2 ? Optional.empty() : EntryText.parse(line.substring(1));
    if (record.isPresent() && line.startsWith("+")) {
      live.put(record.get().key(), record.get());
    } else if (record.isPresent() && line.startsWith("-")) {
      live.remove(record.get().key());
    } else {
      LOG.warn("journal.unreadable path={} length={}", path, line.length());
    }
  }

  /** An SA is about to be ours. Reqids that are not reserved for us are nothing to remember. */
  public void add(SaId id, int reqid) {
    if (ReservedReqids.contains(reqid)) {
      add(new Sa(id, reqid));
    }
  }

  public void remove(SaId id) {
    remove(new Sa(id, 0));
  }

  public void add(KernelPolicy policy) {
    add(Policy.of(policy));
  }

  public void remove(KernelPolicy policy) {
    remove(Policy.of(policy));
  }

  synchronized boolean contains(SaId id) {
    return live.containsKey(new Sa(id, 0).key());
  }

  synchronized boolean contains(KernelPolicy policy) {
    return live.containsKey(Policy.of(policy).key());
  }

  /** How many SAs and policies it names. */
  public synchronized int size() {
    return live.size();
  }

  private synchronized void add(JournalEntry record) {
    if (!record.equals(live.put(record.key(), record))) {
      append("+" + EntryText.of(record), record);
    }
  }

  private synchronized void remove(JournalEntry record) {
    JournalEntry known = live.remove(record.key());
    if (known != null) {
      append("-" + EntryText.of(known), known);
    }
  }

  /** A full disk does not stop IPsec; it is said loudly, since a crash would now leave SAs. */
  private void append(String line, JournalEntry record) {
    try {
      file.append(line, sync == Sync.ALWAYS || (sync == Sync.POLICIES && record instanceof Policy));
      lines++;
      if (lines > COMPACT_AT && lines > 4 * live.size()) {
        compact();
      }
    } catch (IOException e) {
      LOG.error("journal.write.failed path={} reason=\"{}\"", path, e.toString());
    }
  }

  private void compact() throws IOException {
    List<String> content = new ArrayList<>();
    content.add(HEAD + boot);
    live.values().forEach(r -> content.add("+" + EntryText.of(r)));
    file.replace(content);
    lines = content.size();
  }

  /**
   * Removes from the kernel what an earlier process left there. To be called before anything new is
   * installed. Also right after an orderly stop, when there is nothing to remove.
   */
  public synchronized Recovery recover(Sadb sadb, Spd spd) {
    List<String> problems = new ArrayList<>();
    int policies = recoverPolicies(spd, problems);
    int sas = 0;
    for (JournalEntry record : List.copyOf(live.values())) {
      if (record instanceof Sa sa && recover(sa, sadb, problems)) {
        sas++;
      }
    }
    if (sas + policies > 0 || !problems.isEmpty()) {
      LOG.info(
          "journal.recovered path={} sas={} policies={} problems={}",
          path,
          sas,
          policies,
          problems.size());
    }
    try {
      compact();
    } catch (IOException e) {
      problems.add("write " + path + ": " + e.getMessage());
    }
    return new Recovery(sas, policies, problems);
  }

  /** True if it was there, ours, and is gone. */
  private boolean recover(Sa sa, Sadb sadb, List<String> problems) {
    boolean ours = false;
    switch (sadb.get(sa.id())) {
      case KernelAnswer.Done<SaStatus>(SaStatus found) ->
          ours = ReservedReqids.contains(sa.reqid()) && sa.isThat(found);
      case KernelAnswer.Refused<SaStatus>(String operation, int errno, String reason) -> {
        if (errno != ESRCH) {
          problems.add(operation + " " + sa.id() + ": " + reason);
          return false;
        }
      }
    }
    if (ours
        && sadb.delete(sa.id())
            instanceof KernelAnswer.Refused<SaId>(String operation, int errno, String reason)) {
      problems.add(operation + " " + sa.id() + ": " + reason);
      return false;
    }
    live.remove(sa.key());
    return ours;
  }

  private int recoverPolicies(Spd spd, List<String> problems) {
    List<Policy> known =
        live.values().stream().filter(Policy.class::isInstance).map(Policy.class::cast).toList();
    if (known.isEmpty()) {
      return 0;
    }
    return switch (spd.dump()) {
      case KernelAnswer.Refused<List<Spd.Installed>> refused -> {
        problems.add(refused.operation() + ": " + refused.reason());
        yield 0;
      }
      case KernelAnswer.Done<List<Spd.Installed>>(List<Spd.Installed> all) -> {
        int removed = 0;
        for (Policy policy : known) {
          removed += recover(policy, all, spd, problems) ? 1 : 0;
        }
        yield removed;
      }
    };
  }

  private boolean recover(Policy policy, List<Spd.Installed> all, Spd spd, List<String> problems) {
    Optional<KernelPolicy> found =
        all.stream().map(Spd.Installed::policy).filter(policy::isThat).findFirst();
    boolean ours =
        found.isPresent()
            && (policy.kind() != Policy.Kind.PROTECT || ReservedReqids.contains(policy.reqid()));
    if (ours
        && spd.delete(found.get())
            instanceof
            KernelAnswer.Refused<KernelPolicy>(String operation, int errno, String reason)) {
      problems.add(operation + " " + policy.source() + " " + policy.destination() + ": " + reason);
      return false;
    }
    live.remove(policy.key());
    return ours;
  }

  @Override
  public synchronized void close() {
    try {
      file.close();
    } catch (IOException e) {
      LOG.warn("journal.close.failed path={} reason=\"{}\"", path, e.toString());
    }
  }
}
