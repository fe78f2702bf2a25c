package org.ikev2d.config.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ikev2d.config.check.Finding;
import org.ikev2d.config.check.Loaded;
import org.ikev2d.port.PeerRule;
import org.ikev2d.wire.GroupId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdditionalKeyExchangesTest {
  private static final String RULE =
      "{ label x auth_method preshared local_addr 10.0.0.1 remote_addr 10.0.0.2 %s }";

  private static Loaded<RuleFile> read(String before, String inside) {
    return RuleReader.read("f", before + RULE.formatted(inside), IkeSupport.all());
  }

  private static String xform(String more) {
    return "ikesa_xform { encr_alg aes auth_alg sha256 dh_group 31 " + more + " }";
  }

  private static PeerRule rule(String before, String inside) {
    Loaded<RuleFile> loaded = read(before, inside);
    assertThat(loaded.findings()).isEmpty();
    return loaded.value().orElseThrow().rules().getFirst();
  }

  @Test
  void methodsStandInTheOrderOfTheirExchanges() {
    PeerRule rule = rule("", xform("additional_ke 36 20"));
    assertThat(rule.xforms().getFirst().additional())
        .containsExactly(GroupId.ML_KEM_768, GroupId.ECP_384);
    assertThat(rule.childAdditional()).isEmpty();
  }

  @Test
  void aTransformFromOutsideKeepsThemWithAnotherLifetime() {
    PeerRule rule = rule(xform("additional_ke 36"), "ikesa_lifetime_secs 77");
    assertThat(rule.xforms().getFirst().additional()).containsExactly(GroupId.ML_KEM_768);
    assertThat(rule.xforms().getFirst().lifetime()).hasSeconds(77);
  }

  @Test
  void thoseOfChildSasGoWithTheirGroup() {
    String outside = "childsa_pfs 31 childsa_additional_ke 36\n" + xform("");
    assertThat(rule(outside, "").childAdditional()).containsExactly(GroupId.ML_KEM_768);
    assertThat(rule(outside, "childsa_additional_ke 0").childAdditional()).isEmpty();
    assertThat(rule(outside, "childsa_pfs 0").childAdditional()).isEmpty();
    assertThat(rule(outside, "childsa_additional_ke 37 35").childAdditional())
        .containsExactly(GroupId.ML_KEM_1024, GroupId.ML_KEM_512);
  }

  @Test
  void theTextOfARuleHasThem() {
    PeerRule rule =
        rule("", "childsa_pfs 31 childsa_additional_ke 36 " + xform("additional_ke 37 35"));
    Loaded<RuleFile> again = RuleReader.read("f", RuleText.of(rule), IkeSupport.all());
    PeerRule copy = again.value().orElseThrow().rules().getFirst();
    assertThat(copy.childAdditional()).isEqualTo(rule.childAdditional());
    assertThat(copy.xforms())
        .isNotEmpty()
        .allMatch(x -> x.additional().equals(List.of(GroupId.ML_KEM_1024, GroupId.ML_KEM_512)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          additional_ke 31            | key exchange 31 is there twice
          additional_ke 36 36         | key exchange 36 is there twice
          additional_ke 34            | unknown group `34`
          additional_ke               | `additional_ke` needs a number or several
          additional_ke 35 36 37 19 20 21 14 15 | 8 additional key exchanges
          """)
  void mistakesAreNamed(String fields, String problem) {
    assertThat(read("", xform(fields)).findings().stream().map(Finding::problem))
        .containsExactly(problem);
  }

  @Test
  void aChildSaWithoutAGroupHasNothingToAddTo() {
    Loaded<RuleFile> loaded = read(xform("") + "\n", "childsa_additional_ke 36");
    assertThat(loaded.findings().stream().map(Finding::problem))
        .containsExactly("childsa_additional_ke without childsa_pfs");
    assertThat(loaded.value().map(RuleFile::rules).orElse(List.of())).isEmpty();
  }
}
