package org.ikev2d.pki.revoke;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ikev2d.pki.fetch.Fetched;
import org.ikev2d.pki.fetch.Resource;
import org.ikev2d.pki.fetch.Retrievals;
import org.ikev2d.pki.policy.RevocationPolicy;
import org.ikev2d.pki.policy.RevocationPolicy.Crl;
import org.ikev2d.pki.store.CrlFacts;
import org.ikev2d.pki.store.ImportFile;
import org.ikev2d.wire.Bytes;

/** Revocation lists from files and servers, decoded once and kept while they are in force. */
final class CrlSources {
  private static final int MAX_LISTS = 128;
  private static final int MAX_ENTRIES = 2_000_000;
  private static final int MAX_FILES = 64;
  private static final Duration WITHOUT_NEXT_UPDATE = Duration.ofHours(1);

  private final Retrievals retrievals;
  private final Map<String, Kept> byUrl = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Path, OfFile> byFile = new LinkedHashMap<>();

  private record Kept(CrlList list, Instant until) {}

  private record OfFile(FileTime changed, long size, List<CrlList> lists) {}

  CrlSources(Retrievals retrievals) {
    this.retrievals = retrievals;
  }

  /** A list of a server, or why there is none. */
  sealed interface Found {
    record Good(CrlList list) implements Found {}

    record Missing(String why, boolean late) implements Found {}
  }

  /** Those of files that policy names; what is unusable goes into the remarks. */
  synchronized List<CrlList> ofFiles(Crl settings, List<String> remarks) {
    List<CrlList> lists = new ArrayList<>();
    for (Path file : files(settings, remarks)) {
      try {
        OfFile known = byFile.get(file);
        FileTime changed = Files.getLastModifiedTime(file);
        long size = Files.size(file);
        if (known == null || !known.changed().equals(changed) || known.size() != size) {
          known = new OfFile(changed, size, read(file, remarks));
          byFile.put(file, known);
        }
        lists.addAll(known.lists());
      } catch (IOException unreadable) {
        remarks.add(file + ": cannot be read");
      }
    }
    while (byFile.size() > 2 * MAX_FILES) {
      byFile.remove(byFile.keySet().iterator().next());
    }
    return lists;
  }

  private static List<Path> files(Crl settings, List<String> remarks) {
    if (settings.file().isPresent()) {
      Path file = settings.file().get();
      return List.of(settings.directory().map(d -> d.resolve(file)).orElse(file));
    }
    List<Path> files = new ArrayList<>();
    if (settings.directory().isPresent()) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(settings.directory().get())) {
        for (Path entry : entries) {
          String name = entry.getFileName().toString().toLowerCase(Locale.ROOT);
          boolean wanted = name.endsWith(".crl") || name.endsWith(".pem") || name.endsWith(".der");
          if (wanted && Files.isRegularFile(entry) && files.size() < MAX_FILES) {
            files.add(entry);
          }
        }
      } catch (IOException unreadable) {
        remarks.add(settings.directory().get() + ": cannot be listed");
      }
    }
    return files;
  }

  private static List<CrlList> read(Path file, List<String> remarks) {
    List<CrlList> lists = new ArrayList<>();
    List<Bytes> found = ImportFile.read(file, Optional.empty()).crls();
    if (found.isEmpty()) {
      remarks.add(file + ": holds no CRL");
    }
    for (Bytes der : found) {
      switch (CrlList.parse(der)) {
        case CrlList.Parsed.Good(CrlList list) -> lists.add(list);
        case CrlList.Parsed.Bad(String why) -> remarks.add(file + ": " + why);
      }
    }
    return List.copyOf(lists);
  }

  /**
   * The list of a distribution point; blocks if none in force is kept.
   *
   * @param within how long the server may take
   */
  Found ofServer(String url, RevocationPolicy policy, Duration within, Instant now) {
    var uri = Resource.url(url);
    if (uri.isEmpty()) {
      return new Found.Missing("distribution point is not http://HOST/…", false);
    }
    synchronized (byUrl) {
      Kept kept = byUrl.get(url);
      if (kept != null && now.isBefore(kept.until()) && !kept.list().thisUpdate().isAfter(now)) {
        return new Found.Good(kept.list());
      }
    }
    Optional<RevocationPolicy.Proxy> proxy = policy.crl().flatMap(Crl::proxy).or(policy::httpProxy);
    Fetched fetched =
        retrievals.fetch(
            Resource.get(uri.get(), CrlFacts.MAX_SIZE, policy.privateAddresses(), proxy), within);
    return switch (fetched) {
      case Fetched.Failed(String why, boolean late) -> new Found.Missing(why, late);
      case Fetched.Good(Bytes der) ->
          switch (CrlList.parse(der)) {
            case CrlList.Parsed.Bad(String why) -> new Found.Missing(url + ": " + why, false);
            case CrlList.Parsed.Good(CrlList list) -> {
              keep(url, list, now);
              yield new Found.Good(list);
            }
          };
    };
  }

  /** A list that turned out to be good for nothing is fetched again. */
  void forget(String url) {
    synchronized (byUrl) {
      byUrl.remove(url);
    }
  }

  private void keep(String url, CrlList list, Instant now) {
    synchronized (byUrl) {
      byUrl.put(url, new Kept(list, list.nextUpdate().orElse(now.plus(WITHOUT_NEXT_UPDATE))));
      long entries = byUrl.values().stream().mapToLong(k -> k.list().entries().size()).sum();
      var oldest = byUrl.entrySet().iterator();
      while (oldest.hasNext() && (byUrl.size() > MAX_LISTS || entries > MAX_ENTRIES)) {
        entries -= oldest.next().getValue().list().entries().size();
        oldest.remove();
      }
    }
  }
}
