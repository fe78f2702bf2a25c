package org.ikev2d.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.ikev2d.control.DebugLevel;
import org.ikev2d.daemon.log.LogControl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DaemonStartTest {
  @TempDir private Path directory;
  private TestHost.Ports ports;
  private LogControl log;
  private TestHost host;

  @BeforeEach
  void prepare() throws IOException {
    log = LogControl.start(Optional.of(directory.resolve("log")), DebugLevel.OPERATOR);
    ports = TestHost.Ports.free();
    host =
        new TestHost(
            directory.resolve("h"), ports, "127.0.0.1", "127.0.0.2", "10.1.0.0/16", "10.2.0.0/16");
  }

  @AfterEach
  void end() throws IOException {
    host.close();
    log.stop();
    LogControl.start(Optional.empty(), DebugLevel.NONE).stop();
  }

  private String refusal() {
    return host.tryStart(log) instanceof Daemon.Started.Failed(String message)
        ? message
        : "started";
  }

  @Test
  void saysItIsReadyOnceEverythingIsThere() throws IOException {
    host.start(log);
    assertThat(Files.readString(directory.resolve("log")))
        .contains("daemon.ready", "kernel=memory", "sockets=2", "rules=1", "policies=1");
    assertThat(host.ikeadm("get", "defaults").out()).containsPattern("kernel +config +memory");
  }

  @Test
  void doesNotStartWithErrorsInAFile() throws IOException {
    host.rules("{ label \"demo\" frobnicate }");
    assertThat(refusal()).contains("ignore_errors = true");
    assertThat(host.findings()).isNotEmpty();
    assertThat(host.file("control")).doesNotExist();
  }

  @Test
  void startsWithWhatIsGoodIfErrorsAreIgnored() throws IOException {
    host.keys("{ label \"other\" key \"k\" }");
    host.option("ignore_errors", "true");
    host.start(log);
    assertThat(host.findings()).isNotEmpty();
    assertThat(host.ikeadm("dump", "rule").status()).isZero();
  }

  @Test
  void doesNotStartWhereItsPortIsTaken() throws IOException {
    try (DatagramSocket taken =
        new DatagramSocket(ports.ike(), InetAddress.ofLiteral("127.0.0.1"))) {
      assertThat(taken.isBound()).isTrue();
      assertThat(refusal()).startsWith("cannot listen on UDP 127.0.0.1:" + ports.ike());
    }
    assertThat(host.file("control")).doesNotExist();
  }

  @Test
  void doesNotStartBesideAnotherDaemon() throws IOException {
    host.start(log);
    TestHost.Ports others = TestHost.Ports.free();
    try (TestHost second =
        new TestHost(
            directory.resolve("second"),
            others,
            "127.0.0.1",
            "127.0.0.2",
            "10.1.0.0/16",
            "10.2.0.0/16")) {
      second.option("control_socket", host.file("control"));
      assertThat(second.tryStart(log))
          .isInstanceOfSatisfying(
              Daemon.Started.Failed.class,
              failed -> assertThat(failed.message()).contains("another daemon answers there"));
    }
    assertThat(host.ikeadm("get", "priv").status()).isZero();
  }

  @Test
  void exportsKeysOnlyWhereNobodyElseCanReadThem() throws IOException {
    Path keys = Files.createFile(directory.resolve("keys"));
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-r--r--"));
    host.option("wireshark_keys", keys);
    assertThat(refusal()).contains("must be a regular file of mode 0600");
    Files.delete(keys);
    host.start(log);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(directory.resolve("log"))).contains("WARN  debug.keys.exported");
  }
}
