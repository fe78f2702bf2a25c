package org.ikev2d.daemon.control;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ikev2d.control.ErrorCode;
import org.ikev2d.control.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens on the control socket and runs each connection on a virtual thread of its own. */
public final class ControlServer implements AutoCloseable {
  /** More would only be a mistake or an attack of a local user who may connect. */
  static final int MAX_CONNECTIONS = 32;

  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

  private final Path path;
  private final ServerSocketChannel server;
  private final PeerPolicy policy;
  private final CommandHandler handler;
  private final EventHub events;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

  private ControlServer(
      Path path,
      ServerSocketChannel server,
      PeerPolicy policy,
      CommandHandler handler,
      EventHub events) {
    this.path = path;
    this.server = server;
    this.policy = policy;
    this.handler = handler;
    this.events = events;
  }

  /**
   * Binds the socket, readable and writable for its owner alone, and begins to serve it.
   *
   * @throws IOException in words for the administrator
   */
  public static ControlServer start(Path path, CommandHandler handler, EventHub events)
      throws IOException {
    ServerSocketChannel channel = SocketFile.bind(path);
    ControlServer server =
        new ControlServer(path, channel, PeerPolicy.rootAndOwnerOf(path), handler, events);
    Thread.ofVirtual().name("control-accept").start(server::accept);
    return server;
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        admit(server.accept());
      } catch (ClosedChannelException closed) {
        return;
      } catch (IOException failed) {
        LOG.warn("control.accept.failed reason=\"{}\"", failed.getMessage());
      }
    }
  }

  private void admit(SocketChannel channel) {
    Connection connection = new Connection(channel, handler, events);
    try {
      var user = PeerPolicy.userOf(channel);
      if (!policy.admits(user)) {
        LOG.warn("control.refused user={}", user.getName());
        connection.refuse(
            new Reply.Refused(
                ErrorCode.NOT_PERMITTED, "only root and the daemon's own user may connect"));
        return;
      }
      if (connections.size() >= MAX_CONNECTIONS) {
        LOG.warn("control.busy connections={}", MAX_CONNECTIONS);
        connection.refuse(
            new Reply.Refused(
                ErrorCode.BUSY, "more than " + MAX_CONNECTIONS + " control connections"));
        return;
      }
    } catch (IOException gone) {
      connection.close();
      return;
    }
    connections.add(connection);
    Thread.ofVirtual()
        .name("control")
        .start(() -> {
          try {
            connection.serve();
          } finally {
            connections.remove(connection);
          }
        });
  }

  /** Ends all connections and removes the socket's file. */
  @Override
  public void close() {
    try {
      server.close();
      Files.deleteIfExists(path);
    } catch (IOException failed) {
      LOG.warn("control.close.failed path={} reason=\"{}\"", path, failed.getMessage());
    }
    connections.forEach(Connection::close);
  }
}
