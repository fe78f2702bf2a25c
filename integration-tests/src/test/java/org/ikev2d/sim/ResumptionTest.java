package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.actor.TicketBox;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.crypto.Secret;
import org.ikev2d.crypto.jdk.JdkCrypto;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.port.PostQuantumKey;
import org.ikev2d.port.TicketMarks;
import org.ikev2d.port.TicketVault;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.Extensions;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IkeSpi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** IKE SAs that are resumed after they were lost (RFC 5723). A is the client, B the gateway. */
class ResumptionTest {
  private static final Duration LIFETIME = Duration.ofHours(1);
  private static final Bytes TOKENS = Bytes.ofText("a secret for tokens, 32 octets..");

  private static TicketVault vault(String secret) {
    return vault(secret, TicketMarks.NONE);
  }

  private static TicketVault vault(String secret, TicketMarks marks) {
    return new TicketBox(new JdkCrypto(), Secret.ofPublic(Bytes.ofText(secret)), LIFETIME, marks);
  }

  private static EndpointSettings settings(boolean asks, Optional<TicketVault> vault) {
    return EndpointSettings.DEFAULT.withExtensions(
        Extensions.DEFAULT
            .withSessions(asks, vault)
            .withCrashDetection(true, Optional.of(Secret.ofPublic(TOKENS))));
  }

  private static TwoHosts hosts(Optional<TicketVault> vault) {
    TwoHosts hosts = TwoHosts.with(settings(true, Optional.empty()), settings(false, vault));
    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());
    return hosts;
  }

  private static TwoHosts usual() {
    return hosts(Optional.of(vault("first")));
  }

  /** The gateway has lost everything, and the client notices. */
  private static void crash(TwoHosts hosts) {
    hosts.b.restart();
    hosts.a.endpoint().rekeyIke(hosts.a.ikeSas().getFirst().sa().localSpi());
    hosts.settle();
  }

  private static long messages(TwoHosts hosts, String exchange) {
    return hosts.network.ladder().stream().filter(l -> l.contains(exchange)).count();
  }

  private static void assertTogether(TwoHosts hosts) {
    for (SimNode node : List.of(hosts.a, hosts.b)) {
      assertThat(node.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
      assertThat(node.sadb()).hasSize(2);
      assertThat(node.events("ike.fault")).isEmpty();
    }
    assertThat(hosts.a.ikeSas().getFirst().sa().remoteSpi())
        .isEqualTo(hosts.b.ikeSas().getFirst().sa().localSpi());
  }

  private static void assertResumed(TwoHosts hosts, int times) {
    assertTogether(hosts);
    assertThat(hosts.a.events("ike.resumed")).hasSize(times);
    assertThat(hosts.b.events("ike.resumed")).hasSize(times);
    assertThat(messages(hosts, "IKE_SA_INIT")).as("key exchanges").isEqualTo(2);
    hosts.a.endpoint().rekeyIke(hosts.a.ikeSas().getFirst().sa().localSpi());
    hosts.settle();
    assertTogether(hosts);
  }

  private static void assertBegunAnew(TwoHosts hosts) {
    assertTogether(hosts);
    assertThat(hosts.a.events("ike.resumed")).isEmpty();
    assertThat(hosts.b.events("ike.resumed")).isEmpty();
    assertThat(messages(hosts, "IKE_SA_INIT")).isGreaterThan(2);
  }

  @Test
  @Tag("R5723-4-1")
  void aGatewayThatHasForgottenEverythingTakesTheClientBack() {
    TwoHosts hosts = usual();
    crash(hosts);
    assertResumed(hosts, 1);
    assertThat(hosts.a.ikeSas().getFirst().sa().rule()).isPresent();
  }

  @Test
  void aResumedIkeSaCanBeResumed() {
    TwoHosts hosts = usual();
    crash(hosts);
    crash(hosts);
    assertResumed(hosts, 2);
  }

  @Test
  void aRekeyedIkeSaHasATicketOfItsOwn() {
    TwoHosts hosts = usual();
    hosts.a.endpoint().rekeyIke(hosts.a.ikeSas().getFirst().sa().localSpi());
    hosts.settle();
    hosts.b.endpoint().rekeyIke(hosts.b.ikeSas().getFirst().sa().localSpi());
    hosts.settle();
    crash(hosts);
    assertResumed(hosts, 1);
  }

  @Test
  void aPeerThatWasSilentForAWhileIsResumedToo() {
    TwoHosts hosts = usual();
    hosts.network.fault(p -> List.of());
    hosts.a.endpoint().rekeyIke(hosts.a.ikeSas().getFirst().sa().localSpi());
    hosts.network.advance(Duration.ofSeconds(90));
    assertThat(hosts.a.ikeSas()).isEmpty();
    hosts.network.fault(SimNetwork::pass);

    hosts.a.acquire(TwoHosts.A, TwoHosts.B);
    hosts.settle();

    assertThat(hosts.b.ikeSas()).as("the old one is gone at the gateway too").hasSize(1);
    assertResumed(hosts, 1);
  }

  @Test
  void whatWasDeletedIsNotResumed() {
    TwoHosts hosts = usual();
    hosts.a.endpoint().deleteAll("test");
    hosts.settle();
    hosts.initiate();
    assertBegunAnew(hosts);
    assertThat(messages(hosts, "IKE_SESSION_RESUME")).isZero();
  }

  @Test
  void withoutATicketThereIsNothingToResume() {
    TwoHosts hosts = hosts(Optional.empty());
    crash(hosts);
    assertBegunAnew(hosts);
    assertThat(messages(hosts, "IKE_SESSION_RESUME")).isZero();
  }

  @Test
  @Tag("R5723-4-2")
  void aGatewayWithAnotherSecretHasTheClientBeginAnew() {
    TwoHosts hosts = usual();
    hosts.network.attach(TwoHosts.B, p -> {});
    SimNode other =
        hosts.network.node(
            "B2", TwoHosts.B, settings(false, Optional.of(vault("second"))), hosts.policyOfB(), 77);
    hosts.a.endpoint().rekeyIke(hosts.a.ikeSas().getFirst().sa().localSpi());
    hosts.settle();

    assertThat(hosts.a.events("ike.resume.refused")).hasSize(1);
    assertThat(other.events("ike.resume.refused")).hasSize(1);
    assertThat(other.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
    assertThat(hosts.a.sadb()).hasSize(2);
    assertThat(other.sadb()).hasSize(2);
  }

  private static Predicate<MessageHeader> resume(boolean response) {
    return h -> h.exchange().equals(ExchangeType.IKE_SESSION_RESUME) && h.response() == response;
  }

  @Test
  @Tag("R5723-4-2")
  void aGatewayThatIsSilentHasTheClientBeginAnew() {
    for (boolean response : new boolean[] {false, true}) {
      TwoHosts hosts = usual();
      hosts.network.fault(p ->
          MessageCodec.peekHeader(p.datagram()).filter(resume(response)).isPresent()
              ? List.of()
              : SimNetwork.pass(p));
      crash(hosts);
      hosts.network.advance(Duration.ofSeconds(60));
      assertThat(messages(hosts, "IKE_SESSION_RESUME request")).isEqualTo(3);
      assertThat(hosts.b.endpoint().halfOpen().total()).isZero();
      assertBegunAnew(hosts);
    }
  }

  @Test
  void survivesTheLossAndRepetitionOfEachMessage() {
    for (int lost = 0; lost < 4; lost++) {
      TwoHosts hosts = usual();
      int[] count = {0};
      int nth = lost;
      hosts.b.restart();
      hosts.a.endpoint().rekeyIke(hosts.a.ikeSas().getFirst().sa().localSpi());
      hosts.network.advance(Duration.ofMillis(6));
      hosts.network.fault(p ->
          count[0]++ == nth + 1
              ? List.of()
              : List.of(
                  new SimNetwork.Delivery(p, Duration.ofMillis(5)),
                  new SimNetwork.Delivery(p, Duration.ofMillis(8))));
      hosts.network.advance(Duration.ofSeconds(5));
      assertTogether(hosts);
      assertThat(hosts.a.events("ike.resumed")).as("message " + lost).hasSize(1);
    }
  }

  @Test
  @Tag("R5723-4-1")
  void ticketsDoNotProlongAnAuthentication() {
    TwoHosts hosts = usual();
    for (int i = 0; i < 3; i++) {
      hosts.network.advance(LIFETIME.dividedBy(4));
      crash(hosts);
    }
    assertThat(hosts.a.events("ike.resumed")).hasSize(3);
    hosts.network.advance(LIFETIME.dividedBy(4));
    crash(hosts);
    assertBegunAnewAfter(hosts, 3);
  }

  private static void assertBegunAnewAfter(TwoHosts hosts, int resumed) {
    assertTogether(hosts);
    assertThat(hosts.a.events("ike.resumed")).hasSize(resumed);
    assertThat(messages(hosts, "IKE_SA_INIT")).isEqualTo(4);
  }

  @Test
  void aClientThatTheRuleDoesNotAcceptAnyMoreIsNotTakenBack() {
    TwoHosts hosts = usual();
    hosts.b.replace(
        new SimPolicy(
            List.of(Rules.rule("other", TwoHosts.B, TwoHosts.A, Rules.AES_SHA256_X25519)),
            List.of(TwoHosts.transportB()),
            "a shared secret"));
    crash(hosts);
    assertBegunAnew(hosts);
  }

  /** The client does not learn of it, and loses the gateway later. */
  private static void unnoticed(TwoHosts hosts, Runnable change) {
    hosts.network.fault(p -> List.of());
    change.run();
    hosts.a.endpoint().rekeyIke(hosts.a.ikeSas().getFirst().sa().localSpi());
    hosts.network.advance(Duration.ofSeconds(90));
    assertThat(hosts.a.ikeSas()).isEmpty();
    hosts.network.fault(SimNetwork::pass);
    hosts.a.acquire(TwoHosts.A, TwoHosts.B);
    hosts.settle();
  }

  @Test
  void whatTheGatewayHasDeletedIsNotResumed() {
    TwoHosts hosts = usual();
    unnoticed(hosts, () -> hosts.b.endpoint().deleteAll("test"));
    assertBegunAnew(hosts);
    assertThat(messages(hosts, "IKE_SESSION_RESUME")).isEqualTo(2);
  }

  @Test
  void anOldTicketDoesNotOutliveTheDeletionOfARekeyedIkeSa() {
    TwoHosts hosts = usual();
    // The client gets no ticket for the new IKE SA, and keeps none of the old one.
    hosts.b.endpoint().rekeyIke(hosts.b.ikeSas().getFirst().sa().localSpi());
    hosts.settle();
    unnoticed(hosts, () -> hosts.b.endpoint().deleteAll("test"));
    assertBegunAnew(hosts);
  }

  @Test
  void aTicketIsVoidOnceTheSharedKeyIsAnother() {
    TwoHosts hosts = usual();
    SimPolicy before = (SimPolicy) hosts.policyOfB();
    hosts.b.replace(new SimPolicy(before.rules(), before.policies(), "another shared secret"));
    crash(hosts);
    assertThat(hosts.b.events("ike.resume.refused")).hasSize(1);
    assertThat(hosts.a.ikeSas()).as("the keys differ").isEmpty();
  }

  @Test
  void aTicketIsVoidOnceAPostQuantumKeyIsRequired() {
    TwoHosts hosts = usual();
    SimPolicy before = (SimPolicy) hosts.policyOfB();
    Secret key = Secret.ofPublic(Bytes.ofText("at least thirty-two octets of key"));
    hosts.b.replace(
        new SimPolicy(
            before.rules(),
            before.policies(),
            before.key(),
            List.of(new PostQuantumKey(Bytes.ofText("one"), key, true))));
    crash(hosts);
    assertThat(hosts.b.events("ike.resume.refused")).hasSize(1);
    assertThat(hosts.b.ikeSas()).isEmpty();
  }

  @Test
  void anotherUnrelatedChangeOfTheRulesVoidsNothing() {
    TwoHosts hosts = usual();
    SimPolicy before = (SimPolicy) hosts.policyOfB();
    hosts.b.replace(new SimPolicy(before.rules(), before.policies(), "a shared secret"));
    crash(hosts);
    assertResumed(hosts, 1);
  }

  @Test
  void usedTicketsAreRememberedWhatEverHappens() {
    List<TicketMarks.Mark> written = new ArrayList<>();
    TicketMarks marks = new WrittenMarks(written);
    TicketVault vault = vault("first", marks);
    Secret content = Secret.ofPublic(Bytes.ofText("content"));
    Bytes ticket = vault.seal(content, new SeededRandom(5), 1_000_000);
    assertThat(vault.spend(ticket, 1_000_000)).isTrue();
    vault.revoke(new IkeSpi(77), 1_000_000);

    TicketVault again = vault("first", marks);
    assertThat(again.isSpent(ticket)).isTrue();
    assertThat(again.isRevoked(new IkeSpi(77), 999_000)).isTrue();
    assertThat(again.isRevoked(new IkeSpi(78), 999_000)).isFalse();
  }

  @Test
  void whoUsesTooManyTicketsVoidsThemAll() {
    List<TicketMarks.Mark> written = new ArrayList<>();
    TicketVault vault = vault("first", new WrittenMarks(written));
    for (int i = 0; i < 65_536; i++) {
      vault.revoke(new IkeSpi(1 + i), 1_000_000);
    }
    assertThat(vault.isRevoked(new IkeSpi(100_000), 999_000)).isFalse();
    vault.revoke(new IkeSpi(99_999), 1_000_000);
    for (TicketVault either : List.of(vault, vault("first", new WrittenMarks(written)))) {
      assertThat(either.isRevoked(new IkeSpi(100_000), 999_000)).isTrue();
      assertThat(either.isRevoked(new IkeSpi(100_000), 1_000_001)).isFalse();
    }
  }

  private record WrittenMarks(List<TicketMarks.Mark> marks) implements TicketMarks {
    @Override
    public void read(Reader reader) {
      List.copyOf(marks).forEach(reader::take);
    }

    @Override
    public void append(Mark mark) {
      marks.add(mark);
    }

    @Override
    public void rewrite(Iterable<Mark> all) {
      marks.clear();
      all.forEach(marks::add);
    }
  }

  @Test
  void ticketsAreOpenedOnlyByTheirMaker() {
    TicketVault vault = vault("first");
    SeededRandom random = new SeededRandom(5);
    Secret content = Secret.ofPublic(Bytes.ofText("what nobody else may read"));
    Bytes ticket = vault.seal(content, random, 1_000_000);
    assertThat(vault.open(ticket, 1_000_000)).isPresent();
    assertThat(vault.open(ticket, 1_000_000 + LIFETIME.toMillis()))
        .as("the key before")
        .isPresent();
    assertThat(vault.open(ticket, 1_000_000 + 2 * LIFETIME.toMillis())).isEmpty();
    assertThat(vault("second").open(ticket, 1_000_000)).isEmpty();
    for (int i = 0; i < ticket.length(); i++) {
      byte[] changed = ticket.toArray();
      changed[i] ^= 1;
      assertThat(vault.open(Bytes.wrap(changed), 1_000_000)).as("octet " + i).isEmpty();
      assertThat(vault.open(ticket.slice(0, i), 1_000_000)).as("cut at " + i).isEmpty();
    }
    assertThat(vault.isSpent(ticket)).isFalse();
    assertThat(vault.spend(ticket, 1_000_000)).isTrue();
    assertThat(vault.isSpent(ticket)).isTrue();
    assertThat(vault.spend(ticket, 1_000_000)).isFalse();
    assertThat(vault.seal(content, random, 1_000_000)).isNotEqualTo(ticket);
  }
}
