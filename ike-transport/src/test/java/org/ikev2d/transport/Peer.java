package org.ikev2d.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.ikev2d.wire.Bytes;

/** A plain UDP socket on the other side. */
final class Peer implements AutoCloseable {
  record Got(Bytes datagram, InetSocketAddress from) {}

  private final DatagramSocket socket;

  Peer(String address) throws IOException {
    socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), 0));
    socket.setSoTimeout(10_000);
    socket.setReceiveBufferSize(1 << 20);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  void send(Bytes datagram, InetSocketAddress to) {
    try {
      socket.send(new DatagramPacket(datagram.toArray(), datagram.length(), to));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Got receive() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65535], 65535);
    socket.receive(packet);
    return new Got(
        Bytes.copyOf(packet.getData(), 0, packet.getLength()),
        (InetSocketAddress) packet.getSocketAddress());
  }

  @Override
  public void close() {
    socket.close();
  }
}
