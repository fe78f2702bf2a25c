package org.ikev2d.pki.revoke;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ikev2d.pki.policy.RevocationPolicy.Crl;
import org.ikev2d.pki.store.ImportFile;
import org.ikev2d.wire.Bytes;

/** Revocation lists of files that policy names, decoded again only when a file has changed. */
final class CrlFiles {
  private static final int MAX_FILES = 64;

  private final Map<Path, OfFile> byFile = new LinkedHashMap<>();

  private record OfFile(FileTime changed, long size, List<SignedList> lists) {}

  /** Those that are there; what is unusable goes into the remarks. */
  synchronized List<SignedList> read(Crl settings, List<String> remarks) {
    List<SignedList> lists = new ArrayList<>();
    for (Path file : files(settings, remarks)) {
      try {
        OfFile known = byFile.get(file);
        FileTime changed = Files.getLastModifiedTime(file);
        long size = Files.size(file);
        if (known == null || !known.changed().equals(changed) || known.size() != size) {
          known = new OfFile(changed, size, decode(file, remarks));
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

  /** Forgets all. */
  synchronized void forget() {
    byFile.clear();
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

  private static List<SignedList> decode(Path file, List<String> remarks) {
    List<SignedList> lists = new ArrayList<>();
    List<Bytes> found = ImportFile.read(file, Optional.empty()).crls();
    if (found.isEmpty()) {
      remarks.add(file + ": holds no CRL");
    }
    for (Bytes der : found) {
      switch (CrlList.parse(der)) {
        case CrlList.Parsed.Good(CrlList list) -> lists.add(new SignedList(list, der.length()));
        case CrlList.Parsed.Bad(String why) -> remarks.add(file + ": " + why);
      }
    }
    return List.copyOf(lists);
  }
}
