package org.ikev2d.config.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PrfId;

/** The names under which files speak of algorithms; letter case does not matter. */
final class AlgorithmNames {
  private static final List<Integer> AES = List.of(128, 192, 256);

  /**
   * A cipher.
   *
   * @param names the first is printed
   * @param keyBits lengths it takes, ascending; one for a fixed key, none for NULL
   * @param sized whether its transform carries the key length
   */
  record Cipher(
      EncrId id, List<String> names, List<Integer> keyBits, boolean sized, boolean combined) {
    String name() {
      return names.getFirst();
    }

    /** Its choices with key lengths from {@code low} to {@code high}, strongest first. */
    List<EncrChoice> choices(long low, long high) {
      if (!sized) {
        boolean fits =
            keyBits.isEmpty() || (low <= keyBits.getFirst() && keyBits.getFirst() <= high);
        return fits ? List.of(EncrChoice.of(id)) : List.of();
      }
      List<EncrChoice> choices = new ArrayList<>();
      for (int bits : keyBits.reversed()) {
        if (low <= bits && bits <= high) {
          choices.add(EncrChoice.of(id, bits));
        }
      }
      return choices;
    }

    String sizes() {
      return String.join(", ", keyBits.stream().map(String::valueOf).toList());
    }
  }

  /**
   * An integrity transform.
   *
   * @param keyBits the length of its key, which is fixed
   */
  record Integrity(IntegId id, List<String> names, int keyBits, Optional<PrfId> prf) {
    String name() {
      return names.getFirst();
    }
  }

  private record Named<T>(T id, List<String> names) {}

  private static final List<Cipher> CIPHERS =
      List.of(
          new Cipher(EncrId.AES_CBC, List.of("aes-cbc", "aes"), AES, true, false),
          new Cipher(EncrId.TRIPLE_DES, List.of("3des-cbc", "3des"), List.of(192), false, false),
          new Cipher(EncrId.CAMELLIA_CBC, List.of("camellia-cbc", "camellia"), AES, true, false),
          new Cipher(
              EncrId.AES_GCM_16, List.of("aes-gcm-16", "aes-gcm", "aes-gcm16"), AES, true, true),
          new Cipher(EncrId.AES_GCM_12, List.of("aes-gcm-12", "aes-gcm12"), AES, true, true),
          new Cipher(EncrId.AES_GCM_8, List.of("aes-gcm-8", "aes-gcm8"), AES, true, true),
          new Cipher(
              EncrId.AES_CCM_16, List.of("aes-ccm-16", "aes-ccm", "aes-ccm16"), AES, true, true),
          new Cipher(EncrId.AES_CCM_12, List.of("aes-ccm-12", "aes-ccm12"), AES, true, true),
          new Cipher(EncrId.AES_CCM_8, List.of("aes-ccm-8", "aes-ccm8"), AES, true, true),
          new Cipher(
              EncrId.CHACHA20_POLY1305, List.of("chacha20-poly1305"), List.of(256), false, true),
          new Cipher(EncrId.NULL, List.of("null"), List.of(), false, false));

  private static final List<Integrity> INTEGRITIES =
      List.of(
          hmac(
              IntegId.HMAC_SHA2_512_256,
              "hmac-sha512",
              512,
              PrfId.HMAC_SHA2_512,
              "sha512",
              "sha-512",
              "hmac-sha-512"),
          hmac(
              IntegId.HMAC_SHA2_384_192,
              "hmac-sha384",
              384,
              PrfId.HMAC_SHA2_384,
              "sha384",
              "sha-384",
              "hmac-sha-384"),
          hmac(
              IntegId.HMAC_SHA2_256_128,
              "hmac-sha256",
              256,
              PrfId.HMAC_SHA2_256,
              "sha256",
              "sha-256",
              "hmac-sha-256"),
          hmac(
              IntegId.HMAC_SHA1_96,
              "hmac-sha1",
              160,
              PrfId.HMAC_SHA1,
              "sha1",
              "sha",
              "sha-1",
              "hmac-sha",
              "hmac-sha-1"),
          hmac(IntegId.HMAC_SHA1_160, "hmac-sha1-160", 160, PrfId.HMAC_SHA1, "sha1-160"));

  private static final List<Named<PrfId>> PRFS =
      List.of(
          new Named<>(PrfId.HMAC_SHA2_512, List.of("sha512", "hmac-sha512")),
          new Named<>(PrfId.HMAC_SHA2_384, List.of("sha384", "hmac-sha384")),
          new Named<>(PrfId.HMAC_SHA2_256, List.of("sha256", "hmac-sha256")),
          new Named<>(PrfId.HMAC_SHA1, List.of("sha1", "sha", "hmac-sha1")));

  private static final List<String> REMOVED =
      List.of(
          "md5",
          "hmac-md5",
          "hmac-md5-128",
          "md5-128",
          "des",
          "des-cbc",
          "blowfish",
          "blowfish-cbc");

  private AlgorithmNames() {}

  private static Integrity hmac(IntegId id, String name, int bits, PrfId prf, String... more) {
    List<String> names = Stream.concat(Stream.of(name), Stream.of(more)).toList();
    return new Integrity(id, names, bits, Optional.of(prf));
  }

  static List<Cipher> ciphers() {
    return CIPHERS;
  }

  static List<Integrity> integrities() {
    return INTEGRITIES;
  }

  static Optional<Cipher> cipher(String name) {
    return CIPHERS.stream().filter(c -> c.names().contains(lower(name))).findFirst();
  }

  static Optional<Cipher> cipher(EncrId id) {
    return CIPHERS.stream().filter(c -> c.id().equals(id)).findFirst();
  }

  static Optional<Integrity> integrity(String name) {
    return INTEGRITIES.stream().filter(i -> i.names().contains(lower(name))).findFirst();
  }

  static Optional<Integrity> integrity(IntegId id) {
    return INTEGRITIES.stream().filter(i -> i.id().equals(id)).findFirst();
  }

  static Optional<PrfId> prf(String name) {
    return PRFS.stream().filter(p -> p.names().contains(lower(name))).map(Named::id).findFirst();
  }

  static List<String> cipherNames() {
    return CIPHERS.stream().flatMap(c -> c.names().stream()).toList();
  }

  static List<String> integrityNames() {
    return INTEGRITIES.stream().flatMap(i -> i.names().stream()).toList();
  }

  static List<String> prfNames() {
    return PRFS.stream().flatMap(p -> p.names().stream()).toList();
  }

  /** Whether the name is one that old files use and that is too weak to come back. */
  static boolean removed(String name) {
    return REMOVED.contains(lower(name));
  }

  /** Whether ikev2.config may name the group at all: those of the product, and 31 and 32. */
  static boolean knowsGroup(GroupId group) {
    int code = group.code();
    return code == 2 || code == 5 || (code >= 14 && code <= 26) || code == 31 || code == 32;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
