package org.ikev2d.kernel.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.ikev2d.kernel.SaReport;
import org.ikev2d.kernel.msg.MsgType;
import org.ikev2d.kernel.msg.SaType;
import org.ikev2d.kernel.msg.SadbExtension;
import org.ikev2d.kernel.msg.SadbMessage;
import org.ikev2d.kernel.msg.Vectors;
import org.ikev2d.port.SaStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SadbTextTest {
  private static final SadbText HIDDEN = new SadbText(false, ZoneOffset.UTC);
  private static final SadbText SHOWN = new SadbText(true, ZoneOffset.UTC);
  private static final Instant NOW = Instant.ofEpochSecond(1_795_225_710);

  static java.util.List<String> vectors() {
    return Vectors.names();
  }

  @Test
  void printsAnSaFactByFact() {
    SaStatus status =
        SaReport.status(Vectors.message("pfkey-update-larval-esp-tunnel-aescbc128-sha256.rsp"))
            .orElseThrow();
    assertThat(SHOWN.dump(status, Instant.ofEpochSecond(status.addTime() + 100)))
        .startsWith(
            """
            Base message (version 2) type DUMP, SA type ESP.
            Message length 256 bytes, seq=0, pid=0.
            SA: SADB_ASSOC spi=0xca5e4d3d, replay window size=32, state=MATURE
            SA: Authentication algorithm = hmac-sha256
            SA: Encryption algorithm = aes-cbc
            SA: flags=0x0 < >
            SRC: Source address (proto=0)
            SRC: AF_INET: port 0, 10.9.0.2 (host).
            DST: Destination address (proto=0)
            DST: AF_INET: port 0, 10.9.0.1 (host).
            AKY: Authentication key.
            AKY: 404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f/256
            EKY: Encryption key.
            EKY: 000102030405060708090a0b0c0d0e0f/128
            SA2: mode=tunnel, reqid=7
            LT: Lifetime information
            CLT: Current lifetime information:
            CLT: 0 bytes protected, 0 allocations used.
            CLT: SA added at time\
            """)
        .contains(
            """
            SLT: 3000 seconds (00:50:00) of post-add lifetime.
            SLT: 0 seconds of post-use lifetime.
            SLT: 2900 seconds (00:48:20) of post-add lifetime left\
            """)
        .contains("HLT: 3600 seconds (01:00:00) of post-add lifetime.");
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void hidesEveryKey(String name) {
    byte[] octets = Vectors.octets(name);
    try (SadbMessage message = Vectors.message(name)) {
      String text = HIDDEN.message(message, octets.length, NOW);
      assertThat(text).doesNotContain("00010203").doesNotContain("40414243").endsWith("\n");
      assertThat(text.lines()).allSatisfy(l -> assertThat(l).isNotBlank());
    }
  }

  @Test
  void printsAnSpiWithAllItsDigitsAsTheOtherToolsDo() {
    var sa = new SadbExtension.Sa(0x040b0c63, 0, 1, 0, 0, 0);
    var message = SadbMessage.request(MsgType.GET, SaType.ESP, 0, 0, sa);
    assertThat(SHOWN.message(message, 32, NOW)).contains("spi=0x040b0c63,");
  }

  @Test
  void putsAnXInThePlaceOfEachDigit() {
    try (SadbMessage message = Vectors.message("pfkey-add-esp-3des-sha1.req")) {
      assertThat(HIDDEN.message(message, 144, NOW))
          .contains("AKY: " + "X".repeat(40) + "/160\n")
          .contains("EKY: " + "X".repeat(48) + "/192\n");
    }
  }

  @Test
  void saysWhatAnErrorMeans() {
    assertThat(SHOWN.message(Vectors.message("pfkey-add-exists.rsp"), 16, NOW))
        .isEqualTo(
            """
            Base message (version 2) type ADD, SA type ESP.
            Error 17: it exists already.
            Message length 16 bytes, seq=%d, pid=4660.
            """
                .formatted(Vectors.message("pfkey-add-exists.rsp").seq()));
  }

  @Test
  void monitorPrintsSizeAndTimeFirst() {
    assertThat(SHOWN.monitor(Vectors.message("pfkey-expire-soft-packets.evt"), 184, NOW))
        .startsWith(
            """
            Read 184 bytes.
            Timestamp: Sat Nov 21 01:48:30 2026
            Base message (version 2) type EXPIRE, SA type ESP.
            """)
        .contains("state=DYING")
        .contains("SLT: 0 bytes of lifetime, 3 allocations.")
        .doesNotContain("HLT:");
  }

  @Test
  void printsPoliciesAndTheirRequests() {
    assertThat(SHOWN.message(Vectors.message("pfkey-spdadd-out-tunnel-ipv6-tcp443.rsp"), 280, NOW))
        .contains("SRC: Source address (proto=6/tcp)")
        .contains("POL: Policy out ipsec, id=")
        .contains("POL: esp tunnel 2001:db8:0:0:0:0:0:1-2001:db8:0:0:0:0:0:2, level ");
  }

  @Test
  void aDumpEndsWithItsTypeNumber() {
    assertThat(SHOWN.dumpEnd(SaType.UNSPEC)).isEqualTo("Dump succeeded for SA type 0.\n");
  }

  @Test
  void controlCharactersOfAnIdentityAreNotPrinted() {
    byte[] octets = Vectors.octets("pfkey-add-with-identity-sensitivity.req");
    String hex = java.util.HexFormat.of().formatHex(octets);
    int at = hex.indexOf("612e657861") / 2;
    octets[at] = 0x1b;
    var decoded =
        (org.ikev2d.kernel.msg.Decoded.Message) Vectors.CODEC.decode(Arrays.copyOf(octets, 224));
    assertThat(SHOWN.message(decoded.message(), 224, NOW))
        .contains("SID: identity type 2, ?.exampl");
  }
}
