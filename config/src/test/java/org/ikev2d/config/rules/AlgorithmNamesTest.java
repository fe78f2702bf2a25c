package org.ikev2d.config.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IntegId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AlgorithmNamesTest {
  @Test
  void everyKeywordMeansANumberOfTheRegistry() {
    assertThat(AlgorithmNames.cipherNames(false))
        .isNotEmpty()
        .allMatch(name -> AlgorithmNames.cipher(name).orElseThrow().id().isKnown());
    assertThat(AlgorithmNames.integrityNames(false))
        .isNotEmpty()
        .allMatch(name -> AlgorithmNames.integrity(name).orElseThrow().id().isKnown());
    assertThat(AlgorithmNames.prfNames())
        .isNotEmpty()
        .allMatch(name -> AlgorithmNames.prf(name).orElseThrow().id().isKnown());
  }

  @Test
  void theSpellingsOfIpsecalgsMeanTheSame() {
    assertThat(Stream.of("sha", "SHA1", "sha-1", "hmac-sha", "hmac-sha1", "hmac-sha-1"))
        .allMatch(n -> AlgorithmNames.integrity(n).orElseThrow().id().equals(IntegId.HMAC_SHA1_96));
    assertThat(Stream.of("sha256", "SHA-256", "hmac-sha256", "hmac-sha-256"))
        .allMatch(
            n -> AlgorithmNames.integrity(n).orElseThrow().id().equals(IntegId.HMAC_SHA2_256_128));
  }

  @Tag("R8247-2-2")
  @Test
  void removedAlgorithmsAreNotOffered() {
    assertThat(AlgorithmNames.integrity("md5")).isEmpty();
    assertThat(AlgorithmNames.integrityNames(false)).noneMatch(AlgorithmNames::removed);
  }

  @Test
  void keyLengthsComeStrongestFirst() {
    assertThat(AlgorithmNames.choices(AlgorithmNames.cipher("aes").orElseThrow(), 128, 256))
        .containsExactly(
            EncrChoice.of(EncrId.AES_CBC, 256),
            EncrChoice.of(EncrId.AES_CBC, 192),
            EncrChoice.of(EncrId.AES_CBC, 128));
  }
}
