package org.ikev2d.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.payload.DeletePayload;
import org.ikev2d.payload.KePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.ProtocolId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the victim answers while it has an exchange of its own out (RFC 7296 section 2.25). */
class CollisionAnswerTest {
  private static final ExchangeType CREATE = ExchangeType.CREATE_CHILD_SA;
  private static final ExchangeType INFORMATIONAL = ExchangeType.INFORMATIONAL;

  private final Scene scene = new Scene();
  private final Session session = scene.established();
  private final ChildSa child = scene.victim.ikeSas().getFirst().sa().children().all().getFirst();

  private static List<Payload> rekeyOfChild(int of, int spi) {
    List<Payload> all = new ArrayList<>(Session.child(Scene.ADVERSARY, Scene.VICTIM, spi));
    all.add(1, new NoncePayload(Bytes.wrap(new byte[32])));
    all.add(NotifyPayload.about(NotifyType.REKEY_SA, ProtocolId.ESP, new ChildSpi(of)));
    return all;
  }

  private static List<Payload> answerToRekey(int spi) {
    List<Payload> all = new ArrayList<>(Session.child(Scene.VICTIM, Scene.ADVERSARY, spi));
    all.add(1, new NoncePayload(Bytes.wrap(new byte[32])));
    return all;
  }

  private static List<Payload> rekeyOfIkeSa() {
    byte[] point = new byte[32];
    point[0] = 9;
    return List.of(
        new SaPayload(List.of(Adversary.ikeProposal(1).withSpi(Bytes.ofHex("0102030405060708")))),
        new NoncePayload(Bytes.wrap(new byte[32])),
        new KePayload(Adversary.GROUP, Bytes.wrap(point)));
  }

  private static DeletePayload delete(int... spis) {
    List<ChildSpi> all = new ArrayList<>();
    for (int spi : spis) {
      all.add(new ChildSpi(spi));
    }
    return new DeletePayload(ProtocolId.ESP, all);
  }

  private CompletableFuture<CommandOutcome> victimRekeysChild() {
    CompletableFuture<CommandOutcome> outcome = scene.victim.endpoint().rekeyChild(child.inbound());
    assertThat(session.receive()).hasSize(1);
    return outcome;
  }

  private void victimDeletesChild() {
    scene.victim.endpoint().deleteChild(child.inbound());
    List<Message> asked = session.receive();
    assertThat(asked.getFirst().payloads()).containsExactly(delete(child.spi().value()));
  }

  private void victimRekeysIke() {
    scene.victim.endpoint().rekeyIke(session.peerSpi());
    assertThat(session.receive()).hasSize(1);
  }

  private void victimDeletesIke() {
    IkeSpi initiator = scene.victim.ikeSas().getFirst().sa().initiatorSpi();
    scene.victim.endpoint().delete(initiator, IkeSpi.NONE);
    assertThat(session.receive().getFirst().payloads()).containsExactly(DeletePayload.ikeSa());
  }

  private void assertPutOff(List<Message> answer) {
    assertThat(answer).hasSize(1);
    assertThat(answer.getFirst().payloads())
        .containsExactly(NotifyPayload.of(NotifyType.TEMPORARY_FAILURE));
  }

  @Test
  @Tag("R7296-2.25.1-1")
  void aChildSaThatIsBeingDeletedIsNotRekeyed() {
    victimDeletesChild();
    assertPutOff(session.ask(CREATE, 2, rekeyOfChild(Scene.SPI, Scene.SPI + 1)));
    session.answer(INFORMATIONAL, 0, List.of(delete(Scene.SPI)));
    assertThat(scene.victim.sadb()).isEmpty();
    scene.assertNothingLeaks();
  }

  @Test
  @Tag("R7296-1.4.1-2")
  void deletesThatCrossAreAnsweredEmpty() {
    victimDeletesChild();
    assertThat(session.ask(INFORMATIONAL, 2, List.of(delete(Scene.SPI))).getFirst().payloads())
        .isEmpty();
    session.answer(INFORMATIONAL, 0, List.of());
    assertThat(scene.victim.sadb()).isEmpty();
    assertThat(scene.victim.ikeSas().getFirst().sa().children().size()).isZero();
    scene.assertNothingLeaks();
  }

  @Test
  @Tag("R7296-2.25.1-2")
  void aChildSaThatIsBeingRekeyedIsRekeyedByThePeerToo() {
    victimRekeysChild();
    Message answer = session.ask(CREATE, 2, rekeyOfChild(Scene.SPI, Scene.SPI + 1)).getFirst();
    assertThat(answer.firstError()).isEmpty();
    assertThat(answer.first(SaPayload.class)).isPresent();
    scene.assertNothingLeaks();
  }

  @Test
  @Tag("R7296-2.25.1-3")
  void aDeleteOfAChildSaThatIsBeingRekeyedIsServed() {
    CompletableFuture<CommandOutcome> outcome = victimRekeysChild();
    Message answer = session.ask(INFORMATIONAL, 2, List.of(delete(Scene.SPI))).getFirst();
    assertThat(answer.payloads()).containsExactly(delete(child.spi().value()));
    session.answer(CREATE, 0, List.of(NotifyPayload.of(NotifyType.TEMPORARY_FAILURE)));
    scene.network.advance(Duration.ofMinutes(2));
    assertThat(session.receive()).as("there is nothing to rekey any more").isEmpty();
    assertThat(outcome).isDone();
    assertThat(scene.victim.sadb()).isEmpty();
    scene.assertNothingLeaks();
  }

  @Test
  @Tag("RX-COLL-2")
  void aDeleteBeforeTheAnswerToTheRekeyDoesNotBreakIt() {
    CompletableFuture<CommandOutcome> outcome = victimRekeysChild();
    session.ask(INFORMATIONAL, 2, List.of(delete(Scene.SPI)));
    List<Message> next = session.answer(CREATE, 0, answerToRekey(Scene.SPI + 1));
    assertThat(outcome).isCompletedWithValue(new CommandOutcome.Done());
    assertThat(next).as("the old one is not deleted again").isEmpty();
    assertThat(scene.victim.ikeSas().getFirst().sa().children().all())
        .hasSize(1)
        .allMatch(c -> c.outbound().spi().value() == Scene.SPI + 1);
    scene.assertNothingLeaks();
  }

  @Test
  @Tag("R7296-2.25.1-4")
  void anIkeSaIsNotRekeyedWhileAChildSaIsRekeyedOrDeleted() {
    victimRekeysChild();
    assertPutOff(session.ask(CREATE, 2, rekeyOfIkeSa()));
    session.answer(CREATE, 0, List.of(NotifyPayload.of(NotifyType.NO_ADDITIONAL_SAS)));
    victimDeletesChild(1);
    assertPutOff(session.ask(CREATE, 3, rekeyOfIkeSa()));
    scene.assertNothingLeaks();
  }

  private void victimDeletesChild(int id) {
    victimDeletesChild();
    assertThat(scene.victim.ikeSas().getFirst().sa().outbound().find(id)).isPresent();
  }

  @Test
  @Tag("R7296-2.25.2-1")
  void anIkeSaThatIsBeingRekeyedIsRekeyedByThePeerToo() {
    victimRekeysIke();
    Message answer = session.ask(CREATE, 2, rekeyOfIkeSa()).getFirst();
    assertThat(answer.firstError()).isEmpty();
    assertThat(answer.first(KePayload.class)).isPresent();
    scene.assertNothingLeaks();
  }

  @Test
  @Tag("R7296-2.25.2-2")
  void anIkeSaThatIsBeingDeletedIsNotRekeyed() {
    victimDeletesIke();
    assertPutOff(session.ask(CREATE, 2, rekeyOfIkeSa()));
    session.answer(INFORMATIONAL, 0, List.of());
    scene.assertForgotten();
  }

  @Test
  @Tag("R7296-2.25.2-3")
  void aDeleteOfAnIkeSaThatIsBeingRekeyedOrDeletedIsServed() {
    victimRekeysIke();
    assertThat(session.ask(INFORMATIONAL, 2, List.of(DeletePayload.ikeSa())).getFirst().payloads())
        .isEmpty();
    scene.assertForgotten();

    Scene another = new Scene();
    Session theirs = another.established();
    another
        .victim
        .endpoint()
        .delete(another.victim.ikeSas().getFirst().sa().initiatorSpi(), IkeSpi.NONE);
    theirs.receive();
    assertThat(theirs.ask(INFORMATIONAL, 2, List.of(DeletePayload.ikeSa())).getFirst().payloads())
        .isEmpty();
    another.network.advance(Duration.ofSeconds(30));
    assertThat(theirs.receive()).as("its own Delete is not repeated").isEmpty();
    another.assertForgotten();
  }

  @Test
  @Tag("R7296-2.25.2-4")
  void whileTheIkeSaIsRekeyedChildSasAreDeletedButNotMade() {
    victimRekeysIke();
    List<Payload> plain = rekeyOfChild(Scene.SPI, Scene.SPI + 1);
    plain.removeLast();
    assertPutOff(session.ask(CREATE, 2, plain));
    assertPutOff(session.ask(CREATE, 3, rekeyOfChild(Scene.SPI, Scene.SPI + 2)));
    assertThat(session.ask(INFORMATIONAL, 4, List.of(delete(Scene.SPI))).getFirst().payloads())
        .containsExactly(delete(child.spi().value()));
    assertThat(scene.victim.sadb()).isEmpty();
    scene.assertNothingLeaks();
  }

  @Test
  @Tag("R7296-2.25-1")
  void aTemporaryFailureIsTriedAgainWithGrowingPausesAndNotForEver() {
    CompletableFuture<CommandOutcome> outcome = victimRekeysChild();
    List<Long> pauses = new ArrayList<>();
    int id = 0;
    while (!scene.victim.ikeSas().isEmpty() && pauses.size() < 100) {
      session.answer(CREATE, id++, List.of(NotifyPayload.of(NotifyType.TEMPORARY_FAILURE)));
      long since = scene.network.clock().nanoTime();
      List<Message> next = List.of();
      for (int i = 0; i < 1200 && next.isEmpty(); i++) {
        scene.network.advance(Duration.ofMillis(500));
        next = session.receive();
      }
      if (next.isEmpty() || !next.getFirst().hasNotify(NotifyType.REKEY_SA)) {
        break;
      }
      pauses.add(scene.network.clock().nanoTime() - since);
    }
    assertThat(pauses).hasSizeBetween(3, 30);
    assertThat(pauses.getLast()).isGreaterThan(2 * pauses.getFirst());
    assertThat(pauses.stream().mapToLong(p -> p).sum())
        .as("some minutes")
        .isBetween(Duration.ofMinutes(1).toNanos(), Duration.ofMinutes(20).toNanos());
    assertThat(outcome).isDone();
    scene.assertNothingLeaks();
  }

  @Test
  @Tag("R7296-2.25-2")
  void aChildSaThatThePeerHasNotIsDroppedAndMadeAnew() {
    CompletableFuture<CommandOutcome> outcome = victimRekeysChild();
    List<Message> next =
        session.answer(
            CREATE,
            0,
            List.of(
                NotifyPayload.about(NotifyType.CHILD_SA_NOT_FOUND, ProtocolId.ESP, child.spi())));
    assertThat(next).hasSize(1);
    assertThat(next.getFirst().header().exchange()).isEqualTo(CREATE);
    assertThat(next.getFirst().hasNotify(NotifyType.REKEY_SA)).isFalse();
    assertThat(scene.victim.sadb()).noneMatch(s -> s.id().equals(child.inbound()));
    session.answer(CREATE, 1, answerToRekey(Scene.SPI + 1));
    assertThat(scene.victim.ikeSas().getFirst().sa().children().size()).isEqualTo(1);
    assertThat(outcome).isDone();
    scene.assertNothingLeaks();
  }
}
