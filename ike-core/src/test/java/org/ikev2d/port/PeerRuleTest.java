package org.ikev2d.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ikev2d.payload.Identity;
import org.ikev2d.wire.GroupId;
import org.junit.jupiter.api.Test;

class PeerRuleTest {
  @Test
  void otherIdentitiesLeaveAllElseAsItWas() {
    PeerRule rule =
        new PeerRule(
            "west",
            List.of(),
            List.of(),
            Optional.of(Identity.ofFqdn("west.example")),
            List.of(),
            AuthChoice.PRESHARED,
            AuthChoice.CERT,
            List.of(),
            List.of(GroupId.CURVE25519),
            ChildLifetime.DEFAULT,
            List.of(GroupId.ML_KEM_768),
            Duration.ofDays(1),
            new StoreUse(Optional.of("own"), List.of(), Optional.empty()));
    List<IdPattern> ids = List.of(new IdPattern.Exact(Identity.ofFqdn("east.example")));
    PeerRule other = rule.withRemoteIds(ids);
    assertThat(other.remoteIds()).isEqualTo(ids);
    assertThat(other.withRemoteIds(rule.remoteIds())).isEqualTo(rule);
    PeerRule longer = rule.withAuthLifetime(Duration.ofDays(2));
    assertThat(longer.authLifetime()).isEqualTo(Duration.ofDays(2));
    assertThat(longer.withAuthLifetime(rule.authLifetime())).isEqualTo(rule);
    PeerRule anyKey = rule.withStore(StoreUse.ALL);
    assertThat(anyKey).isNotEqualTo(rule);
    assertThat(anyKey.withStore(rule.store())).isEqualTo(rule);
  }
}
