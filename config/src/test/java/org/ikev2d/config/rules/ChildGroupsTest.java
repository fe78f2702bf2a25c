package org.ikev2d.config.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ikev2d.config.check.Finding;
import org.ikev2d.config.check.Loaded;
import org.ikev2d.port.PeerRule;
import org.ikev2d.wire.GroupId;
import org.junit.jupiter.api.Test;

/** {@code childsa_pfs}: one group, several in order of preference, or 0 for none. */
class ChildGroupsTest {
  private static final String XFORM = "ikesa_xform { encr_alg aes auth_alg sha256 dh_group 31 }\n";
  private static final String RULE =
      "{ label x auth_method preshared local_addr 10.0.0.1 remote_addr 10.0.0.2 %s }";

  private static Loaded<RuleFile> read(String before, String inside) {
    return RuleReader.read("f", before + XFORM + RULE.formatted(inside), IkeSupport.all());
  }

  private static List<GroupId> groups(String before, String inside) {
    Loaded<RuleFile> loaded = read(before, inside);
    assertThat(loaded.findings()).isEmpty();
    return loaded.value().orElseThrow().rules().getFirst().childPfs();
  }

  @Test
  void oneGroupIsOne() {
    assertThat(groups("", "childsa_pfs 14")).containsExactly(GroupId.MODP_2048);
    assertThat(groups("", "childsa_pfs 0x13")).containsExactly(GroupId.ECP_256);
  }

  @Test
  void severalStandInTheOrderOfPreference() {
    assertThat(groups("", "childsa_pfs 31 19 14"))
        .containsExactly(GroupId.CURVE25519, GroupId.ECP_256, GroupId.MODP_2048);
    assertThat(groups("", "childsa_pfs 14 0x13\n 31 childsa_idletime_secs 60"))
        .containsExactly(GroupId.MODP_2048, GroupId.ECP_256, GroupId.CURVE25519);
  }

  @Test
  void zeroAloneOrNothingIsNone() {
    assertThat(groups("", "childsa_pfs 0")).isEmpty();
    assertThat(groups("", "")).isEmpty();
  }

  @Test
  void aRuleReplacesTheWholeListFromOutside() {
    String outside = "childsa_pfs 31 19\n";
    assertThat(groups(outside, "")).containsExactly(GroupId.CURVE25519, GroupId.ECP_256);
    assertThat(groups(outside, "childsa_pfs 14")).containsExactly(GroupId.MODP_2048);
    assertThat(groups(outside, "childsa_pfs 0")).isEmpty();
  }

  @Test
  void anAdditionalKeyExchangeIsNoneOfThem() {
    Loaded<RuleFile> loaded = read("", "childsa_pfs 31 19 childsa_additional_ke 36 19");
    assertThat(loaded.findings().stream().map(Finding::problem))
        .containsExactly("key exchange 19 is there twice");
  }

  /** Else its CHILD SAs would go without the groups that it wants. */
  @Test
  void aRuleWithAWrongListIsNoGoodRule() {
    for (String wrong : List.of("childsa_pfs 31 0", "childsa_pfs 31 99", "childsa_pfs 31 31")) {
      Loaded<RuleFile> loaded = read("", wrong);
      assertThat(loaded.findings()).hasSize(1);
      assertThat(loaded.value().map(RuleFile::rules).orElse(List.<PeerRule>of())).isEmpty();
    }
  }
}
