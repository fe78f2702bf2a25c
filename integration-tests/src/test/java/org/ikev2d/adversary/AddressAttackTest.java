package org.ikev2d.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ikev2d.actor.Leases;
import org.ikev2d.payload.CpPayload;
import org.ikev2d.payload.CpPayload.CfgAttribute;
import org.ikev2d.payload.Identity;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.port.AddressRange;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.Extensions;
import org.ikev2d.sa.Extensions.Families;
import org.ikev2d.sa.Extensions.Gateway;
import org.ikev2d.sim.Rules;
import org.ikev2d.sim.SimPolicy;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.CfgType;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PayloadType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients that ask for too much, and a gateway that gives nonsense (RFC 7296 section 3.15). */
class AddressAttackTest {
  private static final int IP4_ADDRESS = 1;
  private static final int IP4_DNS = 3;
  private static final int IP6_ADDRESS = 8;
  private static final int IP4_SUBNET = 13;
  private static final int IP6_SUBNET = 15;

  private final Leases leases =
      new Leases(List.of(AddressRange.ofPrefix(Rules.address("10.99.0.0"), 24)), 8);
  private final Scene scene =
      new Scene(
          EndpointSettings.DEFAULT.withExtensions(
              Extensions.DEFAULT.withAddresses(
                  Optional.of(new Gateway(leases, List.of(), List.of(), false)), Map.of())));

  private static CfgAttribute attribute(int type, int... value) {
    return new CfgAttribute(type, Bytes.of(value));
  }

  private List<Message> authenticate(Session session, String key, Payload... more) {
    List<Payload> all = new ArrayList<>(session.proof(Scene.ADVERSARY, key));
    all.addAll(List.of(more));
    all.addAll(Session.child(Scene.ADVERSARY, Scene.VICTIM, Scene.SPI));
    return session.ask(ExchangeType.IKE_AUTH, 1, all);
  }

  private static CpPayload request(CfgAttribute... attributes) {
    return new CpPayload(CfgType.REQUEST, List.of(attributes));
  }

  @Tag("R7296-3.15.1-1")
  @Test
  void whoAsksForManyGetsOne() {
    Session session = scene.initiator().open();
    CfgAttribute[] many = new CfgAttribute[30];
    java.util.Arrays.fill(many, attribute(IP4_ADDRESS));
    Message answer = authenticate(session, Scene.KEY, request(many)).getFirst();
    CpPayload reply = answer.first(CpPayload.class).orElseThrow();
    assertThat(reply.cfgType()).isEqualTo(CfgType.REPLY);
    assertThat(reply.attributes()).hasSize(1);
    assertThat(answer.payloads().stream().map(Payload::type))
        .containsSubsequence(PayloadType.AUTH, PayloadType.CP, PayloadType.SA);
    assertThat(leases.size()).isEqualTo(1);
    scene.assertNothingLeaks();
    assertThat(leases.size()).isZero();
  }

  @Test
  void whoHasNoAddressGetsNoTrafficOfOnesThatAreForLending() {
    for (boolean required : List.of(false, true)) {
      Scene gateway =
          new Scene(
              EndpointSettings.DEFAULT.withExtensions(
                  Extensions.DEFAULT.withAddresses(
                      Optional.of(new Gateway(leases, List.of(), List.of(), required)), Map.of())));
      SimPolicy policy = Scene.policy(Rules.AES_SHA256_X25519);
      gateway.victim.replace(
          new SimPolicy(
              policy.rules(),
              List.of(
                  Rules.tunnel(
                      "clients",
                      "10.2.0.0/16",
                      "10.99.0.0/16",
                      Scene.VICTIM,
                      Scene.ADVERSARY,
                      Rules.ESP_AES_SHA512)),
              Scene.KEY));
      Session session = gateway.initiator().open();
      List<Payload> all = new ArrayList<>(session.proof(Scene.ADVERSARY, Scene.KEY));
      all.addAll(stolen("10.99.0.7/32"));
      session.ask(ExchangeType.IKE_AUTH, 1, all);
      List<Payload> later = new ArrayList<>(stolen("10.99.0.7/32"));
      later.add(1, new NoncePayload(Bytes.wrap(new byte[32])));
      session.ask(ExchangeType.CREATE_CHILD_SA, 2, later);
      assertThat(gateway.victim.sadb()).as("required %s", required).isEmpty();
      List<Payload> own = new ArrayList<>(stolen("10.99.1.7/32"));
      own.add(1, new NoncePayload(Bytes.wrap(new byte[32])));
      session.ask(ExchangeType.CREATE_CHILD_SA, 3, own);
      assertThat(gateway.victim.sadb()).as("beside the pool").hasSize(required ? 0 : 2);
    }
  }

  private static List<Payload> stolen(String net) {
    return List.of(
        new SaPayload(List.of(Session.espProposal(Scene.SPI))),
        Session.selectors(PayloadType.TSI, Rules.net(net)),
        Session.selectors(PayloadType.TSR, Rules.net("10.2.0.0/16")));
  }

  @Test
  void whoCannotAuthenticateGetsNone() {
    Session session = scene.initiator().open();
    Message answer =
        authenticate(session, "a wrong secret", request(attribute(IP4_ADDRESS))).getFirst();
    assertThat(answer.first(CpPayload.class)).isEmpty();
    assertThat(leases.size()).isZero();
    scene.assertForgotten();
  }

  /** It claims to be alice, and proves nothing: what it gets counts for nobody. */
  @Test
  void aStrangerUsesUpNoKnownPeersAddresses() {
    Leases one = new Leases(List.of(AddressRange.ofPrefix(Rules.address("10.99.0.0"), 24)), 1);
    Scene gateway =
        new Scene(
            EndpointSettings.DEFAULT.withExtensions(
                Extensions.DEFAULT.withAddresses(
                    Optional.of(new Gateway(one, List.of(), List.of(), false)), Map.of())));
    PeerRule like = Rules.rule("adversary", Scene.VICTIM, Scene.ADVERSARY, Rules.AES_SHA256_X25519);
    PeerRule strangers =
        new PeerRule(
            "strangers",
            like.local(),
            like.remote(),
            like.localId(),
            List.of(),
            AuthChoice.PRESHARED,
            AuthChoice.NULL,
            like.xforms(),
            like.childPfs(),
            like.childLifetime());
    SimPolicy policy = Scene.policy(Rules.AES_SHA256_X25519);
    gateway.victim.replace(new SimPolicy(List.of(like, strangers), policy.policies(), Scene.KEY));
    Identity alice = Identity.ofMailbox("alice@example.com");
    Session session = gateway.initiator().open();
    List<Payload> all = new ArrayList<>(session.noProof(alice.toPayload(PayloadType.IDI)));
    all.add(request(attribute(IP4_ADDRESS)));
    all.addAll(Session.child(Scene.ADVERSARY, Scene.VICTIM, Scene.SPI));

    session.ask(ExchangeType.IKE_AUTH, 1, all);

    assertThat(gateway.victim.ikeSas().getFirst().remoteId()).contains(Identity.NULL);
    assertThat(gateway.victim.events("ike.address.lent").getFirst().fields().get("remote_id"))
        .doesNotContain("alice");
    assertThat(one.lease(false, alice, Optional.empty())).isPresent();
  }

  @Test
  void theAddressOfAnotherIsNotGiven() {
    leases.lease(false, Identity.ofFqdn("another"), Optional.of(Rules.address("10.99.0.7")));
    Session session = scene.initiator().open();
    Message answer =
        authenticate(session, Scene.KEY, request(attribute(IP4_ADDRESS, 10, 99, 0, 7))).getFirst();
    assertThat(answer.first(CpPayload.class).orElseThrow().attributes())
        .isNotEmpty()
        .doesNotContain(attribute(IP4_ADDRESS, 10, 99, 0, 7));
    scene.assertNothingLeaks();
  }

  @Tag("R7296-3.15.1-1")
  @Tag("R7296-3.15.1-2")
  @Tag("R7296-2.19-1")
  @Test
  void garbageInARequestAsksForNothing() {
    for (CpPayload garbage :
        List.of(
            request(),
            request(attribute(IP4_DNS), attribute(999, 1, 2, 3)),
            new CpPayload(CfgType.SET, List.of(attribute(IP4_ADDRESS))),
            new CpPayload(CfgType.ACK, List.of(attribute(IP4_ADDRESS))),
            new CpPayload(CfgType.REPLY, List.of(attribute(IP4_ADDRESS, 10, 99, 0, 1))),
            new CpPayload(new CfgType(77), List.of(attribute(IP4_ADDRESS))))) {
      AddressAttackTest fresh = new AddressAttackTest();
      Session session = fresh.scene.initiator().open();
      Message answer = fresh.authenticate(session, Scene.KEY, garbage).getFirst();
      assertThat(answer.first(CpPayload.class)).isEmpty();
      assertThat(fresh.leases.size()).isZero();
      fresh.scene.assertUnharmed();
      fresh.scene.assertNothingLeaks();
    }
  }

  @Test
  void aRequestLaterIsNotServed() {
    Session session = scene.established();
    Message answer =
        session
            .ask(ExchangeType.INFORMATIONAL, 2, List.of(request(attribute(IP4_ADDRESS))))
            .getFirst();
    assertThat(answer.first(CpPayload.class)).isEmpty();
    assertThat(leases.size()).isZero();
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Test
  @Tag("R7296-3.15.1-1")
  void anAddressOfAWrongLengthIsAWishForAny() {
    Session session = scene.initiator().open();
    Message answer =
        authenticate(session, Scene.KEY, request(attribute(IP4_ADDRESS, 10, 99))).getFirst();
    assertThat(answer.first(CpPayload.class).orElseThrow().attributes()).hasSize(1);
    scene.assertNothingLeaks();
    assertThat(leases.size()).isZero();
  }

  @Tag("R7296-3.15.1-1")
  @Test
  void aGatewayThatGivesNonsenseGivesNothing() {
    Scene client =
        new Scene(
            EndpointSettings.DEFAULT.withExtensions(
                Extensions.DEFAULT.withAddresses(
                    Optional.empty(), Map.of("adversary", new Families(true, true)))));
    Adversary gateway = client.responder();
    client.victim.endpoint().initiate("adversary", Optional.empty());
    Session session = gateway.accept(gateway.awaitInit());
    Message asked = session.receive().getFirst();
    assertThat(asked.first(CpPayload.class).orElseThrow().cfgType()).isEqualTo(CfgType.REQUEST);
    assertThat(asked.payloads().stream().map(Payload::type))
        .containsSubsequence(PayloadType.AUTH, PayloadType.CP, PayloadType.SA);
    List<Payload> answer = new ArrayList<>(session.proof(Scene.ADVERSARY, Scene.KEY));
    answer.add(
        new CpPayload(
            CfgType.REPLY,
            List.of(
                attribute(IP4_ADDRESS, 0, 0, 0, 0),
                attribute(IP4_ADDRESS, 224, 0, 0, 1),
                attribute(IP4_ADDRESS, 10, 99, 0),
                attribute(IP6_ADDRESS, 1, 2, 3, 4),
                attribute(IP4_SUBNET, 10, 0, 0, 0, 255, 0, 255, 0),
                attribute(IP6_SUBNET, 1, 2))));
    answer.addAll(Session.child(Scene.VICTIM, Scene.ADVERSARY, Scene.SPI));
    session.answer(ExchangeType.IKE_AUTH, 1, answer);
    assertThat(client.victim.events("ike.address.assigned")).isEmpty();
    assertThat(client.victim.events("ike.address.missing")).hasSize(1);
    client.assertUnharmed();
    client.assertNothingLeaks();
  }

  @Tag("R7296-3.15.4-1")
  @Test
  void noFreeAddressLeavesTheIkeSaAlone() {
    Leases none = new Leases(List.of(), 8);
    Scene gateway =
        new Scene(
            EndpointSettings.DEFAULT.withExtensions(
                Extensions.DEFAULT.withAddresses(
                    Optional.of(new Gateway(none, List.of(), List.of(), true)), Map.of())));
    Session session = gateway.initiator().open();
    List<Message> answer = authenticate(session, Scene.KEY, request(attribute(IP4_ADDRESS)));
    assertThat(Scene.notifies(answer)).containsExactly(NotifyType.INTERNAL_ADDRESS_FAILURE);
    assertThat(gateway.victim.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
    assertThat(gateway.victim.sadb()).isEmpty();
    gateway.assertNothingLeaks();
  }
}
