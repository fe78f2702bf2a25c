package org.ikev2d.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ikev2d.control.Command;

/** The tools' end of the control socket. Not safe for concurrent use. */
public final class ControlClient implements AutoCloseable {
  /** What a client waits beyond the daemon's own limit before it gives up. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Path path;
  private final SocketChannel channel;
  private final BoundedLines lines;
  private long nextId = 1;

  private ControlClient(Path path, SocketChannel channel) {
    this.path = path;
    this.channel = channel;
    this.lines = new BoundedLines(channel, Json.MAX_REPLY);
  }

  /**
   * Connects.
   *
   * @throws IOException in words for the administrator
   */
  public static ControlClient connect(Path path) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(path));
      return new ControlClient(path, channel);
    } catch (IOException | IllegalArgumentException refused) {
      channel.close();
      throw new IOException(
          "cannot communicate with the daemon at "
              + path
              + ": "
              + refused.getMessage()
              + " (is ikev2d running, and may you administer it?)");
    }
  }

  /**
   * Sends a command and waits for its reply object, which {@link ReplyJson#read} understands.
   *
   * @throws IOException in words for the administrator
   */
  public JsonNode call(Command command) throws IOException {
    long id = nextId++;
    byte[] request = (CommandJson.write(id, command) + "\n").getBytes(StandardCharsets.UTF_8);
    CountDownLatch answered = watchdog(command.timeLimit().plus(GRACE));
    try {
      ByteBuffer buffer = ByteBuffer.wrap(request);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException gone) {
      // The daemon may have refused us and said why before it closed: read on.
    }
    try {
      return line().orElseThrow(() -> new IOException(lost("it closed the connection")));
    } catch (AsynchronousCloseException late) {
      throw new IOException(lost("no answer"));
    } finally {
      answered.countDown();
    }
  }

  /** The next event after a {@code monitor} command; empty when the daemon ends. */
  public Optional<JsonNode> event() throws IOException {
    return line();
  }

  private Optional<JsonNode> line() throws IOException {
    Optional<byte[]> line = lines.next();
    return line.isEmpty() ? Optional.empty() : Optional.of(Json.MAPPER.readTree(line.get()));
  }

  /** A daemon that is stopped or stuck must not hold the tool for ever. */
  private CountDownLatch watchdog(Duration limit) {
    CountDownLatch answered = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(() -> {
          try {
            if (!answered.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
              channel.close();
            }
          } catch (InterruptedException | IOException ignored) {
            Thread.currentThread().interrupt();
          }
        });
    return answered;
  }

  private String lost(String reason) {
    return "lost the daemon at " + path + ": " + reason;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
