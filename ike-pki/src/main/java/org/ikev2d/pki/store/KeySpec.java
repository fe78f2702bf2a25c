package org.ikev2d.pki.store;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.spec.ECGenParameterSpec;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What kind of key to make. */
public sealed interface KeySpec {
  /**
   * RSA.
   *
   * @param bits 2048 to 8192, a multiple of 8
   */
  record Rsa(int bits) implements KeySpec {}

  /** An EC key on secp256r1, secp384r1 or secp521r1. */
  record Ec(String curve) implements KeySpec {}

  /** DSS with a prime of 2048 bits; IKE uses it only where policy switches it on. */
  record Dsa(int bits) implements KeySpec {}

  /** Ed25519. */
  record Ed25519() implements KeySpec {}

  /** A kind of key, or why it is none. */
  sealed interface Parsed {
    record Good(KeySpec spec) implements Parsed {}

    record Bad(String why) implements Parsed {}
  }

  Map<String, String> CURVES =
      Map.of(
          "secp256r1", "secp256r1",
          "p-256", "secp256r1",
          "secp384r1", "secp384r1",
          "p-384", "secp384r1",
          "secp521r1", "secp521r1",
          "p-521", "secp521r1");

  /** From the options {@code keytype}, {@code keylen} and {@code curve} of ikev2cert. */
  static Parsed parse(String type, Optional<String> length, Optional<String> curve) {
    return switch (type) {
      case "rsa" ->
          bits(length, 2048, 8192)
              .<Parsed>map(b -> new Parsed.Good(new Rsa(b)))
              .orElseGet(
                  () -> new Parsed.Bad("keylen of an RSA key is 2048 to 8192, a multiple of 8"));
      case "dsa" ->
          bits(length, 1024, 3072)
              .filter(b -> b % 1024 == 0)
              .<Parsed>map(b -> new Parsed.Good(new Dsa(b)))
              .orElseGet(() -> new Parsed.Bad("keylen of a DSS key is 1024, 2048 or 3072"));
      case "ec" ->
          length.isPresent()
              ? new Parsed.Bad("keylen is not for EC keys; write curve=")
              : Optional.ofNullable(CURVES.get(curve.orElse("secp256r1").toLowerCase(Locale.ROOT)))
                  .<Parsed>map(c -> new Parsed.Good(new Ec(c)))
                  .orElseGet(
                      () -> new Parsed.Bad("curve is one of secp256r1, secp384r1, secp521r1"));
      case "ed25519" -> new Parsed.Good(new Ed25519());
      default -> new Parsed.Bad("keytype is one of rsa, ec, dsa, ed25519");
    };
  }

  private static Optional<Integer> bits(Optional<String> text, int least, int most) {
    try {
      int bits = text.map(Integer::parseInt).orElse(2048);
      return bits >= least && bits <= most && bits % 8 == 0 ? Optional.of(bits) : Optional.empty();
    } catch (NumberFormatException notANumber) {
      return Optional.empty();
    }
  }

  /** Makes a key with a provider. */
  static KeyPair make(KeySpec spec, Provider provider) throws GeneralSecurityException {
    switch (spec) {
      case Rsa(int bits) -> {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", provider);
        generator.initialize(bits);
        return generator.generateKeyPair();
      }
      case Ec(String curve) -> {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
      }
      case Dsa(int bits) -> {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("DSA", provider);
        generator.initialize(bits);
        return generator.generateKeyPair();
      }
      case Ed25519() -> {
        return KeyPairGenerator.getInstance("Ed25519", provider).generateKeyPair();
      }
    }
  }
}
