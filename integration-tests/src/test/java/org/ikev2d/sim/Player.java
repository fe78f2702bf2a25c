package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.KernelEvent;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.ChildSa.ChildState;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.Role;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;

/** One of the two hosts of a ladder: what it is told to do, what it sends, what it has. */
final class Player {
  private final Scenario scenario;
  private final SimNode node;

  Player(Scenario scenario, SimNode node) {
    this.scenario = scenario;
    this.node = node;
  }

  SimNode node() {
    return node;
  }

  // What it is told.

  CompletableFuture<CommandOutcome> rekeys(ChildSa child) {
    return node.endpoint().rekeyChild(child.inbound());
  }

  /** With a nonce that begins with that octet. */
  CompletableFuture<CommandOutcome> rekeys(ChildSa child, int nonce) {
    node.random().nonces(nonce);
    return rekeys(child);
  }

  CompletableFuture<CommandOutcome> deletes(ChildSa child) {
    return node.endpoint().deleteChild(child.inbound());
  }

  CompletableFuture<CommandOutcome> rekeys(IkeSa sa) {
    return node.endpoint().rekeyIke(sa.localSpi());
  }

  CompletableFuture<CommandOutcome> rekeys(IkeSa sa, int nonce) {
    node.random().nonces(nonce);
    return rekeys(sa);
  }

  CompletableFuture<CommandOutcome> deletes(IkeSa sa) {
    return node.endpoint().delete(sa.initiatorSpi(), sa.responderSpi());
  }

  CompletableFuture<CommandOutcome> wants(String policy) {
    return node.endpoint().initiate(node.name().equals("1") ? "1-2" : "2-1", Optional.of(policy));
  }

  /** Its next nonce begins with that octet. */
  void nextNonce(int firstOctet) {
    node.random().nonces(firstOctet);
  }

  // What it sends.

  /** Its next message, which is a request of that exchange. */
  Letter asks(ExchangeType exchange) {
    Letter letter = next();
    assertThat(letter.message().header().exchange()).as("%s", letter).isEqualTo(exchange);
    assertThat(letter.message().header().response()).as("%s", letter).isFalse();
    return letter;
  }

  /** Its next message, which is an answer of that exchange. */
  Letter answers(ExchangeType exchange) {
    Letter letter = next();
    assertThat(letter.message().header().exchange()).as("%s", letter).isEqualTo(exchange);
    assertThat(letter.message().header().response()).as("%s", letter).isTrue();
    return letter;
  }

  /**
   * A request that its own endpoint knows nothing of, as a peer that errs may send it.
   *
   * @param ahead how many message IDs are left out, within the window
   */
  Letter errs(int ahead, Payload payload) {
    IkeSa sa = node.sas().getFirst();
    MessageHeader header =
        MessageHeader.of(
            sa.initiatorSpi(),
            sa.responderSpi(),
            ExchangeType.INFORMATIONAL,
            sa.role() == Role.INITIATOR,
            false,
            sa.outbound().nextId() + ahead);
    Bytes datagram =
        sa.keyed().orElseThrow().envelope().seal(header, List.of(payload), node.random());
    return scenario.letter(
        new SimNetwork.Packet(sa.path().local(), sa.path().remote(), false, datagram));
  }

  void saysNothing() {
    assertThat(scenario.next(node)).isEmpty();
  }

  /** Its next message, whatever it is. */
  Letter anything() {
    return next();
  }

  private Letter next() {
    Optional<Letter> letter = scenario.next(node);
    assertThat(letter).as("a message of %s", node).isPresent();
    return letter.orElseThrow();
  }

  // What it has.

  List<ChildSa> children() {
    return node.sas().stream().flatMap(s -> s.children().all().stream()).toList();
  }

  /** The only CHILD SA. */
  ChildSa child() {
    assertThat(children()).hasSize(1);
    return children().getFirst();
  }

  /** The CHILD SA that is not that one. */
  ChildSa childBeside(ChildSa other) {
    List<ChildSa> others =
        children().stream().filter(c -> !c.inbound().equals(other.inbound())).toList();
    assertThat(others).hasSize(1);
    return others.getFirst();
  }

  /** Where a CHILD SA stands now; empty if it is gone. */
  Optional<ChildState> stateOf(ChildSa child) {
    return children().stream()
        .filter(c -> c.inbound().equals(child.inbound()))
        .map(ChildSa::state)
        .findFirst();
  }

  boolean sendsOn(ChildSa child) {
    return node.watched().choice(child.reqid()).filter(child.outbound()::equals).isPresent();
  }

  boolean receivesOn(ChildSa child) {
    return node.watched().takes(child.inbound().spi());
  }

  /** The only IKE SA. */
  IkeSa ikeSa() {
    assertThat(node.sas()).hasSize(1);
    return node.sas().getFirst();
  }

  List<IkeSa> ikeSas() {
    return node.sas();
  }

  IkeSa ikeSaBeside(IkeSa other) {
    List<IkeSa> others =
        node.sas().stream().filter(s -> !s.localSpi().equals(other.localSpi())).toList();
    assertThat(others).hasSize(1);
    return others.getFirst();
  }

  /** That IKE SA as it is now. */
  IkeSa now(IkeSa sa) {
    return node.sas().stream()
        .filter(s -> s.localSpi().equals(sa.localSpi()))
        .findFirst()
        .orElseThrow();
  }

  /** How that IKE SA stands; empty if it is gone. */
  Optional<String> stateOf(IkeSa sa) {
    return node.sas().stream()
        .filter(s -> s.localSpi().equals(sa.localSpi()))
        .map(s -> s.state().label())
        .findFirst();
  }

  /** The kernel tells that a lifetime of a CHILD SA has ended. */
  void expires(ChildSa child, boolean hard) {
    node.endpoint().kernel(new KernelEvent.Expire(child.inbound(), hard));
  }

  /** Of which CHILD SAs it has told that they are down, by their inbound SPIs. */
  List<String> closed() {
    return node.events("child.closed").stream().map(e -> e.fields().get("spi_in")).toList();
  }

  long told(String event) {
    return node.events(event).size();
  }

  @Override
  public String toString() {
    return node.name();
  }
}
