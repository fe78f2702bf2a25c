package org.ikev2d.cli.ikeadm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.ikev2d.control.Command;
import org.ikev2d.control.ErrorCode;
import org.ikev2d.control.Privilege;
import org.ikev2d.control.Reply;
import org.ikev2d.control.StatsView;
import org.ikev2d.control.StatsView.Count;
import org.ikev2d.daemon.control.ControlServer;
import org.ikev2d.daemon.control.EventHub;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class IkeAdmTest {
  private static final Count COUNT = new Count(1, 2);

  @TempDir private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final BlockingQueue<Command> received = new LinkedBlockingQueue<>();
  private ControlServer server;

  @BeforeEach
  void serve() throws IOException {
    server = ControlServer.start(socket(), this::answer, new EventHub());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Path socket() {
    return directory.resolve("c");
  }

  private CompletableFuture<Reply> answer(Command command) {
    received.add(command);
    return CompletableFuture.completedFuture(
        switch (command) {
          case Command.GetStats stats ->
              new Reply.Stats(new StatsView(COUNT, COUNT, COUNT, COUNT, 0));
          case Command.GetPriv priv -> new Reply.Priv(Privilege.BASE);
          case Command.DumpIkeSas dump -> new Reply.IkeSas(List.of());
          case Command.ReadRules read -> new Reply.Done("read", 1);
          default -> new Reply.Refused(ErrorCode.NOT_FOUND, "no such thing");
        });
  }

  private int run(String input, String... arguments) {
    return new IkeAdm(
            new ByteArrayInputStream(input.getBytes(UTF_8)),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            Map.of("IKEV2D_SOCKET", socket().toString()))
        .run(arguments);
  }

  @Test
  void printsTheReplyAndEndsWithZero() {
    assertThat(run("", "get", "stats")).isZero();
    assertThat(out.toString(UTF_8)).startsWith("IKE SA counts:\nCurrent:   initiator:          1");
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void printsTheResultAsItCameForScripts() {
    assertThat(run("", "--json", "dump", "ikesa")).isZero();
    assertThat(run("", "dump", "ikesa", "--json")).isZero();
    assertThat(out.toString(UTF_8)).isEqualTo("[]\n[]\n");
  }

  @Test
  void endsWithOneAndTellsWhyIfTheDaemonRefuses() {
    assertThat(run("", "get", "rule", "x")).isEqualTo(1);
    assertThat(err.toString(UTF_8)).isEqualTo("ikeadm: no such thing\n");
  }

  @Test
  void endsWithOneIfNoDaemonRuns() {
    assertThat(run("", "-s", directory.resolve("none").toString(), "get", "priv")).isEqualTo(1);
    assertThat(err.toString(UTF_8)).startsWith("ikeadm: cannot communicate with the daemon at ");
  }

  @Test
  void namesAWrongWordAndShowsTheUsage() {
    assertThat(run("", "gett")).isEqualTo(1);
    assertThat(err.toString(UTF_8))
        .startsWith("ikeadm: unknown command \"gett\"\nusage: ikeadm [-np]");
  }

  @Test
  void doesNothingButHelpForSurplusWords() {
    assertThat(run("", "get", "stats", "please")).isEqualTo(1);
    assertThat(out.toString(UTF_8)).startsWith("get stats");
    assertThat(received).isEmpty();
  }

  @Test
  void knowsTheDaemonOfIkeVersionTwoOnly() {
    assertThat(run("", "-v2", "get", "priv")).isZero();
    assertThat(run("", "-v", "1", "get", "priv")).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("there is no IKEv1 daemon here");
  }

  @Test
  void sendsFilesWithTheirWholePath() {
    assertThat(run("", "read", "rules", "some.config")).isZero();
    assertThat(received)
        .containsExactly(
            new Command.ReadRules(
                java.util.Optional.of(Path.of("some.config").toAbsolutePath().toString())));
  }

  @Test
  void readsCommandsUntilQuitAndGoesOnAfterAnError() {
    assertThat(run("# comment\nget \\\npriv\nfrob\n\nget rule x\nget priv\nquit\nget stats\n"))
        .isZero();
    String level =
        "Current privilege level is 0x0 (base): may neither see nor change pre-shared keys\n";
    assertThat(out.toString(UTF_8))
        .isEqualTo("ikeadm> ikeadm> > " + level + "ikeadm> ".repeat(4) + level + "ikeadm> ");
    assertThat(err.toString(UTF_8))
        .contains("ikeadm: unknown command \"frob\"", "ikeadm: no such thing");
  }

  @Test
  void listsTheCommandsAndTheObjectsOfEach() {
    assertThat(run("", "help")).isZero();
    assertThat(run("", "help", "dump")).isZero();
    assertThat(run("", "-h")).isZero();
    assertThat(out.toString(UTF_8)).contains("initiate  negotiate", "dump encralgs");
    assertThat(received).isEmpty();
  }
}
