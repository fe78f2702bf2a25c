package org.ikev2d.transport.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.transport.gate.Datagrams.NONCE;
import static org.ikev2d.transport.gate.Datagrams.SPI_I;
import static org.ikev2d.transport.gate.Datagrams.init;
import static org.ikev2d.transport.gate.Datagrams.message;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.VendorIdPayload;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.NotifyType;
import org.junit.jupiter.api.Test;

class InitialScanTest {
  private static final Payload NI = new NoncePayload(NONCE);

  private static Optional<InitialScan> scan(List<Payload> payloads) {
    return InitialScan.of(
        message(SPI_I, IkeSpi.NONE, ExchangeType.IKE_SA_INIT, true, false, 0, payloads));
  }

  @Test
  void findsNonceAndCookieWhereverTheyStand() {
    Bytes data = Bytes.ofText("cookie");
    NotifyPayload cookie = NotifyPayload.of(NotifyType.COOKIE, data);
    InitialScan expected = new InitialScan(NONCE, Optional.of(data));
    assertThat(InitialScan.of(init(Optional.of(data)))).contains(expected);
    assertThat(scan(List.of(NI, cookie))).contains(expected);
    assertThat(InitialScan.of(init(Optional.empty())))
        .contains(new InitialScan(NONCE, Optional.empty()));
  }

  @Test
  void takesACookieOfNoOrTooManyOctetsForNone() {
    for (int length : new int[] {0, 65}) {
      NotifyPayload cookie = NotifyPayload.of(NotifyType.COOKIE, Bytes.wrap(new byte[length]));
      assertThat(scan(List.of(cookie, NI))).contains(new InitialScan(NONCE, Optional.empty()));
    }
  }

  @Test
  void refusesTwoNoncesNoNonceAndAnEndlessChain() {
    assertThat(scan(List.of(NI, NI))).isEmpty();
    assertThat(scan(List.of())).isEmpty();
    Payload vendor = new VendorIdPayload(Bytes.EMPTY);
    assertThat(scan(Collections.nCopies(129, vendor))).isEmpty();
  }

  @Test
  void refusesEveryTruncation() {
    Bytes whole = init(Optional.of(Bytes.ofText("cookie")));
    for (int length = 28; length < whole.length(); length++) {
      assertThat(InitialScan.of(whole.slice(0, length))).as("%d octets", length).isEmpty();
    }
  }
}
