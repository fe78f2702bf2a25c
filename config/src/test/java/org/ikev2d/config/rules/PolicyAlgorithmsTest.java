package org.ikev2d.config.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.config.rules.PolicyFixture.PFKEY;
import static org.ikev2d.config.rules.PolicyFixture.aes;
import static org.ikev2d.config.rules.PolicyFixture.esp;
import static org.ikev2d.config.rules.PolicyFixture.only;
import static org.ikev2d.config.rules.PolicyFixture.protect;
import static org.ikev2d.config.rules.PolicyFixture.protections;
import static org.ikev2d.config.rules.PolicyFixture.read;

import org.ikev2d.config.check.Finding;
import org.ikev2d.config.check.Loaded;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.port.PolicyAction.Protect;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IntegId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PolicyAlgorithmsTest {
  @Tag("R7296-3.3.5-2")
  @Test
  void keyLengthsMayBeOpenAtEitherEnd() {
    assertThat(protections("encr_algs aes encr_auth_algs sha1"))
        .isEqualTo(protections("encr_algs aes(128..) encr_auth_algs sha1"))
        .isEqualTo(protections("encr_algs AES-CBC(..256) encr_auth_algs HMAC-SHA-1(160)"));
    assertThat(protections("encr_algs 12(192) encr_auth_algs 7"))
        .containsExactly(esp(IntegId.HMAC_SHA2_512_256, aes(192)));
  }

  @Test
  void integrityWithoutCipherMeansNullEncryption() {
    assertThat(protections("encr_auth_algs sha384 encr_algs none"))
        .containsExactly(esp(IntegId.HMAC_SHA2_384_192, EncrChoice.of(EncrId.NULL)));
  }

  @Tag("R7296-2.7-2")
  @Test
  void combinedModeCiphersHaveNoIntegrity() {
    assertThat(protections("encr_algs aes-gcm(256)"))
        .containsExactly(esp(IntegId.NONE, EncrChoice.of(EncrId.AES_GCM_16, 256)));
  }

  @Test
  void anyIsWhatTheKernelHasStrongestFirst() {
    String entry = "{ raddr 192.0.2.7 } ipsec { encr_algs any encr_auth_algs any }";
    Protect pfkey = protect(read(entry, PFKEY).good().orElseThrow().policies().getFirst());
    assertThat(pfkey.alternatives())
        .extracting(p -> p.encr().getFirst() + "/" + p.integ().getFirst())
        .containsExactly(
            aes(256) + "/HMAC_SHA2_512_256",
            aes(256) + "/HMAC_SHA2_384_192",
            aes(256) + "/HMAC_SHA1_96",
            EncrChoice.of(EncrId.TRIPLE_DES) + "/HMAC_SHA2_512_256",
            EncrChoice.of(EncrId.TRIPLE_DES) + "/HMAC_SHA2_384_192",
            EncrChoice.of(EncrId.TRIPLE_DES) + "/HMAC_SHA1_96");
    Protect all = protect(only(entry));
    assertThat(all.alternatives().getFirst())
        .isEqualTo(
            esp(
                IntegId.NONE,
                EncrChoice.of(EncrId.AES_GCM_16, 256),
                EncrChoice.of(EncrId.AES_GCM_16, 192),
                EncrChoice.of(EncrId.AES_GCM_16, 128)));
  }

  @Test
  void anyTakesAKeyLength() {
    Protect protect =
        protect(
            read("{ raddr 1.2.3.4 } ipsec { encr_algs any(128) encr_auth_algs sha1 }", PFKEY)
                .good()
                .orElseThrow()
                .policies()
                .getFirst());
    assertThat(protect.alternatives()).containsExactly(esp(IntegId.HMAC_SHA1_96, aes(128)));
  }

  @Test
  void whatTheKernelCannotDoIsLeftOutOfTheAlternatives() {
    Loaded<PolicyFile> loaded =
        read(
            "{ raddr 192.0.2.7 } ipsec { encr_algs aes encr_auth_algs sha256 } or"
                + " ipsec { encr_algs aes-gcm } or ipsec { encr_algs aes encr_auth_algs sha512 }",
            PFKEY);
    assertThat(loaded.hasErrors()).isFalse();
    assertThat(loaded.findings()).extracting(Finding::column).containsExactly(58, 88);
    assertThat(loaded.findings().getFirst().problem())
        .contains("`sha256`")
        .contains("Linux PF_KEY truncates it to 96 bits");
    assertThat(loaded.findings().getLast().problem()).contains("no combined-mode ciphers");
    assertThat(protect(loaded.value().orElseThrow().policies().getFirst()).alternatives())
        .containsExactly(esp(IntegId.HMAC_SHA2_512_256, aes(256), aes(192), aes(128)));
  }

  @Test
  void anEntryOfWhichNothingIsLeftIsAnError() {
    Loaded<PolicyFile> loaded =
        read("{ raddr 192.0.2.7 } ipsec { encr_algs aes encr_auth_algs sha256 }", PFKEY);
    assertThat(loaded.hasErrors()).isTrue();
    assertThat(loaded.findings())
        .extracting(Finding::problem)
        .anyMatch(p -> p.startsWith("nothing is left"));
    assertThat(loaded.value().orElseThrow().policies()).isEmpty();
  }

  @Tag("R8221-5-1")
  @Test
  void encryptionAloneIsDangerousAndGetsAnyIntegrity() {
    Loaded<PolicyFile> loaded = read("{ raddr 192.0.2.7 } ipsec { encr_algs aes }", PFKEY);
    assertThat(loaded.findings())
        .singleElement()
        .satisfies(f -> assertThat(f.problem()).startsWith("DANGER"));
    assertThat(protect(loaded.value().orElseThrow().policies().getFirst()).alternatives())
        .singleElement()
        .satisfies(p ->
            assertThat(p.integ())
                .containsExactly(
                    IntegId.HMAC_SHA2_512_256, IntegId.HMAC_SHA2_384_192, IntegId.HMAC_SHA1_96));
  }
}
