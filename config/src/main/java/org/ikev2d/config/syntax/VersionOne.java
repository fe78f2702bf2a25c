package org.ikev2d.config.syntax;

import java.util.Map;
import java.util.Optional;

/** Keywords of the IKEv1 file ike.config, known only to tell people what to write instead. */
final class VersionOne {
  private static final String KMF =
      "trust and revocation are the certificate policy's, not this file's";
  private static final String TIMER =
      "IKEv2 has one such setting: response_wait_time in ikev2d.conf";

  private static final Map<String, String> REMEDIES =
      Map.ofEntries(
          Map.entry("p1_xform", "write ikesa_xform { … } and put auth_method into the rule"),
          Map.entry("p1_lifetime_secs", "write ikesa_lifetime_secs"),
          Map.entry("p1_nonce_len", "leave it out: nonces are long enough by themselves"),
          Map.entry("p2_nonce_len", "leave it out: nonces are long enough by themselves"),
          Map.entry("p1_mode", "leave it out: IKEv2 has no modes"),
          Map.entry("p2_pfs", "write childsa_pfs"),
          Map.entry("p2_lifetime_secs", "write childsa_lifetime_secs"),
          Map.entry("p2_softlife_secs", "write childsa_softlife_secs"),
          Map.entry("p2_idletime_secs", "write childsa_idletime_secs"),
          Map.entry("p2_lifetime_kb", "write childsa_lifetime_kb"),
          Map.entry("p2_softlife_kb", "write childsa_softlife_kb"),
          Map.entry("cert_root", KMF),
          Map.entry("cert_trust", KMF),
          Map.entry("ignore_crls", KMF),
          Map.entry("use_http", KMF),
          Map.entry("proxy", KMF),
          Map.entry("socks", KMF),
          Map.entry("ldap-list", KMF),
          Map.entry("ldap_server", KMF),
          Map.entry("pkcs11_path", "the token is pkcs11_token/uri in ikev2d.conf"),
          Map.entry("expire_timer", TIMER),
          Map.entry("retry_limit", TIMER),
          Map.entry("retry_timer_init", TIMER),
          Map.entry("retry_timer_max", TIMER),
          Map.entry("local_id_type", "write local_id TYPE = \"VALUE\""));

  private VersionOne() {}

  /** What to write instead, if the word is one of IKEv1. */
  static Optional<String> remedy(String word) {
    if (word.startsWith("p2_") && !REMEDIES.containsKey(word)) {
      return Optional.of("IPsec SAs are described by ipsecinit.conf and childsa_ keywords");
    }
    return Optional.ofNullable(REMEDIES.get(word));
  }
}
