package org.ikev2d.cli.ipseckey;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.ikev2d.control.Command;
import org.ikev2d.control.MonitorEvent;
import org.ikev2d.control.Reply;
import org.ikev2d.control.SadbReference;
import org.ikev2d.control.SadbType;
import org.ikev2d.control.SadbView;
import org.ikev2d.daemon.control.ControlClient;
import org.ikev2d.daemon.control.ReplyJson;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.SaId;
import org.ikev2d.wire.ProtocolId;

/** The SADB in the memory of a daemon, through its control socket. */
record DaemonAccess(Path socket) implements SadbAccess {
  /** Whether a daemon answers there whose SADB no kernel has. */
  static boolean isMemory(Path socket) {
    Command.GetDefaults ask = new Command.GetDefaults();
    try (ControlClient client = ControlClient.connect(socket)) {
      return ReplyJson.read(ask, client.call(ask)) instanceof Reply.Defaults defaults
          && defaults.rows().stream()
              .anyMatch(r -> r.token().equals("kernel") && r.value().equals("memory"));
    } catch (IOException noDaemon) {
      return false;
    }
  }

  @Override
  public String name() {
    return "the daemon at " + socket;
  }

  @Override
  public KernelAnswer<Listing> dump(SadbType type) {
    Reply reply = call(new Command.DumpSadb(type));
    if (reply instanceof Reply.Sadb sadb) {
      return KernelAnswer.done(
          new Listing(
              sadb.sas().stream().map(SentSa::read).toList(),
              sadb.sas().stream().allMatch(SadbView::keysShown)));
    }
    return refused(reply);
  }

  @Override
  public KernelAnswer<SaId> delete(SaId id) {
    SadbType type = id.protocol().equals(ProtocolId.AH) ? SadbType.AH : SadbType.ESP;
    Reply reply = call(new Command.DeleteSa(new SadbReference(type, id.spi(), id.destination())));
    return reply instanceof Reply.Done ? KernelAnswer.done(id) : refused(reply);
  }

  @Override
  public KernelAnswer<SadbType> flush(SadbType type) {
    Reply reply = call(new Command.FlushSadb(type));
    return reply instanceof Reply.Done ? KernelAnswer.done(type) : refused(reply);
  }

  @Override
  public Optional<String> monitor(boolean promiscuous, boolean showKeys, Consumer<String> text) {
    Command.Monitor ask = new Command.Monitor();
    try (ControlClient client = ControlClient.connect(socket)) {
      if (ReplyJson.read(ask, client.call(ask)) instanceof Reply.Refused refused) {
        return Optional.of(refused.message());
      }
      for (Optional<JsonNode> next = client.event(); next.isPresent(); next = client.event()) {
        MonitorEvent event = ReplyJson.readEvent(next.get());
        if (event.name().startsWith("sadb.")) {
          text.accept(event.line() + "\n");
        }
      }
      return Optional.of("the daemon has ended");
    } catch (IOException failed) {
      return Optional.of(String.valueOf(failed.getMessage()));
    }
  }

  private Reply call(Command command) {
    try (ControlClient client = ControlClient.connect(socket)) {
      return ReplyJson.read(command, client.call(command));
    } catch (IOException failed) {
      return new Reply.Refused(
          org.ikev2d.control.ErrorCode.FAILED, String.valueOf(failed.getMessage()));
    }
  }

  private static <T> KernelAnswer<T> refused(Reply reply) {
    return new KernelAnswer.Refused<>(
        "",
        0,
        reply instanceof Reply.Refused refused ? refused.message() : "an answer of another kind");
  }

  @Override
  public void close() {}
}
