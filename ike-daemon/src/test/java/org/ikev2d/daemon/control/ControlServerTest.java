package org.ikev2d.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.control.Command;
import org.ikev2d.control.ErrorCode;
import org.ikev2d.control.MonitorEvent;
import org.ikev2d.control.Privilege;
import org.ikev2d.control.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class ControlServerTest {
  @TempDir private Path directory;
  private final EventHub events = new EventHub();

  private Path socket() {
    return directory.resolve("run/control");
  }

  private ControlServer server(CommandHandler handler) throws IOException {
    return ControlServer.start(socket(), handler, events);
  }

  private ControlServer privileged() throws IOException {
    return server(c -> CompletableFuture.completedFuture(new Reply.Priv(Privilege.MODKEYS)));
  }

  private String raw(String request) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
      var reader = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
      return String.valueOf(reader.readLine());
    }
  }

  @Test
  void answersEachRequestWithItsOwnId() throws IOException {
    try (ControlServer server = privileged();
        ControlClient client = ControlClient.connect(socket())) {
      JsonNode first = client.call(new Command.GetPriv());
      JsonNode second = client.call(new Command.GetPriv());
      assertThat(first.path("id").asLong()).isEqualTo(1);
      assertThat(second.path("id").asLong()).isEqualTo(2);
      assertThat(ReplyJson.read(new Command.GetPriv(), second))
          .isEqualTo(new Reply.Priv(Privilege.MODKEYS));
    }
  }

  @Test
  void speaksOneObjectALine() throws IOException {
    try (ControlServer server = privileged()) {
      assertThat(raw("{\"v\":1,\"id\":7,\"command\":\"get\",\"object\":\"priv\"}\n"))
          .isEqualTo("{\"v\":1,\"id\":7,\"ok\":true,\"result\":{\"level\":\"modkeys\"}}");
    }
  }

  @Test
  void refusesWhatIsNotARequestOfThisVersion() throws IOException {
    try (ControlServer server = privileged()) {
      assertThat(raw("{\"v\":2,\"id\":7,\"command\":\"get\"}\n"))
          .isEqualTo(
              "{\"v\":1,\"id\":7,\"ok\":false,\"error\":{\"code\":\"bad_request\",\"message\":"
                  + "\"member \\\"v\\\": expected protocol version 1\"}}");
      assertThat(raw("dump ikesa\n")).contains("bad_request");
      assertThat(raw("[1]\n")).contains("expected a JSON object");
      assertThat(raw("{\"v\":1,\"v\":1,\"command\":\"get\"}\n")).contains("bad_request");
      assertThat(raw("{\"v\":1,\"id\":1,\"command\":\"get\",\"object\":\"moon\"}\n"))
          .contains("unknown_command");
    }
  }

  @Test
  void endsAConnectionWhoseLineHasNoEnd() throws IOException {
    try (ControlServer server = privileged()) {
      assertThat(raw("x".repeat(Json.MAX_REQUEST + 1)))
          .contains("bad_request", "line longer than 65536 octets");
    }
  }

  @Test
  void hidesADefectBehindAnInternalError() throws IOException {
    try (ControlServer server =
            server(c -> CompletableFuture.failedFuture(new IllegalStateException("boom")));
        ControlClient client = ControlClient.connect(socket())) {
      Reply reply = ReplyJson.read(new Command.GetStats(), client.call(new Command.GetStats()));
      assertThat(reply)
          .isEqualTo(
              new Reply.Refused(ErrorCode.INTERNAL, "the command failed; see the daemon's log"));
    }
  }

  @Test
  void refusesMoreConnectionsThanItsLimit() throws IOException {
    List<ControlClient> clients = new ArrayList<>();
    try (ControlServer server = privileged()) {
      for (int i = 0; i < ControlServer.MAX_CONNECTIONS; i++) {
        ControlClient client = ControlClient.connect(socket());
        clients.add(client);
        assertThat(client.call(new Command.GetPriv()).path("ok").asBoolean()).isTrue();
      }
      try (ControlClient last = ControlClient.connect(socket())) {
        assertThat(last.call(new Command.GetPriv()).path("error").path("code").asText())
            .isEqualTo("busy");
      }
    } finally {
      for (ControlClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void streamsEventsToWhoeverMonitors() throws IOException {
    MonitorEvent event =
        new MonitorEvent(5, "INFO", "ike.up", List.of(new MonitorEvent.Field("rule", "east west")));
    try (ControlServer server = privileged();
        ControlClient client = ControlClient.connect(socket())) {
      assertThat(client.call(new Command.Monitor()).path("ok").asBoolean()).isTrue();
      events.publish(event);
      assertThat(client.event()).map(ReplyJson::readEvent).contains(event);
    }
  }

  @Test
  void leavesTheSocketToItsOwnerAloneAndRemovesItAtTheEnd() throws IOException {
    try (ControlServer server = privileged()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
          .isEqualTo("rw-------");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(directory.resolve("run"))))
          .isEqualTo("rwx------");
      assertThat(directory.resolve("run")).isDirectoryNotContaining("glob:**/.c*");
    }
    assertThat(socket()).doesNotExist();
  }

  @Test
  void replacesASocketThatNobodyServes() throws IOException {
    Files.createDirectory(directory.resolve("run"));
    ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    dead.bind(UnixDomainSocketAddress.of(socket()));
    dead.close();
    assertThat(socket()).exists();
    try (ControlServer server = privileged();
        ControlClient client = ControlClient.connect(socket())) {
      assertThat(client.call(new Command.GetPriv()).path("ok").asBoolean()).isTrue();
    }
  }

  @Test
  void keepsOffASocketThatAnotherDaemonServes() throws IOException {
    try (ControlServer server = privileged()) {
      assertThatThrownBy(this::privileged).hasMessageContaining("another daemon answers there");
      assertThat(socket()).exists();
    }
  }

  @Test
  void keepsOffAFileThatIsNoSocket() throws IOException {
    Files.createDirectory(directory.resolve("run"));
    Files.writeString(socket(), "precious");
    assertThatThrownBy(this::privileged).hasMessageContaining("no socket");
    assertThat(socket()).hasContent("precious");
  }

  @Test
  void refusesAPathThatTheSystemCannotHold() {
    Path far = directory.resolve("x".repeat(120));
    assertThatThrownBy(() -> ControlServer.start(far, c -> new CompletableFuture<>(), events))
        .hasMessageContaining("longer than 107 octets");
  }

  @Test
  void tellsThatNoDaemonRuns() {
    assertThatThrownBy(() -> ControlClient.connect(socket()))
        .hasMessageContaining("cannot communicate with the daemon at " + socket());
  }

  @Test
  void admitsRootAndTheOwnerOnly() throws IOException {
    Path mine = Files.createFile(directory.resolve("mine"));
    var users = mine.getFileSystem().getUserPrincipalLookupService();
    PeerPolicy policy = PeerPolicy.rootAndOwnerOf(mine);
    assertThat(policy.admits(Files.getOwner(mine))).isTrue();
    assertThat(policy.admits(users.lookupPrincipalByName("0"))).isTrue();
    assertThat(policy.admits(users.lookupPrincipalByName("54321"))).isFalse();
  }
}
