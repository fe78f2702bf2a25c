package org.ikev2d.sim;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.port.IkeXform;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.sa.EndpointSettings;

/** Two hosts, 10.0.0.1 and 10.0.0.2, with a rule and a policy for each other. */
final class TwoHosts {
  static final String A = "10.0.0.1";
  static final String B = "10.0.0.2";
  final SimNetwork network = new SimNetwork();
  final SimNode a;
  final SimNode b;

  TwoHosts(SimPolicy forA, SimPolicy forB) {
    this(forA, forB, EndpointSettings.DEFAULT);
  }

  TwoHosts(SimPolicy forA, SimPolicy forB, EndpointSettings settings) {
    this(forA, forB, settings, 0);
  }

  TwoHosts(SimPolicy forA, SimPolicy forB, EndpointSettings settings, int seed) {
    a = network.node("A", A, settings, forA, 2L * seed + 1);
    b = network.node("B", B, settings, forB, 2L * seed + 2);
  }

  /** With settings of its own for each host. */
  TwoHosts(SimPolicy forA, SimPolicy forB, EndpointSettings ofA, EndpointSettings ofB) {
    a = network.node("A", A, ofA, forA, 1);
    b = network.node("B", B, ofB, forB, 2);
  }

  /** With settings of its own for each host. */
  private TwoHosts(EndpointSettings ofA, EndpointSettings ofB) {
    a = network.node("A", A, ofA, policy(ruleA(Rules.AES_SHA256_X25519), transportA()), 1);
    b = network.node("B", B, ofB, policy(ruleB(Rules.AES_SHA256_X25519), transportB()), 2);
  }

  SimPolicy policyOfB() {
    return policy(ruleB(Rules.AES_SHA256_X25519), transportB());
  }

  static TwoHosts with(EndpointSettings ofA, EndpointSettings ofB) {
    return new TwoHosts(ofA, ofB);
  }

  static TwoHosts usual() {
    return usual(0);
  }

  static TwoHosts usual(int seed) {
    return new TwoHosts(
        policy(ruleA(Rules.AES_SHA256_X25519), transportA()),
        policy(ruleB(Rules.AES_SHA256_X25519), transportB()),
        EndpointSettings.DEFAULT,
        seed);
  }

  static SimPolicy policy(PeerRule rule, SecurityPolicy... policies) {
    return new SimPolicy(List.of(rule), List.of(policies), "a shared secret");
  }

  static PeerRule ruleA(IkeXform... xforms) {
    return Rules.rule("a-b", A, B, xforms);
  }

  static PeerRule ruleB(IkeXform... xforms) {
    return Rules.rule("b-a", B, A, xforms);
  }

  static SecurityPolicy transportA() {
    return Rules.transport("pol-a", A, B, Rules.ESP_AES_SHA512);
  }

  static SecurityPolicy transportB() {
    return Rules.transport("pol-b", B, A, Rules.ESP_AES_SHA512);
  }

  /** Initiates from A and lets the network settle for some seconds. */
  CommandOutcome initiate() {
    CompletableFuture<CommandOutcome> outcome = a.initiate("a-b");
    settle();
    return outcome.getNow(null);
  }

  void settle() {
    network.advance(Duration.ofSeconds(2));
  }
}
