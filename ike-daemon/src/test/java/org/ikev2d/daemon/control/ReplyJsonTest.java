package org.ikev2d.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.ikev2d.control.CertCacheView;
import org.ikev2d.control.Command;
import org.ikev2d.control.DebugLevel;
import org.ikev2d.control.ErrorCode;
import org.ikev2d.control.IkeSaView;
import org.ikev2d.control.Privilege;
import org.ikev2d.control.Reply;
import org.ikev2d.control.RuleView;
import org.ikev2d.control.SadbType;
import org.ikev2d.control.SadbView;
import org.ikev2d.control.StatsView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReplyJsonTest {
  private static final IkeSaView IKE_SA =
      new IkeSaView(
          "0x0123456789abcdef",
          "0xfedcba9876543210",
          "responder",
          "ACTIVE",
          "r",
          "192.0.2.1:500",
          "192.0.2.2:500",
          false,
          true,
          "IPV4_ADDR:192.0.2.1",
          "IPV4_ADDR:192.0.2.2",
          new IkeSaView.ProofView("SHARED_KEY_MIC", "ECDSA_256:ECDSA/SHA2-256", "CN=west", ""),
          new IkeSaView.SuiteView("AES_GCM_16", 256, "NONE", "HMAC_SHA2_512", "CURVE25519"),
          1000,
          999,
          0,
          2,
          List.of(
              new IkeSaView.ChildView(
                  "0x00000001",
                  "0x00000002",
                  "ESP",
                  "TRANSPORT",
                  "AES_CBC-256",
                  "HMAC_SHA2_512_256",
                  List.of("192.0.2.1"),
                  List.of("192.0.2.2"),
                  "p:1",
                  3)));

  static Stream<Arguments> replies() {
    StatsView.Count count = new StatsView.Count(1, 2);
    RuleView rule =
        new RuleView(
            "l",
            List.of("192.0.2.1"),
            List.of("192.0.2.2"),
            "",
            List.of(),
            "pubkey",
            "pubkey",
            new RuleView.StoreView("own", List.of("theirs"), ""),
            List.of(
                new RuleView.XformView(
                    List.of("AES_CBC-256"), List.of("a"), List.of("b"), List.of("c"), 5)),
            "NONE",
            List.of(),
            new RuleView.LifetimeView(1, 2, 3, 4, 5));
    SadbView sa =
        new SadbView(
            "ESP",
            "0x00000001",
            "192.0.2.1",
            "192.0.2.2",
            "MATURE",
            "TUNNEL",
            7,
            2,
            "0a0b",
            16,
            12,
            "",
            128,
            true,
            32,
            10,
            20,
            30,
            40,
            rule.childLifetime(),
            4500,
            4500);
    return Stream.of(
        Arguments.of(
            new Command.GetStats(), new Reply.Stats(new StatsView(count, count, count, count, 1))),
        Arguments.of(new Command.GetDebug(), new Reply.Debug(DebugLevel.VERBOSE, "/x")),
        Arguments.of(new Command.GetPriv(), new Reply.Priv(Privilege.KEYMAT)),
        Arguments.of(
            new Command.SetPriv(Privilege.BASE),
            new Reply.PrivChanged(Privilege.KEYMAT, Privilege.BASE)),
        Arguments.of(
            new Command.GetDefaults(),
            new Reply.Defaults(List.of(new Reply.DefaultRow("t", "default", "1", "s", "d")))),
        Arguments.of(new Command.DumpRules(), new Reply.Rules(List.of(rule))),
        Arguments.of(new Command.DumpIkeSas(), new Reply.IkeSas(List.of(IKE_SA))),
        Arguments.of(
            new Command.DumpGroups(), new Reply.Groups(List.of(new Reply.GroupRow(14, 112, "g")))),
        Arguments.of(
            new Command.DumpEncrAlgs(),
            new Reply.EncrAlgs(List.of(new Reply.AlgorithmRow(12, "AES_CBC", 128, 256)))),
        Arguments.of(
            new Command.DumpAuthAlgs(),
            new Reply.AuthAlgs(List.of(new Reply.AlgorithmRow(2, "HMAC_SHA1_96", 0, 0)))),
        Arguments.of(new Command.DumpSadb(SadbType.ALL), new Reply.Sadb(List.of(sa))),
        Arguments.of(new Command.FlushIkeSas(), new Reply.Done("done", 4)),
        Arguments.of(
            new Command.FlushIkeSas(), new Reply.Refused(ErrorCode.NOT_FOUND, "no such SA")),
        Arguments.of(
            new Command.DumpCertCache(),
            new Reply.CertCache(
                new CertCacheView(
                    List.of(
                        new CertCacheView.CertView(
                            1,
                            "gw",
                            "CN=gw",
                            "CN=CA",
                            "0x1",
                            List.of("DNS=gw"),
                            "2026-01-01T00:00:00Z",
                            "2027-01-01T00:00:00Z",
                            List.of("trusted"))),
                    List.of(
                        new CertCacheView.CrlView(
                            "http://crl", "CN=CA", "2026-01-01T00:00:00Z", "", 7))))),
        Arguments.of(new Command.FlushCertCache(), new Reply.Done("flushed", 2)),
        Arguments.of(new Command.ReadCertCache(), new Reply.Done("read", 2)),
        Arguments.of(new Command.Monitor(), new Reply.Monitoring()));
  }

  @ParameterizedTest
  @MethodSource("replies")
  void readsBackWhatItWrote(Command command, Reply reply) throws Exception {
    String line = ReplyJson.write(1, reply).toString();
    assertThat(ReplyJson.read(command, Json.MAPPER.readTree(line))).isEqualTo(reply);
  }

  @Test
  void givesAnIkeSaTheMembersThatScriptsRead() {
    assertThat(ReplyJson.write(1, new Reply.IkeSas(List.of(IKE_SA))).path("result").toString())
        .isEqualTo(
            """
            [{"initiator_spi":"0x0123456789abcdef","responder_spi":"0xfedcba9876543210",\
            "role":"responder","state":"ACTIVE","rule":"r","local":"192.0.2.1:500",\
            "remote":"192.0.2.2:500","nat_local":false,"nat_remote":true,\
            "local_id":"IPV4_ADDR:192.0.2.1","remote_id":"IPV4_ADDR:192.0.2.2",\
            "proofs":{"local":"SHARED_KEY_MIC","remote":"ECDSA_256:ECDSA/SHA2-256",\
            "certificate":"CN=west","announced":""},\
            "suite":{"encr":"AES_GCM_16","key_bits":256,"integ":"NONE","prf":"HMAC_SHA2_512",\
            "group":"CURVE25519"},"established":1000,"created":999,"next_send":0,\
            "next_receive":2,"children":[{"spi_in":"0x00000001","spi_out":"0x00000002",\
            "protocol":"ESP","mode":"TRANSPORT","encr":"AES_CBC-256","integ":"HMAC_SHA2_512_256",\
            "ts_local":["192.0.2.1"],"ts_remote":["192.0.2.2"],"policy":"p:1","reqid":3}]}]\
            """);
  }
}
