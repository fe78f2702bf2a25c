package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.payload.Identity;
import org.ikev2d.port.IdPattern;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.Extensions;
import org.ikev2d.sa.Extensions.Redirect;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.IkeSaSnapshot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client whose gateway sends it to another one (RFC 5685). */
class RedirectTest {
  private static final String CLIENT = "10.0.0.1";
  private static final String FIRST = "10.0.0.2";
  private static final String SECOND = "10.0.0.3";
  private static final Identity GATEWAYS = Identity.ofFqdn("vpn.example.org");

  private final SimNetwork network = new SimNetwork();

  private static Optional<Redirect> to(String address, boolean authenticated) {
    return Optional.of(new Redirect(Rules.address(address), authenticated));
  }

  private SimNode client(boolean follows) {
    PeerRule bare = Rules.rule("vpn", CLIENT, FIRST, Rules.AES_SHA256_X25519);
    return network.node(
        "client",
        CLIENT,
        EndpointSettings.DEFAULT.withExtensions(
            Extensions.DEFAULT.withRedirects(follows, Optional.empty())),
        TwoHosts.policy(
            bare.withRemoteIds(List.of(new IdPattern.Exact(GATEWAYS))),
            Rules.tunnel(
                "office", "10.1.0.0/16", "10.2.0.0/16", CLIENT, FIRST, Rules.ESP_AES_SHA512)),
        1);
  }

  private SimNode gateway(String address, Identity identity, Optional<Redirect> elsewhere) {
    PeerRule bare = Rules.rule("clients", address, CLIENT, Rules.AES_SHA256_X25519);
    return network.node(
        address,
        address,
        EndpointSettings.DEFAULT.withExtensions(Extensions.DEFAULT.withRedirects(false, elsewhere)),
        TwoHosts.policy(
            Rules.withLocalId(bare, identity),
            Rules.tunnel(
                "clients", "10.2.0.0/16", "10.1.0.0/16", address, CLIENT, Rules.ESP_AES_SHA512)),
        address.hashCode());
  }

  private SimNode gateway(String address, Optional<Redirect> elsewhere) {
    return gateway(address, GATEWAYS, elsewhere);
  }

  private CompletableFuture<CommandOutcome> initiate(SimNode client) {
    CompletableFuture<CommandOutcome> outcome = client.initiate("vpn");
    network.advance(Duration.ofSeconds(2));
    return outcome;
  }

  private static void assertTogether(SimNode client, SimNode gateway) {
    for (SimNode node : List.of(client, gateway)) {
      assertThat(node.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
      assertThat(node.sadb()).hasSize(2);
      assertThat(node.events("ike.fault")).isEmpty();
    }
    IkeSa sa = client.ikeSas().getFirst().sa();
    assertThat(gateway.ikeSas().getFirst().sa().localSpi()).isEqualTo(sa.remoteSpi());
  }

  private static void assertEmpty(SimNode node) {
    assertThat(node.ikeSas()).isEmpty();
    assertThat(node.sadb()).isEmpty();
    assertThat(node.endpoint().halfOpen().total()).isZero();
    assertThat(node.events("ike.fault")).isEmpty();
  }

  @Tag("R5685-3-1")
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theOtherGatewayTakesTheClient(boolean authenticated) {
    SimNode client = client(true);
    SimNode first = gateway(FIRST, to(SECOND, authenticated));
    SimNode second = gateway(SECOND, Optional.empty());

    assertThat(initiate(client)).isCompletedWithValue(new CommandOutcome.Done());

    assertTogether(client, second);
    assertEmpty(first);
    assertThat(client.events("ike.redirected").getFirst().fields()).containsEntry("to", SECOND);
    assertThat(first.events("ike.client.redirected")).hasSize(1);
  }

  @Tag("R5685-3-1")
  @Test
  void anEstablishedClientGoesWithItsTraffic() {
    SimNode client = client(true);
    SimNode first = gateway(FIRST, Optional.empty());
    SimNode second = gateway(SECOND, Optional.empty());
    initiate(client);
    assertTogether(client, first);

    CompletableFuture<CommandOutcome> sent =
        first.endpoint().redirect(first.ikeSas().getFirst().sa().localSpi(), Rules.address(SECOND));
    network.advance(Duration.ofSeconds(2));

    assertThat(sent).isCompletedWithValue(new CommandOutcome.Done());
    assertTogether(client, second);
    assertEmpty(first);
  }

  @Test
  void aRekeyedIkeSaCanBeSentAwayStill() {
    SimNode client = client(true);
    SimNode first = gateway(FIRST, Optional.empty());
    SimNode second = gateway(SECOND, Optional.empty());
    initiate(client);
    first.endpoint().rekeyIke(first.ikeSas().getFirst().sa().localSpi());
    network.advance(Duration.ofSeconds(2));

    first.endpoint().redirect(first.ikeSas().getFirst().sa().localSpi(), Rules.address(SECOND));
    network.advance(Duration.ofSeconds(2));

    assertTogether(client, second);
    assertEmpty(first);
  }

  @Test
  void laterPacketsFindTheOtherGateway() {
    SimNode client = client(true);
    SimNode first = gateway(FIRST, to(SECOND, false));
    SimNode second = gateway(SECOND, Optional.empty());
    initiate(client);

    client.acquire(CLIENT, FIRST);
    assertThat(initiate(client)).isCompletedWithValue(new CommandOutcome.Done());

    assertTogether(client, second);
    assertThat(first.events("ike.client.redirected")).hasSize(1);
  }

  @Test
  void whoDoesNotFollowIsServed() {
    SimNode client = client(false);
    SimNode first = gateway(FIRST, to(SECOND, false));

    assertThat(initiate(client)).isCompletedWithValue(new CommandOutcome.Done());

    assertTogether(client, first);
    assertThat(
            first
                .endpoint()
                .redirect(first.ikeSas().getFirst().sa().localSpi(), Rules.address(SECOND)))
        .isCompletedWithValueMatching(o -> o instanceof CommandOutcome.Failed);
    assertTogether(client, first);
  }

  @Test
  void gatewaysThatPointToEachOtherServeTheClientInTheEnd() {
    SimNode client = client(true);
    SimNode first = gateway(FIRST, to(SECOND, false));
    SimNode second = gateway(SECOND, to(FIRST, false));

    assertThat(initiate(client)).isCompletedWithValue(new CommandOutcome.Done());

    assertTogether(client, second);
    assertEmpty(first);
  }

  @Tag("R5685-3-1")
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRingOfGatewaysIsLeftAfterFive(boolean authenticated) {
    SimNode client = client(true);
    String third = "10.0.0.4";
    List<SimNode> ring =
        List.of(
            gateway(FIRST, to(SECOND, authenticated)),
            gateway(SECOND, to(third, authenticated)),
            gateway(third, to(FIRST, authenticated)));

    CompletableFuture<CommandOutcome> outcome = initiate(client);

    assertThat(outcome).isCompletedWithValueMatching(o -> o instanceof CommandOutcome.Failed);
    assertThat(client.events("ike.redirected")).hasSize(5);
    assertThat(client.events("ike.redirect.ignored").getFirst().fields())
        .containsEntry("why", "5 redirects in 300 s");
    network.advance(Duration.ofSeconds(60));
    assertEmpty(client);
    ring.forEach(RedirectTest::assertEmpty);
  }

  @Test
  @Tag("R5685-3-1")
  void theOtherGatewayMustBeWhomTheRuleAccepts() {
    SimNode client = client(true);
    gateway(FIRST, to(SECOND, false));
    SimNode second = gateway(SECOND, Identity.ofFqdn("other.example.org"), Optional.empty());

    assertThat(initiate(client))
        .isCompletedWithValueMatching(o -> o instanceof CommandOutcome.Failed);

    assertEmpty(client);
    assertThat(second.ikeSas().stream().map(IkeSaSnapshot::sa).filter(IkeSa::isEstablished))
        .isEmpty();
  }
}
