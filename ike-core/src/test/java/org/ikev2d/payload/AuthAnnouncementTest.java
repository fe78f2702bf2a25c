package org.ikev2d.payload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ikev2d.wire.AuthMethod;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The three forms of an announcement (RFC 9593 section 3.2). */
@Tag("R9593-3-1")
class AuthAnnouncementTest {
  private static final Bytes ED25519 = Bytes.ofHex("300506032b6570");
  private static final List<AuthAnnouncement> ALL =
      List.of(
          AuthAnnouncement.of(AuthMethod.SHARED_KEY_MIC),
          AuthAnnouncement.of(AuthMethod.RSA_SIGNATURE),
          new AuthAnnouncement(AuthMethod.DIGITAL_SIGNATURE, 2, ED25519));
  private static final String DATA = "0202" + "030100" + "0a0e02300506032b6570";

  @Test
  void eachFormHasItsLength() {
    assertThat(AuthAnnouncement.encode(ALL).toHex()).isEqualTo(DATA);
    assertThat(AuthAnnouncement.decode(Bytes.ofHex(DATA))).contains(ALL);
  }

  @Test
  void anEmptyListIsOne() {
    assertThat(AuthAnnouncement.decode(Bytes.EMPTY)).contains(List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "unknown method, 03fe00",
    "known method in a form of another, 03020a",
    "signature without its algorithm, 030e00",
    "a method with more than we know, 05010000ff",
  })
  void whatIsNotKnownIsLeftOut(String what, String unknown) {
    assertThat(AuthAnnouncement.decode(Bytes.ofHex(unknown + DATA))).as(what).contains(ALL);
  }

  @ParameterizedTest
  @CsvSource({"00", "01", "0102", "ff0e00"})
  void lengthsThatDoNotAddUpAreRefused(String broken) {
    assertThat(AuthAnnouncement.decode(Bytes.ofHex(DATA + broken))).isEmpty();
  }

  @Test
  void truncationIsSeenUnlessItFallsBetweenTwo() {
    Bytes data = Bytes.ofHex(DATA);
    for (int end : List.of(1, 3, 4, 6, 9, 14)) {
      assertThat(AuthAnnouncement.decode(data.slice(0, end))).as("%d octets", end).isEmpty();
    }
  }

  @Test
  void longListsAreNotRead() {
    Bytes most = Bytes.wrap(new byte[AuthAnnouncement.LONGEST + 1]);
    assertThat(AuthAnnouncement.decode(most)).isEmpty();
  }
}
