package org.ikev2d.kernel.memory;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.ikev2d.kernel.SaCheck;
import org.ikev2d.kernel.msg.SadbAlgorithms;
import org.ikev2d.kernel.msg.SadbErrno;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelAlgorithms;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.KernelEvent;
import org.ikev2d.port.KernelPolicy.Template;
import org.ikev2d.port.KernelSa;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaMove;
import org.ikev2d.port.SaStatus;
import org.ikev2d.port.SaStatus.State;
import org.ikev2d.port.Timers;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.ProtocolId;

/** The SADB in memory, with the rules of Linux where RFC 2367 leaves room. */
final class SaTable {
  /** Below are SPIs that RFC 4303 section 2.1 and custom reserve. */
  private static final int FIRST_SPI = 0x1000;

  private static final int SPI_ATTEMPTS = 64;

  /** What identifies an SA to a kernel: the source does not count. */
  private record Key(ProtocolId protocol, ChildSpi spi, InetAddress destination) {
    static Key of(SaId id) {
      return new Key(id.protocol(), id.spi(), id.destination());
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Key, Entry> entries = new LinkedHashMap<>();
  private final Timers timers;
  private final RandomGenerator random;
  private final KernelAlgorithms algorithms;
  private final int capacity;
  private final Duration larvalLifetime;
  private final Consumer<KernelEvent> events;

  SaTable(
      Timers timers,
      RandomGenerator random,
      KernelAlgorithms algorithms,
      int capacity,
      Duration larvalLifetime,
      Consumer<KernelEvent> events) {
    this.timers = timers;
    this.random = random;
    this.algorithms = algorithms;
    this.capacity = capacity;
    this.larvalLifetime = larvalLifetime;
    this.events = events;
  }

  KernelAnswer<ChildSpi> reserve(
      ProtocolId protocol, InetAddress source, InetAddress destination, IpsecMode mode, int reqid) {
    if (!SaCheck.isIpsec(protocol)
        || source.getAddress().length != destination.getAddress().length) {
      return refused("SADB_GETSPI", SadbErrno.EINVAL);
    }
    return locked(() -> {
      if (entries.size() >= capacity) {
        return refused("SADB_GETSPI", SadbErrno.ENOSPC);
      }
      for (int i = 0; i < SPI_ATTEMPTS; i++) {
        var spi = new ChildSpi(random.nextInt());
        var id = new SaId(protocol, spi, source, destination);
        boolean reserved = Integer.compareUnsigned(spi.value(), FIRST_SPI) < 0;
        if (!reserved && !entries.containsKey(Key.of(id))) {
          var larval = new Entry(id, mode, reqid, now());
          entries.put(Key.of(id), larval);
          larval.timer(timers.schedule(larvalLifetime, () -> drop(larval)));
          return KernelAnswer.done(spi);
        }
      }
      return refused("SADB_GETSPI", SadbErrno.ENOENT);
    });
  }

  KernelAnswer<SaId> install(KernelSa sa) {
    String operation = sa.inbound() ? "SADB_UPDATE" : "SADB_ADD";
    Optional<String> problem = SaCheck.problem(sa, algorithms);
    if (problem.isPresent()) {
      return new KernelAnswer.Refused<>(operation, 0, problem.get());
    }
    return locked(() -> {
      Entry present = entries.get(Key.of(sa.id()));
      if (present == null) {
        if (entries.size() >= capacity) {
          return refused(operation, SadbErrno.ENOSPC);
        }
      } else if (!sa.inbound()) {
        return refused(operation, SadbErrno.EEXIST);
      } else if (present.state != State.LARVAL) {
        return refresh(present, sa);
      } else {
        present.destroy();
      }
      var entry = new Entry(sa, authNumber(sa), encryptNumber(sa), now());
      entries.put(Key.of(sa.id()), entry);
      startTimer(entry);
      return KernelAnswer.done(sa.id());
    });
  }

  /** An update of a mature SA changes lifetimes and UDP ports, nothing else, as on Linux. */
  private KernelAnswer<SaId> refresh(Entry present, KernelSa sa) {
    if (present.encapsulation.isPresent() != sa.encapsulation().isPresent()) {
      return refused("SADB_UPDATE", SadbErrno.EINVAL);
    }
    present.lifetime = sa.lifetime();
    present.encapsulation = sa.encapsulation();
    present.state = State.MATURE;
    startTimer(present);
    return KernelAnswer.done(present.id);
  }

  /** All or none. */
  KernelAnswer<List<SaId>> move(SaMove move) {
    return locked(() -> {
      List<Entry> found = new ArrayList<>();
      for (SaId id : move.sas()) {
        Entry entry = entries.get(Key.of(id));
        if (entry == null || entry.state == State.LARVAL) {
          return refused("SADB_X_MIGRATE", SadbErrno.ESRCH);
        }
        Entry other = entries.get(Key.of(move.renamed(id)));
        if (other != null && other != entry) {
          return refused("SADB_X_MIGRATE", SadbErrno.EEXIST);
        }
        found.add(entry);
      }
      for (Entry entry : found) {
        entries.remove(Key.of(entry.id));
        entry.id = move.renamed(entry.id);
        entry.encapsulation = move.encapsulation();
        entries.put(Key.of(entry.id), entry);
      }
      return KernelAnswer.done(found.stream().map(e -> e.id).toList());
    });
  }

  KernelAnswer<SaId> delete(SaId id) {
    return locked(() -> {
      Entry entry = entries.remove(Key.of(id));
      if (entry == null) {
        return refused("SADB_DELETE", SadbErrno.ESRCH);
      }
      entry.destroy();
      return KernelAnswer.done(entry.id);
    });
  }

  KernelAnswer<SaStatus> get(SaId id) {
    return locked(() -> {
      Entry entry = entries.get(Key.of(id));
      return entry == null
          ? refused("SADB_GET", SadbErrno.ESRCH)
          : KernelAnswer.done(entry.status());
    });
  }

  List<SaStatus> dump(ProtocolId protocol) {
    return locked(() ->
        entries.values().stream()
            .filter(e -> protocol.equals(ProtocolId.NONE) || e.id.protocol().equals(protocol))
            .map(Entry::status)
            .toList());
  }

  /** Whether an SA that carries traffic fits the template between those outer addresses. */
  Optional<SaId> outbound(Template template, InetAddress source, InetAddress destination) {
    return locked(() ->
        entries.values().stream()
            .filter(e -> !e.inbound)
            .filter(e -> e.id.protocol().equals(template.protocol()))
            .filter(e -> e.mode == template.mode())
            .filter(e -> template.reqid() == 0 || e.reqid == template.reqid())
            .filter(e -> e.id.source().equals(source) && e.id.destination().equals(destination))
            .reduce((older, newer) -> newer)
            .map(e -> e.id));
  }

  /** Counts traffic of an SA; false if there is no such SA. */
  boolean count(SaId id, long packets, long bytes) {
    List<KernelEvent> expired = new ArrayList<>();
    boolean found =
        locked(() -> {
          Entry entry = entries.get(Key.of(id));
          if (entry == null || entry.state == State.LARVAL) {
            return false;
          }
          entry.packets += packets;
          entry.bytes += bytes;
          entry.useTime = entry.useTime == 0 ? now() : entry.useTime;
          if (reached(entry.lifetime.hardBytes(), entry.bytes)) {
            remove(entry);
            expired.add(new KernelEvent.Expire(entry.id, true));
          } else if (entry.state == State.MATURE
              && reached(entry.lifetime.softBytes(), entry.bytes)) {
            entry.state = State.DYING;
            expired.add(new KernelEvent.Expire(entry.id, false));
          }
          return true;
        });
    expired.forEach(events);
    return found;
  }

  void clear() {
    locked(() -> {
      entries.values().forEach(Entry::destroy);
      entries.clear();
      return true;
    });
  }

  /** One timer at a time: there are many SAs, and what comes after the soft limit can wait. */
  private void startTimer(Entry entry) {
    Duration soft = entry.lifetime.soft();
    Duration hard = entry.lifetime.hard();
    boolean softFirst = soft.isPositive() && (!hard.isPositive() || soft.compareTo(hard) <= 0);
    if (softFirst) {
      entry.timer(timers.schedule(soft, () -> expire(entry, false)));
    } else if (hard.isPositive()) {
      entry.timer(timers.schedule(hard, () -> expire(entry, true)));
    } else {
      entry.cancelTimer();
    }
  }

  private void startHardTimer(Entry entry) {
    Duration rest = entry.lifetime.hard().minus(entry.lifetime.soft());
    if (entry.lifetime.hard().isPositive()) {
      entry.timer(timers.schedule(rest, () -> expire(entry, true)));
    }
  }

  private void expire(Entry entry, boolean hard) {
    boolean current =
        locked(() -> {
          if (entries.get(Key.of(entry.id)) != entry) {
            return false;
          }
          boolean news = hard || entry.state == State.MATURE;
          if (hard) {
            remove(entry);
          } else {
            entry.state = State.DYING;
            startHardTimer(entry);
          }
          return news;
        });
    if (current) {
      events.accept(new KernelEvent.Expire(entry.id, hard));
    }
  }

  /** A reservation that nobody completed ends without a word. */
  private void drop(Entry larval) {
    locked(() -> {
      if (entries.get(Key.of(larval.id)) == larval) {
        remove(larval);
      }
      return true;
    });
  }

  private void remove(Entry entry) {
    entries.remove(Key.of(entry.id));
    entry.destroy();
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  private long now() {
    return timers.epochMillis() / 1000;
  }

  private static boolean reached(long limit, long count) {
    return limit > 0 && count >= limit;
  }

  private static int authNumber(KernelSa sa) {
    return SadbAlgorithms.number(sa.integ()).orElse(SadbAlgorithms.AUTH_NONE);
  }

  private static int encryptNumber(KernelSa sa) {
    return sa.encr()
        .flatMap(c -> SadbAlgorithms.number(c.id()))
        .orElse(SadbAlgorithms.ENCRYPT_NONE);
  }

  private static <T> KernelAnswer<T> refused(String operation, int errno) {
    return new KernelAnswer.Refused<>(operation, errno, SadbErrno.words(errno));
  }
}
