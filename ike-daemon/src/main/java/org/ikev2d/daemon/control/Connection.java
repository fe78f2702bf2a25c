package org.ikev2d.daemon.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.ikev2d.control.Command;
import org.ikev2d.control.ErrorCode;
import org.ikev2d.control.Reply;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client: its requests are answered one after the other. */
final class Connection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  private final SocketChannel channel;
  private final CommandHandler handler;
  private final EventHub events;
  private final ReentrantLock writing = new ReentrantLock();
  private volatile @Nullable Thread monitor;

  Connection(SocketChannel channel, CommandHandler handler, EventHub events) {
    this.channel = channel;
    this.handler = handler;
    this.events = events;
  }

  /** Answers requests until the client goes away. */
  void serve() {
    BoundedLines lines = new BoundedLines(channel, Json.MAX_REQUEST);
    try {
      for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
        answer(line.get());
      }
    } catch (BoundedLines.LineTooLong tooLong) {
      refuse(new Reply.Refused(ErrorCode.BAD_REQUEST, String.valueOf(tooLong.getMessage())));
    } catch (IOException gone) {
      LOG.debug("control.connection.ended reason=\"{}\"", gone.getMessage());
    } finally {
      close();
    }
  }

  private void answer(byte[] line) throws IOException {
    switch (CommandJson.read(line)) {
      case Request.Bad(long id, ErrorCode code, String message) ->
          write(ReplyJson.write(id, new Reply.Refused(code, message)));
      case Request.Good(long id, Command.Monitor monitor) -> monitor(id);
      case Request.Good(long id, Command command) -> write(ReplyJson.write(id, carryOut(command)));
    }
  }

  private Reply carryOut(Command command) {
    try {
      return handler
          .handle(command)
          .toCompletableFuture()
          .get(command.timeLimit().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      return new Reply.Refused(
          ErrorCode.TIMEOUT,
          "not done after " + command.timeLimit().toSeconds() + " seconds; it goes on");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return new Reply.Refused(ErrorCode.BUSY, "the daemon is stopping");
    } catch (ExecutionException | RuntimeException defect) {
      LOG.error("control.command.failed command={}", command.getClass().getSimpleName(), defect);
      return new Reply.Refused(ErrorCode.INTERNAL, "the command failed; see the daemon's log");
    }
  }

  private void monitor(long id) throws IOException {
    if (monitor != null) {
      write(
          ReplyJson.write(
              id, new Reply.Refused(ErrorCode.BAD_REQUEST, "this connection monitors already")));
      return;
    }
    EventHub.Subscription subscription = events.subscribe();
    write(ReplyJson.write(id, new Reply.Monitoring()));
    Thread.ofVirtual()
        .name("control-monitor")
        .start(() -> {
          try (subscription) {
            while (channel.isOpen()) {
              write(ReplyJson.event(id, subscription.take()));
            }
          } catch (IOException gone) {
            close();
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /** Sends one reply that belongs to no request, and ends. */
  void refuse(Reply.Refused reply) {
    try {
      if (channel.isOpen()) {
        write(ReplyJson.write(0, reply));
      }
    } catch (IOException gone) {
      LOG.debug("control.connection.ended reason=\"{}\"", gone.getMessage());
    }
    close();
  }

  private void write(ObjectNode node) throws IOException {
    byte[] text = Json.MAPPER.writeValueAsBytes(node);
    byte[] line = Arrays.copyOf(text, text.length + 1);
    line[text.length] = '\n';
    ByteBuffer buffer = ByteBuffer.wrap(line);
    writing.lock();
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void close() {
    Thread watcher = monitor;
    if (watcher != null) {
      watcher.interrupt();
    }
    try {
      channel.close();
    } catch (IOException failed) {
      LOG.debug("control.connection.ended reason=\"{}\"", failed.getMessage());
    }
  }
}
