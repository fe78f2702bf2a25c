package org.ikev2d.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ikev2d.cli.ikeadm.IkeAdm;
import org.ikev2d.cli.ipseckey.IpsecKey;
import org.ikev2d.config.ConfigurationLoader;
import org.ikev2d.config.check.Finding;
import org.ikev2d.config.properties.DaemonSettings;
import org.ikev2d.config.rules.IkeSupport;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.crypto.jdk.JdkCrypto;
import org.ikev2d.daemon.log.LogControl;
import org.ikev2d.pki.bc.BcCrypto;

/** A daemon on a loopback address with its SADB in memory, and its tools. */
final class TestHost implements AutoCloseable {
  private static final Crypto CRYPTO = new BcCrypto(new JdkCrypto());

  private final Path directory;
  private final List<String> options = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private Optional<Daemon> daemon = Optional.empty();

  /** What a tool printed and how it ended. */
  record Ran(int status, String out, String err) {}

  /** The two ports that all hosts of a test use. */
  record Ports(int ike, int natt) {
    /** Ports that are free on both loopback addresses of the tests. */
    static Ports free() throws IOException {
      int ike = freePort(0);
      return new Ports(ike, freePort(ike));
    }

    private static int freePort(int but) throws IOException {
      for (int attempt = 0; attempt < 50; attempt++) {
        try (DatagramSocket one = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
            DatagramSocket two =
                new DatagramSocket(one.getLocalPort(), InetAddress.ofLiteral("127.0.0.2"))) {
          if (two.getLocalPort() != but) {
            return two.getLocalPort();
          }
        } catch (java.net.BindException taken) {
          continue;
        }
      }
      throw new IOException("no free port");
    }
  }

  TestHost(Path directory, Ports ports, String own, String peer, String ownNet, String peerNet)
      throws IOException {
    this.directory = Files.createDirectory(directory);
    rules(
        "{ label \"demo\" auth_method preshared local_addr " + own + " remote_addr " + peer + " }");
    keys("{ label \"demo\" key \"secret words\" }");
    policies(
        "{ tunnel t0 negotiate tunnel laddr "
            + ownNet
            + " raddr "
            + peerNet
            + " } ipsec { encr_algs aes(256..256) encr_auth_algs sha256 }");
    option("config_file", file("ikev2.config"));
    option("preshared_file", file("ikev2.preshared"));
    option("policy_file", file("ipsecinit.conf"));
    option("control_socket", file("control"));
    option("journal_file", file("journal"));
    option("tunnel.t0", "local=" + own + ",remote=" + peer);
    option("listen", own);
    option("ike_port", ports.ike());
    option("natt_port", ports.natt());
    option("kernel", "memory");
    option("admin_privilege", "keymat");
    option("response_wait_time", 5);
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  /** As {@code -o key=value}. */
  void option(String key, Object value) {
    options.add(key + "=" + value);
  }

  void rules(String text) throws IOException {
    Files.writeString(
        file("ikev2.config"),
        "ikesa_xform { encr_alg aes(256..256) auth_alg sha256 dh_group 19 }\n" + text + "\n");
  }

  void keys(String text) throws IOException {
    Path keys = file("ikev2.preshared");
    Files.writeString(keys, text + "\n");
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
  }

  void policies(String text) throws IOException {
    Files.writeString(file("ipsecinit.conf"), text + "\n");
  }

  Daemon.Started tryStart(LogControl log) {
    DaemonSettings settings =
        ConfigurationLoader.settings(file("ikev2d.conf"), false, options).good().orElseThrow();
    return Daemon.start(
        new Daemon.Plan(settings, IkeSupport.of(CRYPTO, false), CRYPTO, log, findings::add));
  }

  TestHost start(LogControl log) {
    if (tryStart(log) instanceof Daemon.Started.Running(Daemon running)) {
      daemon = Optional.of(running);
      return this;
    }
    throw new AssertionError("not started: " + findings);
  }

  List<Finding> findings() {
    return findings;
  }

  Daemon daemon() {
    return daemon.orElseThrow();
  }

  Ran ikeadm(String... arguments) {
    return ikeadmWith("", arguments);
  }

  /** With an input, such as a PIN. */
  Ran ikeadmWith(String input, String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int status =
        new IkeAdm(
                new ByteArrayInputStream(input.getBytes(UTF_8)),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                Map.of("IKEV2D_SOCKET", file("control").toString()))
            .run(arguments);
    return new Ran(status, out.toString(UTF_8), err.toString(UTF_8));
  }

  Ran ipseckey(String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int status =
        new IpsecKey(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                Map.of("IKEV2D_SOCKET", file("control").toString()))
            .run(arguments);
    return new Ran(status, out.toString(UTF_8), err.toString(UTF_8));
  }

  @Override
  public void close() {
    daemon.ifPresent(Daemon::close);
    daemon = Optional.empty();
  }
}
