package org.ikev2d.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.ikev2d.control.DebugLevel;
import org.ikev2d.control.Reply;
import org.ikev2d.daemon.control.ControlClient;
import org.ikev2d.daemon.control.Json;
import org.ikev2d.daemon.control.ReplyJson;
import org.ikev2d.daemon.log.LogControl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two daemons over real sockets on loopback, as their administrators see them. */
@Timeout(60)
class DaemonPairTest {
  @TempDir private Path directory;
  private LogControl log;
  private TestHost west;
  private TestHost east;

  @BeforeEach
  void prepare() throws IOException {
    log = LogControl.start(Optional.of(directory.resolve("log")), DebugLevel.VERBOSE);
    TestHost.Ports ports = TestHost.Ports.free();
    west =
        new TestHost(
            directory.resolve("w"), ports, "127.0.0.1", "127.0.0.2", "10.1.0.0/16", "10.2.0.0/16");
    east =
        new TestHost(
            directory.resolve("e"), ports, "127.0.0.2", "127.0.0.1", "10.2.0.0/16", "10.1.0.0/16");
  }

  @AfterEach
  void end() throws IOException {
    west.close();
    east.close();
    log.stop();
    assertThat(directory.resolve("log")).content().doesNotContain("Exception", "secret words");
    LogControl.start(Optional.empty(), DebugLevel.NONE).stop();
  }

  private JsonNode onlyIkeSa(TestHost host) throws IOException {
    JsonNode sas = Json.MAPPER.readTree(host.ikeadm("--json", "dump", "ikesa").out());
    assertThat(sas).hasSize(1);
    return sas.get(0);
  }

  private static List<String> keys(TestHost host) {
    return Pattern.compile("(?m)^[AE]KY: ([0-9a-f]{64}/256)$")
        .matcher(host.ipseckey("dump").out())
        .results()
        .map(MatchResult::group)
        .sorted()
        .toList();
  }

  /** The peer's side of a deletion may come a moment later. */
  private static void awaitNoIkeSa(TestHost host) {
    await().until(() -> host.ikeadm("--json", "dump", "ikesa").out().equals("[]\n"));
  }

  private static ControlClient monitor(TestHost host) throws IOException {
    ControlClient client = ControlClient.connect(host.file("control"));
    client.call(new org.ikev2d.control.Command.Monitor());
    return client;
  }

  @Test
  void agreeOnEverythingThatTheirAdministratorsSee() throws IOException {
    west.start(log);
    east.start(log);
    assertThat(west.ikeadm("initiate", "demo"))
        .isEqualTo(new TestHost.Ran(0, "Successfully negotiated by rule 'demo'\n", ""));
    JsonNode w = onlyIkeSa(west);
    JsonNode e = onlyIkeSa(east);
    assertThat(w.path("role").asText()).isEqualTo("initiator");
    assertThat(e.path("role").asText()).isEqualTo("responder");
    assertThat(w.path("initiator_spi")).isEqualTo(e.path("initiator_spi"));
    assertThat(w.path("responder_spi")).isEqualTo(e.path("responder_spi"));
    assertThat(w.path("suite")).isEqualTo(e.path("suite"));
    assertThat(w.path("local")).isEqualTo(e.path("remote"));
    assertThat(w.path("local_id")).isEqualTo(e.path("remote_id"));
    JsonNode childOfWest = w.path("children").path(0);
    JsonNode childOfEast = e.path("children").path(0);
    assertThat(childOfWest.path("spi_in")).isEqualTo(childOfEast.path("spi_out"));
    assertThat(childOfWest.path("spi_out")).isEqualTo(childOfEast.path("spi_in"));
    assertThat(childOfWest.path("ts_local").toString()).isEqualTo("[\"10.1.0.0/16\"]");
    assertThat(childOfWest.path("ts_local")).isEqualTo(childOfEast.path("ts_remote"));
    assertThat(childOfWest.path("ts_remote")).isEqualTo(childOfEast.path("ts_local"));
    assertThat(keys(west)).hasSize(4).doesNotHaveDuplicates().isEqualTo(keys(east));
    assertThat(west.ikeadm("get", "stats").out())
        .contains("Current:   initiator:          1   responder:          0");
  }

  @Test
  void leaveNothingBehindAfterADelete() throws IOException {
    west.start(log);
    east.start(log);
    west.ikeadm("initiate", "demo");
    JsonNode sa = onlyIkeSa(west);
    assertThat(
            west.ikeadm(
                    "del",
                    "ikesa",
                    sa.path("initiator_spi").asText(),
                    sa.path("responder_spi").asText())
                .out())
        .isEqualTo("Successfully deleted 1 IKE SA(s)\n");
    awaitNoIkeSa(east);
    assertThat(west.ikeadm("--json", "dump", "ikesa").out()).isEqualTo("[]\n");
    assertThat(west.ipseckey("dump").out()).isEqualTo("Dump succeeded for SA type 0.\n");
    assertThat(east.ipseckey("dump").out()).isEqualTo("Dump succeeded for SA type 0.\n");
  }

  @Test
  void replaceSasWhereAnAdministratorWantsIt() throws IOException {
    west.start(log);
    east.start(log);
    west.ikeadm("initiate", "demo");
    JsonNode old = onlyIkeSa(west);
    String spi = old.path("children").path(0).path("spi_out").asText();
    assertThat(west.ikeadm("rekey", "childsa", spi).out())
        .isEqualTo("Successfully rekeyed 1 CHILD SA(s)\n");
    assertThat(west.ikeadm("rekey", "ikesa", "127.0.0.1", "127.0.0.2").out())
        .isEqualTo("Successfully rekeyed 1 IKE SA(s)\n");
    await().until(() -> onlyOneActive(west) && onlyOneActive(east));
    JsonNode made = onlyIkeSa(west);
    assertThat(made.path("initiator_spi")).isNotEqualTo(old.path("initiator_spi"));
    String child = made.path("children").path(0).path("spi_out").asText();
    assertThat(child).isNotEqualTo(spi);
    assertThat(west.ikeadm("rekey", "childsa", "0x1"))
        .isEqualTo(new TestHost.Ran(1, "", "ikeadm: no CHILD SA 0x00000001\n"));

    assertThat(west.ikeadm("del", "childsa", "127.0.0.1", "127.0.0.2").out())
        .isEqualTo("Successfully deleted 1 CHILD SA(s)\n");
    assertThat(onlyIkeSa(east).path("children")).isEmpty();
  }

  private static boolean onlyOneActive(TestHost host) throws IOException {
    JsonNode sas = Json.MAPPER.readTree(host.ikeadm("--json", "dump", "ikesa").out());
    return sas.size() == 1
        && sas.get(0).path("state").asText().equals("ACTIVE")
        && sas.get(0).path("children").size() == 1;
  }

  @Test
  void sayFarewellWhenTheyStop() throws IOException {
    west.start(log);
    east.start(log);
    west.ikeadm("initiate", "demo");
    west.close();
    awaitNoIkeSa(east);
    assertThat(west.file("control")).doesNotExist();
    assertThat(Files.readString(directory.resolve("log")))
        .contains("ike.closed", "by=peer", "daemon.stopped");
  }

  @Test
  void stopInTimeAlthoughAPeerIsSilent() throws Exception {
    west.start(log);
    try (var asking = Executors.newSingleThreadExecutor()) {
      var initiation = asking.submit(() -> west.ikeadm("initiate", "demo"));
      await().until(() -> west.ikeadm("dump", "ikesa").out().contains("INIT-SENT"));
      west.close();
      assertThat(initiation.get().status()).isEqualTo(1);
    }
    assertThat(directory.resolve("log")).content().contains("daemon.stopped");
  }

  @Test
  void tellWhyANegotiationFailed() throws IOException {
    east.keys("{ label \"demo\" key \"other words\" }");
    west.start(log);
    east.start(log);
    TestHost.Ran ran = west.ikeadm("initiate", "demo");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err())
        .startsWith("ikeadm: initiate 'demo' failed: ")
        .contains("AUTHENTICATION_FAILED");
    assertThat(west.ipseckey("dump").out()).isEqualTo("Dump succeeded for SA type 0.\n");
  }

  @Test
  void findIkeSasByAddressAndSayWhatIsNotThere() {
    west.start(log);
    east.start(log);
    west.ikeadm("initiate", "demo");
    assertThat(west.ikeadm("-n", "get", "ikesa", "127.0.0.1", "127.0.0.2").out())
        .contains("Current state is ACTIVE; Label 'demo'");
    assertThat(west.ikeadm("get", "ikesa", "127.0.0.1", "127.0.0.3"))
        .isEqualTo(new TestHost.Ran(1, "", "ikeadm: no IKE SA 127.0.0.1 127.0.0.3\n"));
    assertThat(west.ikeadm("initiate", "moon").err()).contains("there is no such rule");
  }

  @Test
  void showDeleteAndFlushSingleSas() {
    west.start(log);
    east.start(log);
    west.ikeadm("initiate", "demo");
    String dump = west.ipseckey("dump", "esp").out();
    String spi =
        Pattern.compile("spi=(0x[0-9a-f]+)")
            .matcher(dump)
            .results()
            .findFirst()
            .orElseThrow()
            .group(1);
    String destination =
        Pattern.compile("DST: AF_INET: port 0, ([0-9.]+)")
            .matcher(dump)
            .results()
            .findFirst()
            .orElseThrow()
            .group(1);
    assertThat(west.ipseckey("-p", "get", "esp", "spi", spi, "dst", destination).out())
        .contains("spi=" + spi)
        .contains("EKY: " + "X".repeat(64) + "/256");
    assertThat(west.ipseckey("delete", "esp", "spi", spi, "dst", destination).status()).isZero();
    assertThat(west.ipseckey("get", "esp", "spi", spi, "dst", destination))
        .isEqualTo(
            new TestHost.Ran(
                1,
                "",
                "ipseckey: Association (type esp, spi "
                    + spi
                    + ", addr "
                    + destination
                    + ") does not exist\n"));
    assertThat(west.ipseckey("flush", "esq").status()).isEqualTo(1);
    assertThat(west.ipseckey("dump").out()).contains("SADB_ASSOC");
    assertThat(west.ipseckey("flush", "esp").status()).isZero();
    assertThat(west.ipseckey("dump").out()).doesNotContain("SADB_ASSOC");
  }

  @Test
  void hideKeysOnceTheirPrivilegeIsLowered() {
    west.start(log);
    east.start(log);
    west.ikeadm("initiate", "demo");
    assertThat(keys(west)).hasSize(4);
    assertThat(west.ikeadm("set", "priv", "base").out())
        .isEqualTo("Privilege level changed from 0x2 to 0x0\n");
    assertThat(keys(west)).isEmpty();
    assertThat(west.ikeadm("set", "priv", "keymat").err())
        .isEqualTo("ikeadm: the level is base and can only be lowered\n");
    assertThat(west.ikeadm("read", "preshared").err()).contains("needs privilege level modkeys");
  }

  @Test
  void takeNewRulesAndKeysWhileTheyRun() throws IOException {
    west.start(log);
    east.keys("{ label \"demo\" key \"other words\" }");
    east.start(log);
    assertThat(west.ikeadm("initiate", "demo").status()).isEqualTo(1);
    east.keys("{ label \"demo\" key \"secret words\" }");
    assertThat(east.ikeadm("read", "preshared").out())
        .startsWith("Successfully read 1 pre-shared keys from ");
    assertThat(west.ikeadm("initiate", "demo").status()).isZero();
  }

  @Test
  void changeNothingByAFileWithErrors() throws IOException {
    west.start(log);
    west.rules("{ label \"demo\" frobnicate }");
    TestHost.Ran ran = west.ikeadm("read", "rule");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err())
        .startsWith("ikeadm: rule(s) not read, nothing has changed:\n")
        .contains("ikev2.config:2:16: error: ");
    assertThat(west.daemon().reload()).isInstanceOf(Reply.Refused.class);
    assertThat(west.ikeadm("dump", "rule").out()).contains("Label 'demo'");
  }

  @Test
  void readEverythingAgainOnSighup() throws IOException {
    west.start(log);
    west.rules(
        "{ label \"second\" auth_method preshared local_addr 127.0.0.1 remote_addr 127.0.0.9 }");
    west.keys("{ label \"second\" key \"k\" }");
    west.policies(
        "{ laddr 127.0.0.1 raddr 127.0.0.9 } ipsec { encr_algs aes encr_auth_algs sha512 }");
    assertThat(west.daemon().reload()).isInstanceOf(Reply.Done.class);
    assertThat(west.ikeadm("dump", "rule").out())
        .contains("Label 'second'")
        .doesNotContain("Label 'demo'");
  }

  @Test
  void tellMonitorsWhatHappens() throws IOException {
    west.start(log);
    east.start(log);
    try (ControlClient monitor = monitor(west)) {
      west.ikeadm("initiate", "demo");
      String name = "";
      while (!name.equals("child.installed")) {
        name = ReplyJson.readEvent(monitor.event().orElseThrow()).name();
      }
    }
  }
}
