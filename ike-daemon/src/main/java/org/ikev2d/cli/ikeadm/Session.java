package org.ikev2d.cli.ikeadm;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ikev2d.cli.HostNames;
import org.ikev2d.control.Command;
import org.ikev2d.control.CommandWords;
import org.ikev2d.control.IkeSaText;
import org.ikev2d.control.Reply;
import org.ikev2d.control.ReplyText;
import org.ikev2d.crypto.Secret;
import org.ikev2d.daemon.control.ControlClient;
import org.ikev2d.daemon.control.ReplyJson;

/** Carries out commands of one user, each on a connection of its own. */
final class Session {
  private final Path socket;
  private final boolean json;
  private final HostNames hosts;
  private final PinPrompt pins;
  private final CommandWords words;
  private final PrintStream out;
  private final PrintStream err;

  Session(
      Path socket,
      boolean json,
      HostNames hosts,
      PinPrompt pins,
      PrintStream out,
      PrintStream err) {
    this.pins = pins;
    this.socket = socket;
    this.json = json;
    this.hosts = hosts;
    this.words = new CommandWords(hosts::addresses, Session::absolute);
    this.out = out;
    this.err = err;
  }

  /**
   * Carries out one command.
   *
   * @return the exit status of the tool if that was its only command
   */
  int run(List<String> line) {
    return switch (words.parse(line)) {
      case CommandWords.Parsed.Help(String topic) -> {
        out.print(HelpText.of(topic));
        // Words too many are shown the help, but nothing was done.
        yield line.getFirst().equals("help") ? 0 : 1;
      }
      case CommandWords.Parsed.Wrong(String message, String topic) -> {
        err.println("ikeadm: " + message);
        err.print(topic.isEmpty() ? HelpText.USAGE : HelpText.of(topic));
        yield 1;
      }
      case CommandWords.Parsed.Run(Command command) -> call(command);
      case CommandWords.Parsed.Login(String token) -> login(token);
    };
  }

  /** The daemon has another working directory: files get their whole path. */
  private static String absolute(String file) {
    return Path.of(file).toAbsolutePath().normalize().toString();
  }

  private int login(String token) {
    Optional<char[]> typed = pins.ask("PIN of token \"" + token + "\": ");
    if (typed.isEmpty()) {
      err.println("ikeadm: no PIN given");
      return 1;
    }
    byte[] octets = new String(typed.get()).getBytes(StandardCharsets.UTF_8);
    Arrays.fill(typed.get(), '\0');
    try (Secret pin = Secret.wrap(octets)) {
      return call(new Command.TokenLogin(token, pin));
    }
  }

  private int call(Command command) {
    try (ControlClient client = ControlClient.connect(socket)) {
      JsonNode answer = client.call(command);
      Reply reply = ReplyJson.read(command, answer);
      if (reply instanceof Reply.Refused refused) {
        err.println("ikeadm: " + refused.message());
        return 1;
      }
      if (json) {
        out.println(answer.path("result"));
      } else {
        text().lines(command, reply).forEach(out::println);
      }
      if (command instanceof Command.Monitor) {
        monitor(client);
      }
      return 0;
    } catch (IOException failed) {
      err.println("ikeadm: " + failed.getMessage());
      return 1;
    }
  }

  private ReplyText text() {
    return new ReplyText(new IkeSaText(System.currentTimeMillis() / 1000, hosts::nameOf));
  }

  private void monitor(ControlClient client) throws IOException {
    out.flush();
    for (Optional<JsonNode> event = client.event(); event.isPresent(); event = client.event()) {
      out.println(
          json ? event.get().path("event").toString() : ReplyJson.readEvent(event.get()).line());
      out.flush();
    }
  }
}
