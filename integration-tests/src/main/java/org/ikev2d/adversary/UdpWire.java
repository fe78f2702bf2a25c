package org.ikev2d.adversary;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.ikev2d.wire.Bytes;

/** A real socket. */
public final class UdpWire implements Wire, AutoCloseable {
  private static final int LONGEST = 65_535;
  private static final int REST_MILLIS = 20;

  private final DatagramSocket socket;
  private final InetSocketAddress victim;
  private final int patienceMillis;

  /**
   * @param own the address to send from; any port
   * @param patienceMillis how long an answer may take
   */
  public UdpWire(InetAddress own, InetSocketAddress victim, int patienceMillis) {
    this.victim = victim;
    this.patienceMillis = patienceMillis;
    try {
      socket = new DatagramSocket(new InetSocketAddress(own, 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void send(Bytes datagram) {
    try {
      socket.send(new DatagramPacket(datagram.toArray(), datagram.length(), victim));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<Bytes> receive() {
    List<Bytes> all = new ArrayList<>();
    DatagramPacket packet = new DatagramPacket(new byte[LONGEST], LONGEST);
    try {
      socket.setSoTimeout(patienceMillis);
      while (true) {
        packet.setLength(LONGEST);
        socket.receive(packet);
        all.add(Bytes.copyOf(packet.getData(), 0, packet.getLength()));
        socket.setSoTimeout(REST_MILLIS);
      }
    } catch (SocketTimeoutException done) {
      return List.copyOf(all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
