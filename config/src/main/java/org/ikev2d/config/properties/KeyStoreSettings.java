package org.ikev2d.config.properties;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ikev2d.crypto.Secret;

/**
 * Where certificates and private keys are, and which signatures are in use.
 *
 * @param locator {@code pem:DIRECTORY}, {@code pkcs12:FILE} or {@code pkcs11:…}
 * @param pin opens private keys; empty: they stand open
 * @param policyFile kmf-policy.xml; empty: what is in the store is trusted and nothing is looked up
 * @param rsaPadding what RSA keys sign with in method 14 (RFC 7427)
 * @param sha1 whether method 1 may use SHA-1
 * @param dss whether DSS is used at all
 * @param mlDsa whether ML-DSA is used at all
 * @param hashAndUrl whether peers' certificates are retrieved by hash and URL (RFC 7296 section
 *     3.6)
 * @param certificateUrl where our own certificates lie, each under its hash; empty: they are sent
 * @param announceMethods whether peers are told which signatures we take (RFC 9593)
 */
public record KeyStoreSettings(
    String locator,
    Optional<Secret> pin,
    Optional<String> policyFile,
    RsaPadding rsaPadding,
    boolean sha1,
    boolean dss,
    boolean mlDsa,
    boolean hashAndUrl,
    Optional<String> certificateUrl,
    boolean announceMethods) {
  static final String PIN = "key_store_pin";
  private static final String DEFAULT = "pem:/etc/inet/ike/certs";
  private static final List<String> KINDS = List.of("pem:", "pkcs12:", "pkcs11:");

  /** The padding of RSA signatures. */
  public enum RsaPadding {
    PSS,
    PKCS1;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static KeyStoreSettings read(TypedValues in) {
    return new KeyStoreSettings(
        in.parsed(
                "key_store",
                "pem:DIRECTORY, pkcs12:FILE or pkcs11:token=LABEL",
                KeyStoreSettings::locator)
            .orElse(DEFAULT),
        in.secret(PIN),
        in.parsed("kmf_policy", "a path", KeyStoreSettings::path),
        in.choice("rsa_padding", RsaPadding.PSS, List.of(RsaPadding.values())),
        in.flag("sha1_signatures", false),
        in.flag("dss_signatures", false),
        in.flag("mldsa_signatures", false),
        in.flag("hash_and_url", false),
        in.parsed("certificate_url", "http://HOST/…/", KeyStoreSettings::base),
        in.flag("announce_methods", true));
  }

  /** What is appended has 40 digits; peers need not take longer URLs than 1024 octets. */
  private static Optional<String> base(String text) {
    boolean plain = text.chars().allMatch(c -> c > ' ' && c < 127);
    return plain && text.length() <= 984 && text.matches("http://[^/?#@]+/[^?#]*")
        ? Optional.of(text)
        : Optional.empty();
  }

  private static Optional<String> path(String text) {
    return text.isEmpty() || text.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(text);
  }

  private static Optional<String> locator(String text) {
    return KINDS.stream().anyMatch(k -> text.startsWith(k) && text.length() > k.length())
        ? Optional.of(text)
        : Optional.empty();
  }

  /** Whether nothing was said of where certificates are. */
  public boolean isDefault() {
    return locator.equals(DEFAULT);
  }
}
