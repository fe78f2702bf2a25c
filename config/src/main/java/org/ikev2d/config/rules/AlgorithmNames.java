package org.ikev2d.config.rules;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ikev2d.crypto.AlgorithmTable;
import org.ikev2d.crypto.EncrAlgorithm;
import org.ikev2d.crypto.IntegAlgorithm;
import org.ikev2d.crypto.PrfAlgorithm;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.wire.IntegId;

/**
 * The names under which files speak of algorithms: those of {@link AlgorithmTable}, the other
 * spellings of ipsecalgs, and what was removed. Letter case does not matter.
 */
final class AlgorithmNames {
  private static final List<String> REMOVED =
      List.of("md5", "hmac-md5", "hmac-md5-128", "des", "des-cbc", "blowfish", "blowfish-cbc");

  private AlgorithmNames() {}

  static Optional<EncrAlgorithm> cipher(String name) {
    return AlgorithmTable.encr(name);
  }

  static Optional<IntegAlgorithm> integrity(String name) {
    return AlgorithmTable.integ(plain(name)).filter(i -> !i.id().equals(IntegId.HMAC_MD5_96));
  }

  static Optional<PrfAlgorithm> prf(String name) {
    return AlgorithmTable.prf(plain(name));
  }

  /** ipsecalgs also knows sha-256, hmac-sha-256, hmac-sha and sha-1. */
  private static String plain(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.equals("hmac-sha")) {
      return "hmac-sha1";
    }
    return lower.replaceFirst("sha-(\\d)", "sha$1");
  }

  /** The choices of a cipher with keys from {@code low} to {@code high} bits, strongest first. */
  static List<EncrChoice> choices(EncrAlgorithm cipher, long low, long high) {
    if (!cipher.keyLengthAttribute()) {
      boolean fits =
          cipher.keyBits().isEmpty()
              || (low <= cipher.keyBits().getFirst() && cipher.keyBits().getFirst() <= high);
      return fits ? List.of(EncrChoice.of(cipher.id())) : List.of();
    }
    return cipher.keyBits().reversed().stream()
        .filter(bits -> low <= bits && bits <= high)
        .map(bits -> EncrChoice.of(cipher.id(), bits))
        .toList();
  }

  /** The key lengths of a cipher in words. */
  static String sizes(EncrAlgorithm cipher) {
    return cipher.keyBits().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  static List<String> cipherNames(boolean forIke) {
    return AlgorithmTable.encrs().stream()
        .filter(c -> c.forIke() || !forIke)
        .flatMap(c -> c.keywords().stream())
        .filter(name -> !name.equals("none"))
        .toList();
  }

  static List<String> integrityNames(boolean forIke) {
    return AlgorithmTable.integs().stream()
        .filter(i -> i.forIke() || !forIke)
        .flatMap(i -> i.keywords().stream())
        .filter(name -> !removed(name))
        .toList();
  }

  static List<String> prfNames() {
    return AlgorithmTable.prfs().stream().flatMap(p -> p.keywords().stream()).toList();
  }

  /** The numbers of all groups that we know. */
  static String groupNumbers() {
    return AlgorithmTable.groups().stream()
        .map(g -> String.valueOf(g.id().code()))
        .collect(Collectors.joining(", "));
  }

  /** Whether the name is one that old files use and that is too weak to come back. */
  static boolean removed(String name) {
    return REMOVED.contains(name.toLowerCase(Locale.ROOT));
  }
}
