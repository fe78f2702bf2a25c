package org.ikev2d.transport.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.transport.gate.Datagrams.NONCE;
import static org.ikev2d.transport.gate.Datagrams.SPI_I;
import static org.ikev2d.transport.gate.Datagrams.SPI_R;
import static org.ikev2d.transport.gate.Datagrams.decode;
import static org.ikev2d.transport.gate.Datagrams.from;
import static org.ikev2d.transport.gate.Datagrams.init;
import static org.ikev2d.transport.gate.Datagrams.message;
import static org.ikev2d.transport.gate.Datagrams.with;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.port.Path;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.NotifyType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
  private static final int VERSION_AT = 17;
  private static final int FLAGS_AT = 19;
  private static final Path PEER = from("198.51.100.7");
  private static final Load BUSY = new FixedLoad(30, 0);
  private static final Bytes PROTECTED =
      message(SPI_I, SPI_R, ExchangeType.INFORMATIONAL, true, false, 3, List.of());

  private final Gate gate = new Gate(GateSettings.DEFAULT, new Random(1));

  private Verdict admit(Bytes datagram) {
    return gate.admit(PEER, datagram, 0, Load.NONE);
  }

  private static Verdict drop(GateReason reason) {
    return new Verdict.Drop(reason);
  }

  private static Bytes cookieOf(Verdict verdict) {
    Message answer = decode(((Verdict.Reply) verdict).datagram());
    return answer.notifies(NotifyType.COOKIE).findFirst().orElseThrow().data();
  }

  @Test
  void passesInitialRequestsAndMessagesOfIkeSas() {
    assertThat(admit(init(Optional.empty()))).isEqualTo(Verdict.PASS);
    assertThat(admit(PROTECTED)).isEqualTo(Verdict.PASS);
    assertThat(gate.counts()).containsEntry(GateReason.PASSED, 2L);
  }

  @Tag("R7296-3.1-1")
  @Test
  void dropsADatagramWithoutAWholeHeaderOrWithAnotherLength() {
    Bytes whole = init(Optional.empty());
    for (int length = 0; length < whole.length(); length++) {
      assertThat(admit(whole.slice(0, length))).isEqualTo(drop(GateReason.BAD_HEADER));
    }
    assertThat(admit(Bytes.concat(whole, Bytes.of(0)))).isEqualTo(drop(GateReason.BAD_HEADER));
    assertThat(gate.counts()).containsEntry(GateReason.BAD_HEADER, whole.length() + 1L);
  }

  @Tag("R7296-2.5-7")
  @Tag("R7296-3.1-3")
  @Tag("R9395-4-1")
  @Test
  void dropsIkev1AndVersionZeroWithoutAnAnswer() {
    assertThat(admit(with(PROTECTED, VERSION_AT, 0x10))).isEqualTo(drop(GateReason.IKEV1));
    assertThat(admit(with(PROTECTED, VERSION_AT, 0x00))).isEqualTo(drop(GateReason.BAD_VERSION));
    assertThat(admit(with(PROTECTED, VERSION_AT, 0x2f))).isEqualTo(Verdict.PASS);
  }

  @Tag("R7296-2.5-6")
  @Test
  void answersAFutureVersionWithTheSameIdsAndOurVersion() {
    Verdict verdict = admit(with(PROTECTED, VERSION_AT, 0x30));
    Message answer = decode(((Verdict.Reply) verdict).datagram());
    assertThat(answer.header().majorVersion()).isEqualTo(2);
    assertThat(answer.header().initiatorSpi()).isEqualTo(SPI_I);
    assertThat(answer.header().responderSpi()).isEqualTo(SPI_R);
    assertThat(answer.header().exchange()).isEqualTo(ExchangeType.INFORMATIONAL);
    assertThat(answer.header().messageId()).isEqualTo(3);
    assertThat(answer.header().response()).isTrue();
    assertThat(answer.header().fromInitiator()).isFalse();
    assertThat(answer.payloads())
        .containsExactly(NotifyPayload.of(NotifyType.INVALID_MAJOR_VERSION));
  }

  @Tag("R7296-3.1-6")
  @Tag("R7296-2.5-6")
  @Test
  void answersFutureVersionsNotTooOftenAndResponsesNever() {
    Bytes future = with(PROTECTED, VERSION_AT, 0x30);
    int response = PROTECTED.at(FLAGS_AT) | 0x20;
    assertThat(admit(with(future, FLAGS_AT, response))).isEqualTo(drop(GateReason.FUTURE_VERSION));
    int answers = 0;
    for (int i = 0; i < 100; i++) {
      answers += admit(future) instanceof Verdict.Reply ? 1 : 0;
    }
    assertThat(answers).isEqualTo(3);
    Verdict later = gate.admit(PEER, future, Duration.ofSeconds(1).toNanos(), Load.NONE);
    assertThat(later).isInstanceOf(Verdict.Reply.class);
  }

  @Tag("R7296-3.1-2")
  @Test
  void dropsSpisThatTheExchangeDoesNotAllow() {
    ExchangeType first = ExchangeType.IKE_SA_INIT;
    assertThat(admit(message(IkeSpi.NONE, IkeSpi.NONE, first, true, false, 0, List.of())))
        .isEqualTo(drop(GateReason.BAD_SPI));
    assertThat(admit(message(SPI_I, SPI_R, first, true, false, 0, List.of())))
        .isEqualTo(drop(GateReason.BAD_SPI));
    assertThat(admit(message(SPI_I, IkeSpi.NONE, ExchangeType.IKE_AUTH, true, false, 1, List.of())))
        .isEqualTo(drop(GateReason.BAD_SPI));
    // An answer that demands a cookie has no responder SPI.
    assertThat(admit(message(SPI_I, IkeSpi.NONE, first, false, true, 0, List.of())))
        .isEqualTo(Verdict.PASS);
  }

  @Test
  void dropsInitialRequestsWithAnIdOrFromAResponder() {
    ExchangeType first = ExchangeType.IKE_SA_INIT;
    assertThat(admit(message(SPI_I, IkeSpi.NONE, first, true, false, 1, List.of())))
        .isEqualTo(drop(GateReason.BAD_INITIAL));
    assertThat(admit(message(SPI_I, IkeSpi.NONE, first, false, false, 0, List.of())))
        .isEqualTo(drop(GateReason.BAD_INITIAL));
  }

  @Tag("R7296-2.6-1")
  @Tag("R7296-2.6-2")
  @Test
  void demandsACookieWithNothingElseInTheAnswerWhenBusy() {
    Verdict verdict = gate.admit(PEER, init(Optional.empty()), 0, BUSY);
    Message answer = decode(((Verdict.Reply) verdict).datagram());
    assertThat(answer.header().initiatorSpi()).isEqualTo(SPI_I);
    assertThat(answer.header().responderSpi()).isEqualTo(IkeSpi.NONE);
    assertThat(answer.header().exchange()).isEqualTo(ExchangeType.IKE_SA_INIT);
    assertThat(answer.header().response()).isTrue();
    assertThat(answer.header().messageId()).isZero();
    assertThat(answer.payloads()).hasSize(1);
    assertThat(cookieOf(verdict).length()).isBetween(1, 64);
    assertThat(gate.admit(PEER, init(Optional.empty()), 0, new FixedLoad(29, 2)))
        .isEqualTo(Verdict.PASS);
    assertThat(gate.admit(PEER, init(Optional.empty()), 0, new FixedLoad(0, 3)))
        .isInstanceOf(Verdict.Reply.class);
  }

  @Tag("R7296-2.6-4")
  @Test
  void passesTheRequestThatBringsItsCookie() {
    Bytes cookie = cookieOf(gate.admit(PEER, init(Optional.empty()), 0, BUSY));
    assertThat(gate.admit(PEER, init(Optional.of(cookie)), 1, BUSY)).isEqualTo(Verdict.PASS);
    Path otherPort =
        new Path(PEER.local(), new java.net.InetSocketAddress(PEER.remoteAddress(), 4501), true);
    assertThat(gate.admit(otherPort, init(Optional.of(cookie)), 1, BUSY)).isEqualTo(Verdict.PASS);
  }

  @Tag("R7296-2.6-3")
  @Tag("R7296-2.6-4")
  @Test
  void takesACookieOfAnotherRequestOrPeerForNone() {
    Bytes cookie = cookieOf(gate.admit(PEER, init(Optional.empty()), 0, BUSY));
    Optional<Bytes> held = Optional.of(cookie);
    Bytes otherNonce = with(NONCE, 5, 0xee);
    List<Verdict> verdicts =
        List.of(
            gate.admit(from("198.51.100.8"), init(held), 1, BUSY),
            gate.admit(PEER, init(new IkeSpi(5), NONCE, held), 1, BUSY),
            gate.admit(PEER, init(SPI_I, otherNonce, held), 1, BUSY),
            gate.admit(PEER, init(Optional.of(with(cookie, 20, cookie.at(20) ^ 1))), 1, BUSY),
            gate.admit(PEER, init(Optional.of(with(cookie, 0, cookie.at(0) ^ 1))), 1, BUSY),
            gate.admit(PEER, init(Optional.of(Bytes.of(0))), 1, BUSY));
    assertThat(verdicts)
        .allSatisfy(verdict ->
            assertThat(((Verdict.Reply) verdict).reason()).isEqualTo(GateReason.COOKIE_DEMANDED));
  }

  @Test
  void aCookieOfAnIpv6PeerIsNoneForTheIpv4AddressAtItsEnd() {
    Bytes cookie =
        cookieOf(gate.admit(from("2001:db8::c633:6407"), init(Optional.empty()), 0, BUSY));
    // What follows the nonce up to the last four octets, moved into the nonce.
    Bytes stretched = Bytes.concat(NONCE, Bytes.ofHex("20010db80000000000000000"));
    Bytes forged = init(SPI_I, stretched, Optional.of(cookie));
    assertThat(gate.admit(from("198.51.100.7"), forged, 1, BUSY)).isInstanceOf(Verdict.Reply.class);
  }

  @Tag("R7296-2.6-4")
  @Test
  void acceptsCookiesOfTheSecretBeforeAndNoOlderOnes() {
    long life = GateSettings.DEFAULT.secretLife().toNanos();
    Bytes cookie = cookieOf(gate.admit(PEER, init(Optional.empty()), 0, BUSY));
    Bytes request = init(Optional.of(cookie));
    assertThat(gate.admit(PEER, request, life - 1, BUSY)).isEqualTo(Verdict.PASS);
    assertThat(gate.admit(PEER, request, life + 1, BUSY)).isEqualTo(Verdict.PASS);
    Bytes fresh = cookieOf(gate.admit(PEER, init(Optional.empty()), life + 2, BUSY));
    assertThat(fresh).isNotEqualTo(cookie);
    assertThat(gate.admit(PEER, request, 2 * life + 1, BUSY)).isInstanceOf(Verdict.Reply.class);
    assertThat(gate.admit(PEER, init(Optional.of(fresh)), 2 * life + 1, BUSY))
        .isEqualTo(Verdict.PASS);
    // A clock that jumps over a whole life leaves no secret of before.
    assertThat(gate.admit(PEER, init(Optional.of(fresh)), 9 * life, BUSY))
        .isInstanceOf(Verdict.Reply.class);
  }

  @Test
  void dropsBrokenPayloadsWhileItDemandsCookies() {
    Bytes request = init(Optional.empty());
    int firstLengthAt = 30;
    assertThat(gate.admit(PEER, with(request, firstLengthAt + 1, 3), 0, BUSY))
        .isEqualTo(drop(GateReason.MALFORMED_INITIAL));
    assertThat(gate.admit(PEER, with(request, firstLengthAt, 0xff), 0, BUSY))
        .isEqualTo(drop(GateReason.MALFORMED_INITIAL));
    assertThat(gate.admit(PEER, with(request, 16, 0), 0, BUSY))
        .isEqualTo(drop(GateReason.MALFORMED_INITIAL));
    // Without load the endpoint says what is wrong with it.
    assertThat(admit(with(request, firstLengthAt, 0xff))).isEqualTo(Verdict.PASS);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 15, 257})
  void dropsNoncesOfALengthThatNoNonceHasWhileItDemandsCookies(int length) {
    Bytes request = init(SPI_I, Bytes.wrap(new byte[length]), Optional.empty());
    assertThat(gate.admit(PEER, request, 0, BUSY)).isEqualTo(drop(GateReason.MALFORMED_INITIAL));
  }

  @Tag("RX-INIT-1")
  @Tag("RX-INIT-2")
  @Test
  void holdsSourcesWithAValidCookieToTheirHalfOpenLimit() {
    Bytes cookie = cookieOf(gate.admit(PEER, init(Optional.empty()), 0, BUSY));
    Bytes request = init(Optional.of(cookie));
    assertThat(gate.admit(PEER, request, 1, new FixedLoad(100, 49))).isEqualTo(Verdict.PASS);
    assertThat(gate.admit(PEER, request, 1, new FixedLoad(100, 50)))
        .isEqualTo(drop(GateReason.SOURCE_HALF_OPEN));
    assertThat(gate.admit(PEER, request, 1, new FixedLoad(10_000, 0)))
        .isEqualTo(drop(GateReason.TOTAL_HALF_OPEN));
  }

  @Tag("R7296-2.5-5")
  @Test
  void demandsACookieOfASourceThatAsksTooOftenAndOfNoOther() {
    Rate rate = new Rate(1, 5);
    Gate strict = new Gate(GateSettings.DEFAULT.withRates(rate, rate), new Random(2));
    Bytes request = init(Optional.empty());
    for (int i = 0; i < 5; i++) {
      assertThat(strict.admit(PEER, request, 0, Load.NONE)).isEqualTo(Verdict.PASS);
    }
    Verdict sixth = strict.admit(PEER, request, 0, Load.NONE);
    assertThat(strict.admit(from("198.51.100.8"), request, 0, Load.NONE)).isEqualTo(Verdict.PASS);

    // Whoever forges that address cannot keep its owner out.
    Bytes proven = init(Optional.of(cookieOf(sixth)));
    for (int i = 0; i < 5; i++) {
      assertThat(strict.admit(PEER, proven, 0, Load.NONE)).isEqualTo(Verdict.PASS);
    }
    assertThat(strict.admit(PEER, proven, 0, Load.NONE)).isEqualTo(drop(GateReason.SOURCE_RATE));
  }

  @Tag("RX-INIT-1")
  @Test
  void demandsCookiesOfAllWhenTooManySourcesAskAtOnce() {
    Gate gate = new Gate(GateSettings.DEFAULT, new Random(1));
    int passed = 0;
    for (int i = 0; i < 5000; i++) {
      Verdict verdict =
          gate.admit(
              Datagrams.from("198.18." + i / 250 + "." + i % 250),
              Datagrams.init(Optional.empty()),
              1,
              Load.NONE);
      passed += verdict instanceof Verdict.Pass ? 1 : 0;
    }
    assertThat(passed).isEqualTo(2000);
    assertThat(gate.counts()).containsEntry(GateReason.COOKIE_DEMANDED, 3000L);
  }

  @Test
  void boundsTheDemandsSentToOneSource() {
    int replies = 0;
    for (int i = 0; i < 1000; i++) {
      replies += gate.admit(PEER, init(Optional.empty()), 0, BUSY) instanceof Verdict.Reply ? 1 : 0;
    }
    assertThat(replies).isEqualTo(GateSettings.DEFAULT.cookieReplies().burst());
    assertThat(gate.counts()).containsEntry(GateReason.COOKIE_LIMIT, 1000L - replies);
  }

  @Test
  void demandsNoCookieForARepetition() {
    Load knowing =
        new Load() {
          @Override
          public int halfOpenTotal() {
            return 10_000;
          }

          @Override
          public int halfOpenFrom(InetAddress source) {
            return 50;
          }

          @Override
          public boolean isKnown(IkeSpi initiatorSpi, InetAddress source) {
            return initiatorSpi.equals(SPI_I) && source.equals(PEER.remoteAddress());
          }
        };
    assertThat(gate.admit(PEER, init(Optional.empty()), 0, knowing)).isEqualTo(Verdict.PASS);
    assertThat(gate.admit(from("198.51.100.8"), init(Optional.empty()), 0, knowing))
        .isEqualTo(drop(GateReason.TOTAL_HALF_OPEN));
  }

  @Test
  void worksWithItsSurroundingsAsAnAdmission() {
    Admission admission = gate.admission(BUSY, () -> 42);
    Bytes cookie = cookieOf(admission.admit(PEER, init(Optional.empty())));
    assertThat(admission.admit(PEER, init(Optional.of(cookie)))).isEqualTo(Verdict.PASS);
  }
}
