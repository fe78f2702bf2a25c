package org.ikev2d.daemon;

import org.ikev2d.port.DatagramOut;
import org.ikev2d.port.Path;
import org.ikev2d.wire.Bytes;

/** Where datagrams go once the sockets are open; until then there is nobody to send any. */
final class Outlet implements DatagramOut {
  private volatile DatagramOut to = (path, message) -> {};

  void open(DatagramOut sender) {
    to = sender;
  }

  @Override
  public void send(Path path, Bytes message) {
    to.send(path, message);
  }

  @Override
  public void keepAlive(Path path) {
    to.keepAlive(path);
  }

  @Override
  public void letGo(Path path) {
    to.letGo(path);
  }
}
