package org.ikev2d.pki.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.ikev2d.payload.Identity;
import org.ikev2d.pki.path.PathCheck;
import org.ikev2d.pki.path.PathCheck.Trust;
import org.ikev2d.pki.path.PathOutcome;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.sign.AuthSigner;
import org.ikev2d.pki.sign.AuthVerifier;
import org.ikev2d.pki.sign.HashAlgorithm;
import org.ikev2d.pki.sign.PeerAbility;
import org.ikev2d.pki.sign.SignaturePolicy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates and keys of ML-DSA as OpenSSL 3.5 writes them (RFC 9881). */
@Tag("RD-pqcauth-1")
class MlDsaFilesTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final byte[] OCTETS = {1, 2, 3};
  private static final CertPolicy ON =
      CertPolicy.DEFAULT.change().signatures(SignaturePolicy.DEFAULT.withMlDsa()).done();

  @TempDir private Path directory;

  private void put(String... names) throws IOException {
    for (String name : names) {
      Path file = directory.resolve(name);
      try (InputStream in =
          MlDsaFilesTest.class.getResourceAsStream("/org/ikev2d/pki/mldsa/" + name)) {
        Files.copy(java.util.Objects.requireNonNull(in), file);
      }
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
  }

  private StoreContents contents() {
    StoreContents contents = PemStore.open(directory, Optional.empty()).contents();
    assertThat(contents.findings()).isEmpty();
    return contents;
  }

  private static PathOutcome judge(StoreContents store, Credential own, CertPolicy policy) {
    Identity claimed = Identity.ofFqdn(own.leaf().subject().commonNames().getFirst());
    return PathCheck.validate(
        own.certificates(), Trust.of(store.certs(), policy), claimed, policy, NOW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"44", "65", "87"})
  void proveIdentitiesWhereThatIsSwitchedOn(String set) throws IOException {
    put("root.pem", "leaf" + set + ".pem", "leaf" + set + ".key");
    StoreContents store = contents();
    assertThat(store.credentials()).hasSize(1);
    Credential own = store.credentials().getFirst();

    assertThat(judge(store, own, ON)).isInstanceOf(PathOutcome.Trusted.class);
    AuthSigner.Outcome signed =
        AuthSigner.sign(
            own.key(),
            PeerAbility.ofHashes(Set.of(HashAlgorithm.IDENTITY)),
            ON.signatures(),
            OCTETS);
    assertThat(signed).isInstanceOf(AuthSigner.Outcome.Signed.class);
    var payload = ((AuthSigner.Outcome.Signed) signed).payload();
    assertThat(
            AuthVerifier.verify(
                own.leaf().usableKey().orElseThrow(), payload, OCTETS, ON.signatures()))
        .isInstanceOf(AuthVerifier.Outcome.Verified.class);
  }

  @ParameterizedTest
  @CsvSource({"seed44.key", "priv44.key"})
  void keysAreReadInEveryForm(String form) throws IOException {
    put("root.pem", "leaf44.pem", form);
    assertThat(contents().credentials()).hasSize(1);
  }

  @Test
  void countForNothingUnlessSwitchedOn() throws IOException {
    put("root.pem", "leaf65.pem", "leaf65.key");
    StoreContents store = contents();
    assertThat(judge(store, store.credentials().getFirst(), CertPolicy.DEFAULT))
        .isInstanceOf(PathOutcome.Refused.class);
    assertThat(
            AuthSigner.sign(
                store.credentials().getFirst().key(),
                PeerAbility.ofHashes(Set.of(HashAlgorithm.IDENTITY)),
                SignaturePolicy.DEFAULT,
                OCTETS))
        .isInstanceOf(AuthSigner.Outcome.Refused.class);
  }
}
