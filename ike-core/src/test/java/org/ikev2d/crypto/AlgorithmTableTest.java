package org.ikev2d.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PrfId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AlgorithmTableTest {
  @Test
  void rowsComeInTheOrderOfTheirNumbers() {
    assertThat(AlgorithmTable.encrs().stream().map(row -> row.id().code())).isSorted();
    assertThat(AlgorithmTable.prfs().stream().map(row -> row.id().code())).isSorted();
    assertThat(AlgorithmTable.integs().stream().map(row -> row.id().code())).isSorted();
    assertThat(AlgorithmTable.groups().stream().map(row -> row.id().code())).isSorted();
  }

  @Test
  void noKeywordNamesTwoAlgorithmsOfOneKind() {
    assertUnique(AlgorithmTable.encrs().stream().map(EncrAlgorithm::keywords).toList());
    assertUnique(AlgorithmTable.prfs().stream().map(PrfAlgorithm::keywords).toList());
    assertUnique(AlgorithmTable.integs().stream().map(IntegAlgorithm::keywords).toList());
  }

  private static void assertUnique(List<List<String>> keywords) {
    Set<String> seen = new HashSet<>();
    for (String keyword : keywords.stream().flatMap(List::stream).toList()) {
      assertThat(keyword).isEqualTo(keyword.toLowerCase(Locale.ROOT));
      assertThat(seen.add(keyword)).as(keyword).isTrue();
    }
  }

  @Test
  void keywordsOfConfigurationFilesAreFoundInAnyLetterCase() {
    assertThat(AlgorithmTable.encr("AES").orElseThrow().id()).isEqualTo(EncrId.AES_CBC);
    assertThat(AlgorithmTable.encr("3des-cbc").orElseThrow().id()).isEqualTo(EncrId.TRIPLE_DES);
    assertThat(AlgorithmTable.encr("aes-gcm").orElseThrow().id()).isEqualTo(EncrId.AES_GCM_16);
    assertThat(AlgorithmTable.integ("sha").orElseThrow().id()).isEqualTo(IntegId.HMAC_SHA1_96);
    assertThat(AlgorithmTable.integ("hmac-sha256").orElseThrow().id())
        .isEqualTo(IntegId.HMAC_SHA2_256_128);
    assertThat(AlgorithmTable.prf("sha384").orElseThrow().id()).isEqualTo(PrfId.HMAC_SHA2_384);
    assertThat(AlgorithmTable.encr("rot13")).isEmpty();
  }

  @Test
  void eachIntegrityTransformOfIkeHasAPrfOfTheSameHash() {
    for (IntegAlgorithm row : AlgorithmTable.integs()) {
      assertThat(AlgorithmTable.prfMatching(row.id()).isPresent())
          .as(row.name())
          .isEqualTo(row.forIke());
    }
    assertThat(AlgorithmTable.prfMatching(IntegId.HMAC_SHA2_512_256).orElseThrow().id())
        .isEqualTo(PrfId.HMAC_SHA2_512);
  }

  @Tag("R7634-2-1")
  @Test
  void keymatHasTheSaltOfCombinedModeCiphers() {
    assertThat(AlgorithmTable.encrKeymatOctets(EncrId.AES_GCM_16, OptionalInt.of(256)))
        .hasValue(36);
    assertThat(AlgorithmTable.encrKeymatOctets(EncrId.AES_CCM_16, OptionalInt.of(128)))
        .hasValue(19);
    assertThat(AlgorithmTable.encrKeymatOctets(EncrId.AES_CBC, OptionalInt.of(192))).hasValue(24);
    assertThat(AlgorithmTable.encrKeymatOctets(EncrId.TRIPLE_DES, OptionalInt.empty()))
        .hasValue(24);
    assertThat(AlgorithmTable.encrKeymatOctets(EncrId.CHACHA20_POLY1305, OptionalInt.empty()))
        .hasValue(36);
    assertThat(AlgorithmTable.encrKeymatOctets(EncrId.NULL, OptionalInt.empty())).hasValue(0);
  }

  @Tag("R7296-3.3.5-1")
  @Tag("R7634-2-1")
  @Test
  void keyLengthsThatACipherDoesNotHaveAreRefused() {
    assertThat(AlgorithmTable.encrKeymatOctets(EncrId.AES_CBC, OptionalInt.empty())).isEmpty();
    assertThat(AlgorithmTable.encrKeymatOctets(EncrId.AES_CBC, OptionalInt.of(160))).isEmpty();
    assertThat(AlgorithmTable.encrKeymatOctets(EncrId.TRIPLE_DES, OptionalInt.of(192))).isEmpty();
    assertThat(AlgorithmTable.encrKeymatOctets(EncrId.CHACHA20_POLY1305, OptionalInt.of(256)))
        .isEmpty();
    assertThat(AlgorithmTable.encrKeymatOctets(EncrId.BLOWFISH, OptionalInt.of(128))).isEmpty();
  }

  @Test
  void integrityKeysAreAsLongAsTheHash() {
    assertThat(AlgorithmTable.integKeymatOctets(IntegId.HMAC_SHA1_96)).hasValue(20);
    assertThat(AlgorithmTable.integKeymatOctets(IntegId.HMAC_SHA2_512_256)).hasValue(64);
    assertThat(AlgorithmTable.integKeymatOctets(IntegId.NONE)).hasValue(0);
    assertThat(AlgorithmTable.integKeymatOctets(IntegId.AES_128_GMAC)).isEmpty();
  }

  @Test
  void groupsAreDescribedAsIkeadmPrintsThem() {
    assertThat(description(GroupId.MODP_2048)).isEqualTo("2048-bit MODP (group 14)");
    assertThat(description(GroupId.ECP_256)).isEqualTo("256-bit ECP (group 19)");
    assertThat(description(GroupId.MODP_2048_224))
        .isEqualTo("2048-bit MODP with 224-bit subprime (group 23)");
    assertThat(AlgorithmTable.groups()).allMatch(row -> row.description().length() <= 50);
  }

  @Test
  void keyLengthRangesArePrintedOrNotApplicable() {
    assertThat(AlgorithmTable.encr(EncrId.AES_CBC).orElseThrow().keyLengthRange())
        .isEqualTo("128-256");
    assertThat(AlgorithmTable.encr(EncrId.TRIPLE_DES).orElseThrow().keyLengthRange())
        .isEqualTo("N/A");
  }

  private static String description(GroupId id) {
    return AlgorithmTable.group(id).orElseThrow().description();
  }

  @Test
  @Tag("R8247-2-2")
  void whatMustNotBeUsedIsNotThereOrNotForIke() {
    assertThat(AlgorithmTable.encr("des")).isEmpty();
    assertThat(AlgorithmTable.prf("md5")).isEmpty();
    assertThat(AlgorithmTable.group(new GroupId(1))).isEmpty();
    assertThat(AlgorithmTable.integ("md5").orElseThrow().forIke()).isFalse();
    assertThat(AlgorithmTable.group(GroupId.MODP_1024_160).orElseThrow().requirement())
        .as("only for who names it")
        .isEqualTo(Requirement.MUST_NOT);
  }
}
