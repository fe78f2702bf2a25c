package org.ikev2d.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ikev2d.control.IkeSaView.ChildView;
import org.ikev2d.control.IkeSaView.ProofView;
import org.ikev2d.control.IkeSaView.SuiteView;
import org.ikev2d.control.StatsView.Count;
import org.junit.jupiter.api.Test;

class ReplyTextTest {
  private static final ReplyText TEXT = new ReplyText(new IkeSaText(1_000_060, address -> ""));

  private static String text(Command command, Reply reply) {
    return String.join("\n", TEXT.lines(command, reply)) + "\n";
  }

  private static IkeSaView ikeSa() {
    return new IkeSaView(
        "0x0123456789abcdef",
        "0xfedcba9876543210",
        "initiator",
        "ACTIVE",
        "east-west",
        "192.0.2.1:4500",
        "[2001:db8::2]:4500",
        true,
        false,
        "IPV4_ADDR:192.0.2.1",
        "FQDN:west.example",
        new ProofView(
            "SHARED_KEY_MIC", "DIGITAL_SIGNATURE:ECDSA/SHA2-256", "CN=west,O=Example", ""),
        new SuiteView("AES_CBC", 256, "HMAC_SHA2_256_128", "HMAC_SHA2_256", "CURVE25519"),
        1_000_000,
        999_999,
        2,
        0,
        List.of(
            new ChildView(
                "0x00000a01",
                "0x00000b02",
                "ESP",
                "TUNNEL",
                "AES_CBC-128",
                "HMAC_SHA1_96",
                List.of("10.1.0.0/16"),
                List.of("10.2.0.0/16"),
                "ipsecinit.conf:3",
                17)));
  }

  @Test
  void printsAnIkeSaLineByLineWithItsPrefixes() {
    assertThat(text(new Command.DumpIkeSas(), new Reply.IkeSas(List.of(ikeSa()))))
        .isEqualTo(
            """
            IKESA: SPIs: Initiator 0x0123456789abcdef  Responder 0xfedcba9876543210
            IKESA: The local host is the initiator; IKE version 2.0
            IKESA: Current state is ACTIVE; Label 'east-west'
            XFORM: Encryption alg: AES_CBC (256); Authentication alg: HMAC_SHA2_256_128
            XFORM: PRF: HMAC_SHA2_256; Key exchange group: CURVE25519
            LOCIP: Initiator address (behind a NAT):
            LOCIP: AF_INET: port 4500, 192.0.2.1
            REMIP: Responder address:
            REMIP: AF_INET6: port 4500, 2001:db8::2
            LIFTM: Established 60 seconds ago, at 1970-01-12T13:46:40Z
            STATS: 1 CHILD SA pair(s); next message IDs: send 2, receive 0
            LOCID: IPV4_ADDR, 192.0.2.1
            LOCID: Authenticated by SHARED_KEY_MIC
            REMID: FQDN, west.example
            REMID: Authenticated by DIGITAL_SIGNATURE:ECDSA/SHA2-256, certificate of CN=west,O=Example
            CHILD: ESP tunnel mode, SPIs: Inbound 0x00000a01  Outbound 0x00000b02
            CHILD: Encryption alg: AES_CBC-128; Authentication alg: HMAC_SHA1_96; Policy 'ipsecinit.conf:3', reqid 17
            CHILD: Local 10.1.0.0/16  Remote 10.2.0.0/16

            Completed dump of IKE SA info.
            """);
  }

  @Test
  void addsTheHostNameWhereOneIsKnown() {
    ReplyText named = new ReplyText(new IkeSaText(0, address -> "host-" + address));
    assertThat(named.lines(new Command.DumpIkeSas(), new Reply.IkeSas(List.of(ikeSa()))))
        .contains("LOCIP: AF_INET: port 4500, 192.0.2.1 (host-192.0.2.1)");
  }

  @Test
  void endsAnEmptyDumpWithItsCompletionLineOnly() {
    assertThat(text(new Command.DumpIkeSas(), new Reply.IkeSas(List.of())))
        .isEqualTo("\nCompleted dump of IKE SA info.\n");
  }

  @Test
  void printsTheLabelOfARuleAsScriptsExpectIt() {
    RuleView rule =
        new RuleView(
            "Site A",
            List.of("192.0.2.1"),
            List.of("0.0.0.0/0"),
            "",
            List.of("FQDN:west.example"),
            "pubkey",
            "cert",
            new RuleView.StoreView("own", List.of(), "DER_ASN1_DN:CN=root"),
            List.of(
                new RuleView.XformView(
                    List.of("AES_CBC-256", "AES_CBC-128"),
                    List.of("HMAC_SHA2_384_192"),
                    List.of("HMAC_SHA2_384"),
                    List.of("ECP_384"),
                    3600)),
            "ECP_384",
            List.of("ECP_384", "CURVE25519"),
            new RuleView.LifetimeView(25_920, 28_800, 0, 0, 0));
    assertThat(text(new Command.DumpRules(), new Reply.Rules(List.of(rule))))
        .isEqualTo(
            """
            GLOBL: Label 'Site A'
            GLOBL: Local auth method=pubkey, remote auth method=cert
            GLOBL: Local public key=own
            GLOBL: Required signer=DER_ASN1_DN:CN=root
            GLOBL: CHILD SA PFS group=ECP_384,CURVE25519
            GLOBL: CHILD SA lifetime=28800 secs, softlife=25920 secs, idletime=0 secs
            GLOBL: CHILD SA lifetime=0 kilobytes, softlife=0 kilobytes
            LOCIP: 192.0.2.1
            REMIP: 0.0.0.0/0
            LOCID: the address in use
            REMID: FQDN:west.example
            XFRMS: Available Transforms:
            XF  0: Encryption alg: AES_CBC-256,AES_CBC-128; Authentication alg: HMAC_SHA2_384_192; PRF: HMAC_SHA2_384; Group: ECP_384; 3600 secs

            Completed dump of policy rules.
            """);
  }

  @Test
  void alignsTheCounters() {
    StatsView stats =
        new StatsView(new Count(1, 2), new Count(3, 4), new Count(5, 6), new Count(7, 8), 9);
    assertThat(text(new Command.GetStats(), new Reply.Stats(stats)))
        .isEqualTo(
            """
            IKE SA counts:
            Current:   initiator:          1   responder:          2
            Total:     initiator:          3   responder:          4
            Attempted: initiator:          5   responder:          6
            Failed:    initiator:          7   responder:          8
                       initiator fails include 9 time-out(s)
            """);
  }

  @Test
  void listsAlgorithmsInColumns() {
    assertThat(
            text(
                new Command.DumpEncrAlgs(),
                new Reply.EncrAlgs(
                    List.of(
                        new Reply.AlgorithmRow(3, "3DES", 0, 0),
                        new Reply.AlgorithmRow(12, "AES_CBC", 128, 256)))))
        .isEqualTo(
            """
            Value  Name                 Keylen range
                                        (bits)
            3      3DES                 N/A
            12     AES_CBC              128-256

            Completed dump of encralgs.
            """);
  }

  @Test
  void showsTheDebugLevelInHexAndWords() {
    assertThat(text(new Command.GetDebug(), new Reply.Debug(new DebugLevel(0x24), "/var/log/ike")))
        .isEqualTo(
            """
            Current debug level is 0x24, written to /var/log/ike
            Enabled debug categories:
            \top\toperation of the daemon
            \tpfkey\tkernel interface
            """);
  }
}
