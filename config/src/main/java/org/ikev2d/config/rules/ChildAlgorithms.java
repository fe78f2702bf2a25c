package org.ikev2d.config.rules;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Suggestion;
import org.ikev2d.crypto.AlgorithmTable;
import org.ikev2d.crypto.EncrAlgorithm;
import org.ikev2d.crypto.IntegAlgorithm;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.port.KernelAlgorithms;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IntegId;

/**
 * Algorithms of ipsecinit.conf against those of the kernel. Each method answers with empty if the
 * value is wrong, which is reported as an error, and with an empty list if the kernel cannot do it,
 * which is a warning.
 */
final class ChildAlgorithms {
  /** A cipher with the choices of its key, strongest first. */
  record Cipher(EncrAlgorithm algorithm, List<EncrChoice> choices) {
    boolean isCombined() {
      return algorithm.isCombined();
    }
  }

  private static final List<EncrId> PREFERENCE =
      List.of(
          EncrId.AES_GCM_16,
          EncrId.CHACHA20_POLY1305,
          EncrId.AES_GCM_12,
          EncrId.AES_GCM_8,
          EncrId.AES_CCM_16,
          EncrId.AES_CCM_12,
          EncrId.AES_CCM_8,
          EncrId.AES_CBC,
          EncrId.CAMELLIA_CBC,
          EncrId.AES_CTR,
          EncrId.TRIPLE_DES);
  private static final List<IntegId> INTEG_PREFERENCE =
      List.of(
          IntegId.HMAC_SHA2_512_256,
          IntegId.HMAC_SHA2_384_192,
          IntegId.HMAC_SHA2_256_128,
          IntegId.AES_CMAC_96,
          IntegId.AES_XCBC_96,
          IntegId.HMAC_SHA1_160,
          IntegId.HMAC_SHA1_96);

  private final KernelAlgorithms kernel;
  private final FindingLog log;

  ChildAlgorithms(KernelAlgorithms kernel, FindingLog log) {
    this.kernel = kernel;
    this.log = log;
  }

  Optional<List<Cipher>> ciphers(AlgorithmValue value) {
    if (value.isAny()) {
      return nonEmpty(value, anyCipher(value));
    }
    Optional<EncrAlgorithm> named = cipher(value);
    if (named.isEmpty()) {
      unknown(value, "encryption algorithm", AlgorithmNames.cipherNames(false));
      return Optional.empty();
    }
    EncrAlgorithm cipher = named.get();
    List<EncrChoice> wanted = choices(cipher, value);
    if (wanted.isEmpty() || outside(cipher, value)) {
      error(
          value,
          Suggestion.quote(value.word().text()) + " asks for keys that the cipher does not have",
          "its key lengths are " + AlgorithmNames.sizes(cipher));
      return Optional.empty();
    }
    List<EncrChoice> usable = wanted.stream().filter(kernel::supports).toList();
    if (usable.isEmpty() && kernel.encr().containsKey(cipher.id())) {
      Set<Integer> lengths = kernel.encr().getOrDefault(cipher.id(), Set.of());
      error(
          value,
          "the kernel has no " + Suggestion.quote(value.word().text()),
          "its key lengths are " + lengths.stream().sorted().map(String::valueOf).toList());
      return Optional.empty();
    }
    if (usable.isEmpty()) {
      unavailable(value, cipher.isCombined() ? "PF_KEY has no combined-mode ciphers" : "");
      return Optional.of(List.of());
    }
    return Optional.of(List.of(new Cipher(cipher, usable)));
  }

  private static Optional<EncrAlgorithm> cipher(AlgorithmValue value) {
    if (value.number().isEmpty()) {
      return AlgorithmNames.cipher(value.name());
    }
    int number = value.number().getAsInt();
    // PF_KEY and IKEv2 number ciphers alike but for Camellia (22 and 23).
    return AlgorithmTable.encr(number == 22 ? EncrId.CAMELLIA_CBC : new EncrId(number));
  }

  private List<Cipher> anyCipher(AlgorithmValue value) {
    return AlgorithmTable.encrs().stream()
        .filter(c -> !c.keyBits().isEmpty())
        .filter(c -> !c.id().equals(EncrId.NULL_AUTH_AES_GMAC))
        // Implicit IVs are for peers that are known to have them.
        .filter(c -> c.ivOctets() > 0)
        .map(c -> new Cipher(c, choices(c, value).stream().filter(kernel::supports).toList()))
        .filter(c -> !c.choices().isEmpty())
        .sorted(
            Comparator.<Cipher>comparingInt(c -> -strength(c))
                .thenComparingInt(c -> rank(PREFERENCE, c.algorithm().id())))
        .toList();
  }

  /** Bits of the strongest key; three keys of DES are worth two (RFC 8221 section 5). */
  private static int strength(Cipher cipher) {
    return cipher.algorithm().id().equals(EncrId.TRIPLE_DES)
        ? 112
        : cipher.choices().getFirst().keyBits().orElse(256);
  }

  private static <T> int rank(List<T> order, T item) {
    int at = order.indexOf(item);
    return at < 0 ? order.size() : at;
  }

  private static List<EncrChoice> choices(EncrAlgorithm cipher, AlgorithmValue value) {
    return AlgorithmNames.choices(
        cipher, value.low().orElse(0), value.high().orElse(Integer.MAX_VALUE));
  }

  /** Whether an end of the range is none of the lengths, such as {@code aes(64..128)}. */
  private static boolean outside(EncrAlgorithm cipher, AlgorithmValue value) {
    List<Integer> bits = cipher.keyBits();
    if (bits.isEmpty()) {
      return value.limited();
    }
    return value.low().orElse(bits.getFirst()) < bits.getFirst()
        || value.high().orElse(bits.getLast()) > bits.getLast();
  }

  Optional<List<IntegId>> integrities(AlgorithmValue value) {
    if (value.isAny()) {
      List<IntegId> any = strongest().stream().filter(i -> value.allows(bits(i))).toList();
      return nonEmpty(value, any);
    }
    Optional<IntegAlgorithm> named = integrity(value);
    if (named.isEmpty()) {
      unknown(value, "authentication algorithm", AlgorithmNames.integrityNames(false));
      return Optional.empty();
    }
    int bits = named.get().keyOctets() * 8;
    if (!value.allows(bits)) {
      error(
          value,
          Suggestion.quote(value.word().text()) + " asks for keys that the algorithm does not have",
          "its keys have " + bits + " bits");
      return Optional.empty();
    }
    IntegId id = named.get().id();
    if (!kernel.integ().contains(id)) {
      boolean sha256 = id.equals(IntegId.HMAC_SHA2_256_128);
      unavailable(value, sha256 ? "Linux PF_KEY truncates it to 96 bits instead of 128" : "");
      return Optional.of(List.of());
    }
    return Optional.of(List.of(id));
  }

  /** All that the kernel has, strongest first. */
  List<IntegId> strongest() {
    return INTEG_PREFERENCE.stream().filter(kernel.integ()::contains).toList();
  }

  private static int bits(IntegId id) {
    return AlgorithmTable.integ(id).map(i -> i.keyOctets() * 8).orElse(0);
  }

  /** SADB_AALG numbers, which are not those of IKEv2. */
  private static Optional<IntegAlgorithm> integrity(AlgorithmValue value) {
    if (value.number().isEmpty()) {
      return AlgorithmNames.integrity(value.name());
    }
    return switch (value.number().getAsInt()) {
      case 3 -> AlgorithmTable.integ(IntegId.HMAC_SHA1_96);
      case 5 -> AlgorithmTable.integ(IntegId.HMAC_SHA2_256_128);
      case 6 -> AlgorithmTable.integ(IntegId.HMAC_SHA2_384_192);
      case 7 -> AlgorithmTable.integ(IntegId.HMAC_SHA2_512_256);
      default -> Optional.empty();
    };
  }

  private <T> Optional<List<T>> nonEmpty(AlgorithmValue value, List<T> found) {
    if (found.isEmpty()) {
      error(
          value,
          "the kernel has no algorithm for " + Suggestion.quote(value.word().text()),
          "widen the key lengths");
      return Optional.empty();
    }
    return Optional.of(found);
  }

  private void unknown(AlgorithmValue value, String what, List<String> known) {
    String problem = "unknown " + what + " " + Suggestion.quote(value.name());
    if (AlgorithmNames.removed(value.name())) {
      error(value, problem + ": removed because it is too weak", "choose aes or sha256");
    } else {
      error(value, problem, Suggestion.remedy(value.name(), known));
    }
  }

  private void unavailable(AlgorithmValue value, String reason) {
    log.warning(
        value.word().at(),
        "this kernel interface cannot install "
            + Suggestion.quote(value.word().text())
            + " as IKEv2 defines it"
            + (reason.isEmpty() ? "" : " (" + reason + ")")
            + ": left out",
        "choose another algorithm, or another setting of kernel in ikev2d.conf");
  }

  private void error(AlgorithmValue value, String problem, String remedy) {
    log.error(value.word().at(), problem, remedy);
  }
}
